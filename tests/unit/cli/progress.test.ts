import { describe, expect, test } from '@jest/globals';
import { type Clock, createProgress } from '../../../src/cli/progress.ts';
import type { CaseLine } from '../../../src/record/lines.ts';

/** A clock that is moved by hand. */
function handClock() {
  let now = 0;
  const calls = new Set<{ ms: number; at: number; call: () => void }>();
  const clock: Clock = {
    now: () => now,
    every(ms, call) {
      const entry = { ms, at: now + ms, call };
      calls.add(entry);
      return () => void calls.delete(entry);
    },
  };
  const pass = (ms: number): void => {
    const end = now + ms;
    while (now < end) {
      now = Math.min(end, ...[...calls].map(({ at }) => at));
      for (const entry of [...calls].filter(({ at }) => at === now)) {
        entry.at += entry.ms;
        entry.call();
      }
    }
  };
  return { clock, pass };
}

/** The progress of a run, on a recording stream. */
function start(total: number, isTTY = false) {
  let written = '';
  const write = (text: string) => ((written += text), true);
  const stream = { write, isTTY, columns: 100, on: () => undefined, removeListener: () => undefined };
  const { clock, pass } = handClock();
  const progress = createProgress(total, stream as unknown as NodeJS.WriteStream, clock);
  const end = (verdict: CaseLine['verdict'] = 'conforming') => progress.note({ verdict } as CaseLine);
  /** Ends a number of cases at an interval. */
  const run = (count: number, ms: number): void => {
    for (let each = 0; each < count; each++) {
      pass(ms);
      end();
    }
  };
  return { run, end, pass, stop: () => progress.stop(), written: () => written };
}

/** The time left of each line, in seconds. */
const left = (written: string): number[] => [...written.matchAll(/(\d+) s left/g)].map(([, text]) => Number(text));

/** A run of 3000 cases, ten a second, that waits for a minute after the first 95 seconds. */
function restarted() {
  const one = start(3000);
  one.run(950, 100);
  one.pass(60_000);
  const atRest = one.written();
  one.run(950, 100);
  one.stop();
  return { atRest, after: one.written().slice(atRest.length) };
}

describe('the progress', () => {
  test('is a line every ten seconds if the stream is not a terminal', () => {
    const { end, run, pass, stop, written } = start(100);
    end('deviating');
    run(19, 500);
    pass(490);
    expect(written()).toBe('');
    run(20, 500);
    stop();
    pass(60_000);
    expect(written()).toBe('20 of 100 cases · 1 deviating · 2 a second · 39 s left\n');
  });

  test('shows how long the run has been waiting for the target, instead of a time left', () => {
    expect(restarted().atRest.trimEnd().split('\n').slice(-7)).toEqual([
      '899 of 3000 cases · 0 deviating · 10 a second · 211 s left',
      ...[5, 15, 25, 35, 45, 55].map(
        (seconds) => `950 of 3000 cases · 0 deviating · 10 a second · waiting for the target for ${seconds} s`,
      ),
    ]);
  });

  test('leaves the wait out of the time left', () => {
    const [first = 0] = left(restarted().after);
    expect(first).toBeGreaterThanOrEqual(190);
    expect(first).toBeLessThan(210);
  });

  test('shows a time left that does not rise while the rate varies a little', () => {
    const { run, stop, written } = start(10_000);
    for (let round = 0; round < 20; round++) run(100, round % 2 === 0 ? 120 : 80);
    stop();
    const shown = left(written());
    expect(shown).toHaveLength(20);
    expect(shown).toEqual([...shown].sort((a, b) => b - a));
  });

  test('shows a time left that rises if the cases become slower', () => {
    const { run, stop, written } = start(1000);
    run(200, 100);
    run(100, 900);
    stop();
    const shown = left(written());
    expect(shown.slice(0, 2)).toEqual([91, 81]);
    expect(Math.max(...shown)).toBeGreaterThan(300);
  });

  test('adapts to a target that takes seconds for each case', () => {
    const { run, stop, written } = start(100);
    run(50, 3000);
    stop();
    expect(written()).toMatch(/· 0 a second · 1[56]\d s left\n$/);
  });

  test('of a target that answers no case shows the wait, and no time left', () => {
    const { pass, stop, written } = start(10);
    pass(10_000);
    stop();
    expect(written()).toBe('0 of 10 cases · 0 deviating · 0 a second · waiting for the target for 10 s\n');
  });

  test('of a run whose cases have all ended shows neither', () => {
    const { run, pass, stop, written } = start(2);
    run(2, 100);
    pass(10_000);
    stop();
    expect(written()).toBe('2 of 2 cases · 0 deviating · 10 a second · 0 s left\n');
  });

  test('is one line that is drawn again on a terminal, and is cleared at the end', () => {
    const { end, stop, written } = start(2, true);
    end('conforming');
    end('deviating');
    stop();
    expect(written()).toContain('2 of 2 cases · 1 deviating');
    expect(written()).not.toContain('\n');
  });

  test('is drawn again on a terminal while the run waits', () => {
    const { end, pass, stop, written } = start(2, true);
    end();
    pass(12_000);
    stop();
    expect(written()).toContain('1 of 2 cases · 0 deviating · 0 a second · waiting for the target for 12 s');
  });
});
