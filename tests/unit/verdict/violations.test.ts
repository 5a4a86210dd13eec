import { expect, test } from '@jest/globals';
import { written } from '../../../src/client/phrase.ts';
import { toViolation } from '../../../src/verdict/schema/violations.ts';

test.each([
  ['minLength', 1, 'a string of at least 1 character'],
  ['maxLength', 2, 'a string of at most 2 characters'],
  ['minItems', 1, 'at least 1 item'],
  ['maxItems', 0, 'at most 0 items'],
  ['minProperties', 1, 'at least 1 property'],
  ['maxProperties', 2, 'at most 2 properties'],
])('%s %d is expected as %j', (keyword, limit, expected) => {
  const error = { keyword, params: { limit }, instancePath: '', schemaPath: '' };
  const violation = toViolation(error, '', `/schema/${keyword}`);
  expect(written(violation.expected, (text) => text)).toBe(expected);
});
