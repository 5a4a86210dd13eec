import { Presets, SingleBar } from 'cli-progress';
import type { CaseLine } from '../record/lines.ts';

/** Shows the progress of a run on standard error. */
export interface Progress {
  note(line: CaseLine): void;
  stop(): void;
}

/** Interval between lines if standard error is not a terminal. */
const EVERY_MS = 10_000;

/**
 * Creates a progress display: one line that is updated on a terminal, otherwise a line every ten seconds.
 *
 * @param total number of planned cases
 */
export function createProgress(total: number, stream: NodeJS.WriteStream): Progress {
  const began = performance.now();
  let [done, deviations] = [0, 0];
  let bar: SingleBar | undefined;
  const timer = stream.isTTY ? undefined : setInterval(() => stream.write(`${state()}\n`), EVERY_MS);
  timer?.unref();
  const state = (): string => {
    const seconds = (performance.now() - began) / 1000;
    const rate = done / seconds;
    const left = done === 0 ? '' : ` · ${Math.ceil((total - done) / rate)} s left`;
    return `${done} of ${total} cases · ${deviations} deviating · ${rate.toFixed(0)} a second${left}`;
  };
  return {
    note({ verdict }) {
      done++;
      if (verdict === 'deviating') deviations++;
      if (stream.isTTY) (bar ??= startBar(total, stream)).update(done, { state: state() });
    },
    stop() {
      clearInterval(timer);
      bar?.stop();
    },
  };
}

function startBar(total: number, stream: NodeJS.WriteStream): SingleBar {
  const bar = new SingleBar(
    { stream, format: '{bar} {state}', barsize: 20, clearOnComplete: true, hideCursor: true, fps: 5 },
    Presets.shades_classic,
  );
  bar.start(total, 0, { state: '' });
  return bar;
}
