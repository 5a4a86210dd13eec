import type { Response } from '../client/reply.ts';
import type { RunContext } from '../run/run-context.ts';
import { COMPARISONS } from '../verdict/checks/index.ts';
import type { Evidence, Reading, Sibling } from '../verdict/evidence.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Pairing, pairedSender, pairedWrites } from './paired-sender.ts';

/** The context of a run of a, whose requests are sent to b as well, and whose replies are judged together with those of b. */
export function pairedContext(a: RunContext, b: RunContext, pairing: Pairing): RunContext {
  return {
    ...a,
    sender: pairedSender(a.sender, b.sender, pairing),
    judge: pairedJudge(a, b, pairing),
    writes:
      a.writes === undefined || b.writes === undefined
        ? undefined
        : { ...a.writes, ...pairedWrites(a.writes, b.writes, pairing) },
    concurrency: Math.min(a.concurrency, b.concurrency),
    exploreMs: Math.min(a.exploreMs, b.exploreMs),
  };
}

/** Checks that compare a write with later reads, which are repeated until both servers agree with themselves. */
const COMPARING: ReadonlySet<string> = new Set(COMPARISONS.map(({ id }) => id));

/**
 * Judges the replies of both servers. The verdict is that of a. It also contains the findings of b that a later read may
 * take away, so that such reads are repeated.
 */
function pairedJudge(a: RunContext, b: RunContext, pairing: Pairing): RunContext['judge'] {
  const { twins } = pairing;
  return (one, reply, companions, evidence) => {
    const verdict = a.judge(one, reply, companions, evidence);
    const twin = twins.of(reply);
    if (twin === undefined) return verdict;
    let ofB: Verdict | undefined;
    if (twin.sent.kind === 'answered') {
      const others = (companions ?? []).flatMap((each) => twins.responseOf(each) ?? []);
      const isWhole = others.length === (companions ?? []).length;
      ofB = isWhole
        ? b.judge(twin.case, twin.sent.reply, others, evidence && evidenceOfB(evidence, pairing))
        : undefined;
    }
    const { after, again, lists = [] } = evidence ?? {};
    const readings = [after, again, ...lists].flatMap((each) => each ?? []);
    twins.judged(reply, verdict, ofB, readings);
    const late = (ofB?.findings ?? []).filter(({ check }) => COMPARING.has(check));
    return late.length === 0 ? verdict : { ...verdict, findings: [...verdict.findings, ...late] };
  };
}

/** The evidence of the same reads of b; undefined if a part of it has no counterpart. */
function evidenceOfB(evidence: Evidence, { twins, counterparts }: Pairing): Evidence | undefined {
  const reading = (each: Reading): Reading | undefined => {
    const response: Response | undefined = twins.responseOf(each.response);
    return response && { ...each, response };
  };
  const sibling = ({ written, read }: Sibling): Sibling | undefined => {
    const [w, r] = [counterparts.objectOf(written), counterparts.objectOf(read)];
    return w === undefined || r === undefined ? undefined : { written: w as Json, read: r as Json };
  };
  const { identity, sent, before, after, again } = evidence;
  const readings = [before, after, again].map((each) => each && reading(each));
  const lists = evidence.lists.flatMap((each) => reading(each) ?? []);
  const siblings = evidence.siblings.flatMap((each) => sibling(each) ?? []);
  const isWhole =
    readings.every((each, at) => (each === undefined) === ([before, after, again][at] === undefined)) &&
    lists.length === evidence.lists.length &&
    siblings.length === evidence.siblings.length;
  if (!isWhole) return undefined;
  return {
    ...evidence,
    identity: {
      id: identity.id === undefined ? undefined : counterparts.ofB(identity.id),
      names: identity.names.map((name) => String(counterparts.ofB(name) ?? name)),
    },
    sent: counterparts.translated(sent),
    ...{ before: readings[0], after: readings[1], again: readings[2], lists, siblings },
  };
}

type Json = Readonly<Record<string, unknown>>;
