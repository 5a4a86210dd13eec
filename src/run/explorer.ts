import pluralize from 'pluralize';
import type { Case } from '../cases/case.ts';
import { type JudgedCase, unjudged } from '../verdict/judged-case.ts';
import { type Execute, isMissingRoute } from './executor.ts';
import type { RunContext } from './run-context.ts';

/** Longest search for a smaller request. */
const MAX_SEARCH_MS = 30_000;

/** Executes explored cases, and searches for the smallest request that shows each new deviation. */
export interface Explorer {
  execute(one: Case): Promise<JudgedCase>;
}

/** Makes an explorer for one run; its time begins with the first case. */
export function createExplorer(context: RunContext, execute: Execute): Explorer {
  const known = new Set<string>();
  let end: number | undefined;
  return {
    async execute(one) {
      end ??= performance.now() + context.exploreMs;
      if (performance.now() > end) {
        const reason = `the exploration ended after ${context.exploreMs / 1000} s`;
        return { case: one, sent: undefined, verdict: unjudged('not-judged', reason) };
      }
      const judged = await execute(one, context);
      const isNew = judged.verdict.findings.some(({ id }) => !known.has(id));
      for (const { id } of judged.verdict.findings) known.add(id);
      return isNew && !isSlow(judged) && judged.flaky !== true ? shrink(judged, end, context) : judged;
    },
  };
}

/** A hundred requests that all time out would take too long. */
const isSlow = ({ sent }: JudgedCase): boolean =>
  sent?.kind === 'answered' && sent.reply.kind === 'transport-error' && sent.reply.reason === 'timed-out';

/**
 * The smallest request that has one of the same findings, and the seed and path that generate it again.
 *
 * @param end when the exploration ends, by `performance.now()`
 */
async function shrink(judged: JudgedCase, end: number, context: RunContext): Promise<JudgedCase> {
  const ids = new Set(judged.verdict.findings.map(({ id }) => id));
  const latest = Math.min(end, performance.now() + MAX_SEARCH_MS);
  let [found, sent] = [judged, 0];
  const shrunk = await judged.case.shrink?.(async (smaller) => {
    if (performance.now() > latest) return false;
    const reply = await context.sendOnce(smaller.request);
    if (reply === undefined) return false;
    sent++;
    if (await isMissingRoute(smaller, reply, context)) return false;
    const verdict = context.judge(smaller, reply);
    if (!verdict.findings.some(({ id }) => ids.has(id))) return false;
    found = { case: smaller, sent: { kind: 'answered', reply }, verdict };
    return true;
  });
  if (shrunk === undefined) return judged;
  const { seed, path, isSmallest } = shrunk;
  const result = isSmallest && performance.now() <= latest ? 'minimized' : 'reduced';
  const note = `seed ${seed}, path ${path}; request ${result} by sending ${pluralize('request', sent, true)}`;
  return { ...found, verdict: { ...found.verdict, notes: [...found.verdict.notes, note] } };
}
