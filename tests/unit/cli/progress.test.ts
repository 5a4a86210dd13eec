import { describe, expect, jest, test } from '@jest/globals';
import { createProgress } from '../../../src/cli/progress.ts';
import type { CaseLine } from '../../../src/record/lines.ts';

const verdict = (text: CaseLine['verdict']) => ({ verdict: text }) as CaseLine;

/** A recording stream. */
function stream(isTTY: boolean) {
  let written = '';
  const write = (text: string) => ((written += text), true);
  const terminal = { write, isTTY, columns: 100, on: () => undefined, removeListener: () => undefined };
  return { to: terminal as unknown as NodeJS.WriteStream, written: () => written };
}

describe('the progress', () => {
  test('is a line every ten seconds if the stream is not a terminal', () => {
    jest.useFakeTimers();
    const { to, written } = stream(false);
    const progress = createProgress(100, to);
    for (let count = 0; count < 20; count++) progress.note(verdict(count === 0 ? 'deviating' : 'conforming'));
    jest.advanceTimersByTime(9_999);
    expect(written()).toBe('');
    jest.advanceTimersByTime(10_001);
    progress.stop();
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();
    expect(written()).toBe(
      '20 of 100 cases · 1 deviating · 2 a second · 40 s left\n20 of 100 cases · 1 deviating · 1 a second · 80 s left\n',
    );
  });

  test('is one line that is drawn again on a terminal, and is cleared at the end', () => {
    const { to, written } = stream(true);
    const progress = createProgress(2, to);
    progress.note(verdict('conforming'));
    progress.note(verdict('deviating'));
    progress.stop();
    expect(written()).toContain('2 of 2 cases · 1 deviating');
    expect(written()).not.toContain('\n');
  });
});
