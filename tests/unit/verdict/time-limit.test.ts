import { expect, test } from '@jest/globals';
import { createTimekeeper } from '../../../src/verdict/time-limit.ts';

const LIMIT_MS = 100;

const endless = (): string => {
  for (;;);
};

/** Judges a subject, and returns the limit that it exceeded; undefined if the judgement was not even started. */
function timesOut(judge: ReturnType<typeof createTimekeeper>, subject: string): number | undefined {
  const started: string[] = [];
  const work = (): string => {
    started.push(subject);
    return endless();
  };
  const limitMs = judge<string | number>(work, subject, 0, Number);
  return started.length > 0 ? Number(limitMs) : undefined;
}

test('returns what the work returns, and throws what it throws', () => {
  const judge = createTimekeeper(LIMIT_MS);
  expect(judge<number>(() => 7, 'a', 0, Number)).toBe(7);
  expect(() => judge<number>(() => JSON.parse('{') as number, 'a', 0, Number)).toThrow(SyntaxError);
});

test('stops judging a subject after three timeouts, without an effect on the next subject', () => {
  const judge = createTimekeeper(LIMIT_MS);
  const limits = ['a', 'a', 'a', 'a', 'b'].map((subject) => timesOut(judge, subject));
  expect(limits).toEqual([LIMIT_MS, LIMIT_MS, LIMIT_MS, undefined, LIMIT_MS]);
});

test('adds a second for each MiB of the body', () => {
  expect(createTimekeeper(LIMIT_MS)<string | number>(endless, 'a', 2 ** 20, (limit) => limit)).toBe(LIMIT_MS + 1000);
});

test('gives each further subject one try of a tenth of the time after twelve timeouts of a run', () => {
  const judge = createTimekeeper(LIMIT_MS);
  for (let subject = 0; subject < 12; subject++) expect(timesOut(judge, `subject ${subject}`)).toBe(LIMIT_MS);
  expect(['new', 'new'].map((subject) => timesOut(judge, subject))).toEqual([LIMIT_MS / 10, undefined]);
  expect(judge<number>(() => 7, 'quick', 0, Number)).toBe(7);
});
