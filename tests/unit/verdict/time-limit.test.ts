import { expect, test } from '@jest/globals';
import { createTimekeeper } from '../../../src/verdict/time-limit.ts';

const LIMIT_MS = 100;

/** Size of a body that adds a minute to the limit, so that quick work is in time on a busy machine. */
const LARGE = 60 * 2 ** 20;

type Judge = ReturnType<typeof createTimekeeper>;

const endless = (): string => {
  for (;;);
};

/** The limit that endless work exceeds, in milliseconds. */
const limitOf = (judge: Judge, subject: string, bytes = 0): number | string =>
  judge<number | string>(endless, subject, bytes, Number);

/** True if quick work on a subject is started. */
const isJudged = (judge: Judge, subject: string): boolean =>
  judge(
    () => true,
    subject,
    LARGE,
    () => false,
  );

test('returns what the work returns, and throws what it throws', () => {
  const judge = createTimekeeper(LIMIT_MS);
  expect(judge<number>(() => 7, 'a', LARGE, Number)).toBe(7);
  expect(() => judge<number>(() => JSON.parse('{') as number, 'a', LARGE, Number)).toThrow(SyntaxError);
});

test('stops judging a subject after three timeouts, without an effect on the next subject', () => {
  const judge = createTimekeeper(LIMIT_MS);
  const states = [1, 2, 3].map(() => [isJudged(judge, 'a'), limitOf(judge, 'a')]);
  expect(states).toEqual(states.map(() => [true, LIMIT_MS]));
  expect([isJudged(judge, 'a'), isJudged(judge, 'b')]).toEqual([false, true]);
});

test('adds a second for each MiB of the body', () => {
  expect(limitOf(createTimekeeper(LIMIT_MS), 'a', 2 ** 20)).toBe(LIMIT_MS + 1000);
});

test('gives each further subject one try of a tenth of the time after twelve timeouts of a run', () => {
  const judge = createTimekeeper(LIMIT_MS);
  for (let subject = 0; subject < 12; subject++) expect(limitOf(judge, `subject ${subject}`)).toBe(LIMIT_MS);
  expect([isJudged(judge, 'new'), limitOf(judge, 'new')]).toEqual([true, LIMIT_MS / 10]);
  expect([isJudged(judge, 'new'), isJudged(judge, 'quick')]).toEqual([false, true]);
});
