import { Presets, SingleBar } from 'cli-progress';
import pluralize from 'pluralize';
import type { CaseLine } from '../record/lines.ts';
import { createPace } from './pace.ts';

/** Shows the progress of a run on standard error. */
export interface Progress {
  note(line: CaseLine): void;
  stop(): void;
}

/** The time, and calls that repeat. */
export interface Clock {
  /** Milliseconds since any point in time. */
  now(): number;
  /** Calls back at an interval; returns a function that ends it. */
  every(ms: number, call: () => void): () => void;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Interval between lines if standard error is not a terminal. */
const EVERY_MS = 10_000;

/** Interval at which the line of a terminal is refreshed if no case ends. */
const REFRESH_MS = 1000;

/**
 * Creates a progress display: one line that is updated on a terminal, otherwise a line every ten seconds.
 *
 * @param total number of planned cases
 */
export function createProgress(total: number, stream: NodeJS.WriteStream, clock = CLOCK): Progress {
  const pace = createPace(total, clock.now);
  let [done, deviations] = [0, 0];
  let bar: SingleBar | undefined;
  const state = (): string => {
    const [waiting, left] = [pace.waitingMs(), pace.leftMs()];
    const seconds = [
      ...(waiting === undefined ? [] : [`waiting for the target for ${Math.floor(waiting / 1000)} s`]),
      ...(waiting === undefined && left !== undefined ? [`${Math.ceil(left / 1000)} s left`] : []),
    ];
    const rate = `${pace.perSecond().toFixed(0)} a second`;
    return [`${done} of ${pluralize('case', total, true)}`, `${deviations} deviating`, rate, ...seconds].join(' · ');
  };
  const draw = (): void => (bar ??= startBar(total, stream)).update(done, { state: state() });
  const stop = stream.isTTY
    ? clock.every(REFRESH_MS, draw)
    : clock.every(EVERY_MS, () => void stream.write(`${state()}\n`));
  return {
    note({ verdict }) {
      done++;
      if (verdict === 'deviating') deviations++;
      pace.note();
      if (stream.isTTY) draw();
    },
    stop() {
      stop();
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
