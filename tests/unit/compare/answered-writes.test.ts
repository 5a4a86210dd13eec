import { expect, test } from '@jest/globals';
import type { Reply } from '../../../src/client/reply.ts';
import { AnsweredWrites } from '../../../src/compare/answered-writes.ts';

const REMOVAL = { method: 'DELETE', url: '/groups/x', auth: 'token', fault: undefined } as const;

const answer = (status: number): Reply => ({
  ...{ kind: 'response', status, headers: new Map(), body: new Uint8Array() },
  ...{ url: REMOVAL.url, durationMs: 1, codingError: undefined },
});
const lost: Reply = { kind: 'transport-error', reason: 'timed-out', message: 'no response', durationMs: 1 };

/** Each row: the replies of b to the same deletion and, in the clean-up of a, those of a. */
test.each<[string, replies: [ofB: Reply, ofA?: Reply][], isRemoved: boolean]>([
  ['b has deleted it', [[answer(200)]], true],
  ['b no longer has it', [[answer(404)]], true],
  ['b hides it from another organization, and then fails', [[answer(404)], [answer(500)]], false],
  ['b refuses it', [[answer(403)]], false],
  ['b fails', [[answer(500)]], false],
  ['both fail in the clean-up', [[answer(500), answer(500)]], true],
  ['only b fails in the clean-up', [[answer(500), answer(200)]], false],
  [
    'both refuse one credential, and b fails for another',
    [
      [answer(403), answer(403)],
      [answer(500), answer(200)],
    ],
    false,
  ],
  [
    'both refuse one credential, and b does not respond for another',
    [
      [answer(403), answer(403)],
      [lost, answer(200)],
    ],
    false,
  ],
  ['neither responds', [[lost, lost]], false],
])('a resource that a no longer has is gone from b: %s', (_what, replies, isRemoved) => {
  const answered = new AnsweredWrites();
  for (const [ofB, ofA] of replies) answered.note(REMOVAL, ofB, ofA);
  expect(answered.hasRemoved({ method: 'DELETE', url: '/groups/x', auth: 'token' })).toBe(isRemoved);
});

const deletion = (name: string, more = '') => ({
  ...{ ...REMOVAL, url: '/secrets/batch' },
  body: { mediaType: 'application/json', text: JSON.stringify({ secrets: [name], more }) },
});
const [NAME, OTHER] = ['contract-0a0a0a0a-0001', 'contract-0a0a0a0a-0002'];

test('a deletion of the same names is one of the same resource', () => {
  const answered = new AnsweredWrites();
  answered.note(deletion(NAME, OTHER), answer(200));
  expect([NAME, 'contract-0a0a0a0a-0003'].map((name) => answered.hasRemoved(deletion(name)))).toEqual([true, false]);
});

test('the name of a resource identifies it, whatever else the deletion names', () => {
  const answered = new AnsweredWrites();
  answered.note(deletion(NAME, 'x'), answer(200));
  expect(answered.hasRemoved(deletion(NAME, OTHER), NAME)).toBe(true);
  expect(answered.hasRemoved(deletion(NAME, OTHER))).toBe(false);
});

test('the last of them counts, even if the same request was sent before', () => {
  const answered = new AnsweredWrites();
  answered.note(deletion(NAME), answer(500), answer(200));
  answered.note(deletion(NAME, 'x'), answer(403), answer(403));
  expect(answered.hasRemoved(deletion(NAME))).toBe(true);
  answered.note(deletion(NAME), answer(500), answer(200));
  expect(answered.hasRemoved(deletion(NAME))).toBe(false);
});
