import pluralize from 'pluralize';
import type { Case } from '../cases/case.ts';
import { askAndJudge, type Judged, judged as judgedBy, missesRoute, type Orchestra, unsaid } from './judging.ts';

/** Longest search for a smaller request. */
const LONGEST_SEARCH_MS = 30_000;

/** Asks explored cases, and of each new deviation looks for the smallest request that shows it. */
export interface Explorer {
  ask(one: Case): Promise<Judged>;
}

/** Makes an explorer for one run; its time begins with the first case. */
export function createExplorer(orchestra: Orchestra): Explorer {
  const known = new Set<string>();
  let end: number | undefined;
  return {
    async ask(one) {
      end ??= performance.now() + orchestra.exploreMs;
      if (performance.now() > end) {
        const reason = `the exploration ended after ${orchestra.exploreMs / 1000} s`;
        return { case: one, asked: undefined, verdict: unsaid('not-judged', reason) };
      }
      const judged = await askAndJudge(one, orchestra);
      const isNew = judged.verdict.findings.some(({ id }) => !known.has(id));
      for (const { id } of judged.verdict.findings) known.add(id);
      return isNew && !isSlow(judged) && judged.flaky !== true ? smallest(judged, end, orchestra) : judged;
    },
  };
}

/** A hundred requests that all time out would take too long. */
const isSlow = ({ asked }: Judged): boolean =>
  asked?.kind === 'answered' && asked.reply.kind === 'transport-error' && asked.reply.reason === 'timed-out';

/**
 * The smallest request that brings one of the same findings, with the words that find it again.
 *
 * @param end when the exploration ends
 */
async function smallest(judged: Judged, end: number, orchestra: Orchestra): Promise<Judged> {
  const ids = new Set(judged.verdict.findings.map(({ id }) => id));
  const latest = Math.min(end, performance.now() + LONGEST_SEARCH_MS);
  let [found, sent] = [judged, 0];
  const shrunk = await judged.case.shrink?.(async (smaller) => {
    if (performance.now() > latest) return false;
    const reply = await orchestra.sendOnce(smaller.request);
    if (reply === undefined) return false;
    sent++;
    if (await missesRoute(smaller, reply, orchestra)) return false;
    const verdict = judgedBy(smaller, reply, orchestra);
    if (!verdict.findings.some(({ id }) => ids.has(id))) return false;
    found = { case: smaller, asked: { kind: 'answered', reply }, verdict };
    return true;
  });
  if (shrunk === undefined) return judged;
  const { seed, path, isSmallest } = shrunk;
  const size = isSmallest && performance.now() <= latest ? 'made as small as it goes by' : 'made smaller by';
  const note = `seed ${seed}, path ${path}; ${size} ${pluralize('request', sent, true)}`;
  return { ...found, verdict: { ...found.verdict, notes: [...found.verdict.notes, note] } };
}
