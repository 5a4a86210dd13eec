import { expect, test } from '@jest/globals';
import type { Response } from '../../../src/client/reply.ts';
import { bodyOf, jsonOf } from '../../../src/verdict/subject.ts';

const response = (text: string): Response => ({
  kind: 'response',
  status: 200,
  headers: new Map([['content-type', ['application/json']]]),
  body: Buffer.from(text),
  codingError: undefined,
  durationMs: 1,
});

test('a body is parsed once, and the response keeps its properties', () => {
  const one = Object.freeze(response('{"a":1}'));
  expect(bodyOf(one)).toBe(bodyOf(one));
  expect(Reflect.ownKeys(one)).toEqual(Reflect.ownKeys(response('')));
});

test('a copy of a response with another body is parsed again', () => {
  const one = response('{"a":1}');
  expect([jsonOf(one), jsonOf({ ...one, body: Buffer.from('[2]') })]).toEqual([{ a: 1 }, [2]]);
});
