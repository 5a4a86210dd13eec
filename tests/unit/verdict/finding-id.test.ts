import { describe, expect, test } from '@jest/globals';
import { ownWords } from '../../../src/client/phrase.ts';
import type { Difference } from '../../../src/compare/difference.ts';
import { classify } from '../../../src/compare/referee.ts';
import type { DifferenceKind } from '../../../src/record/sides.ts';
import { CHECKS } from '../../../src/verdict/checks/index.ts';
import { findingId, shownPointer } from '../../../src/verdict/finding.ts';

/** The id of one finding of each check. It must not change: waivers, baselines and `diff` depend on it. */
const FROZEN: readonly [check: string, id: string][] = [
  ['no-response', '0c952d418e'],
  ['status-declared', '6b8c2274ce'],
  ['status-expected', '9034c3e33c'],
  ['authentication-enforced', '92ebfbfddd'],
  ['invalid-input-rejected', 'c9fe9970e3'],
  ['unknown-resource-rejected', '7e9cee3dd1'],
  ['no-server-error', '382217110d'],
  ['content-type', 'c196077580'],
  ['body-parse', '72c9fa90b6'],
  ['body-absent', '561c005d23'],
  ['body-schema', '291ec4fcfc'],
  ['headers', '4aef53dfd3'],
  ['expected-body', '54a3883b83'],
  ['default-applied', 'c68f72e6ac'],
  ['created-readable', '6c0fc2cd69'],
  ['update-applied', '251a9f0102'],
  ['deleted-gone', 'e044877d88'],
  ['refusal-without-effect', 'd4ec92268a'],
  ['tenant-isolated', 'd3d4ca7d33'],
  ['permission-enforced', '363449be5f'],
  ['secret-not-echoed', '4ab9147462'],
  ['internals-not-leaked', '8c40eb9a1e'],
  ['properties-declared', '2de91a84d1'],
  ['challenge-present', '5bbaa0e9ed'],
  ['allow-present', 'd24079ff83'],
  ['credentials-not-cached', '61cecb0d72'],
  ['existence-not-revealed', '4350e2d73c'],
];

const idOf = (check: string, expected: string) => findingId('GET /api/v1/groups', check, '404', '/0/a', expected);

describe('the id of a finding', () => {
  test.each(FROZEN)('of %s is %s', (check, id) => {
    expect(idOf(check, '200')).toBe(id);
  });

  test('is frozen for every check, since the ids of checks are permanent', () => {
    expect(FROZEN.map(([check]) => check)).toEqual(CHECKS.map(({ id }) => id));
  });

  test.each(FROZEN)('of %s depends on the expected text only for status-expected', (check) => {
    expect(idOf(check, '200') === idOf(check, '403')).toBe(check !== 'status-expected');
  });
});

describe('the id of a difference that a comparison allows', () => {
  const ofDifference = (kind: DifferenceKind, more: Partial<Difference> = {}): string | undefined => {
    const words = ownWords('a');
    const difference = { kind, pointer: '/0/a', field: '', a: words, b: words, message: words, isBreaking: true };
    const observed = { operation: 'GET /api/v1/groups', status: '200', findings: { a: [], b: [] } };
    return classify({ ...observed, differences: [{ ...difference, ...more }] }, String)[0]?.id;
  };

  test('is frozen, since baselines and `diff` depend on it', () => {
    expect(ofDifference('property')).toBe('00074fe184');
    expect(ofDifference('header', { pointer: '', field: 'etag' })).toBe('3a747cb658');
  });

  test('is the same for every item of a list, and depends on the kind, and on what is received only for a status', () => {
    expect(ofDifference('property', { pointer: '/7/a', b: ownWords('b') })).toBe(ofDifference('property'));
    expect(ofDifference('type')).not.toBe(ofDifference('property'));
    expect(ofDifference('status', { b: ownWords('b') })).not.toBe(ofDifference('status'));
  });
});

test.each([
  ['/a/0/b', '/a/0/b'],
  [`/${'n'.repeat(1001)}/0`, '/(name of 1001 characters)/0'],
  ['/x'.repeat(501), `${'/x'.repeat(100)}/…`],
])('the pointer of a finding is of a limited length', (pointer, shown) => {
  expect(shownPointer(pointer, (text) => text)).toBe(shown);
});
