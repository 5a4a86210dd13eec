import pLimit from 'p-limit';
import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Operation } from '../contract/operations.ts';
import type { Exchange, Verdict } from '../verdict/judge.ts';
import type { Asked, Asker } from './asking.ts';

/** A case with what it brought and what is said of it. */
export interface Judged {
  case: Case;
  asked: Asked | undefined;
  verdict: Verdict;
}

/** What a conductor works with. */
export interface Orchestra {
  operations: ReadonlyMap<string, Operation>;
  asker: Asker;
  judge(exchange: Exchange): Verdict;
  secrets(one: Case): readonly string[];
  /** Requests under way at a time. */
  concurrency: number;
  /** What a refusal of credentials is called, by their kind. */
  credentialName(auth: Auth): string;
}

/**
 * Asks every case and judges what comes. What shows whether a credential is taken goes first: where the target refuses
 * all of it, the credential was refused, and its other cases would tell nothing.
 *
 * @param probes cases that are not selected, and asked only to learn whether their credential is taken
 * @returns a promise per case, by its id, none of which rejects because of the target
 */
export function conduct(
  cases: readonly Case[],
  probes: readonly Case[],
  orchestra: Orchestra,
): Map<string, Promise<Judged>> {
  const limit = pLimit(orchestra.concurrency);
  const ask = (one: Case) => limit(() => askAndJudge(one, orchestra));
  const telling = [...cases, ...probes].filter((one) => isAsked(one) && isTelling(one));
  const first = new Map(telling.map((one) => [one.id, ask(one)]));
  const refused = Promise.all(first.values()).then((judged) => refusedCredentials(judged, orchestra));
  return new Map(
    cases.map((one) => {
      const early = first.get(one.id);
      const outcome = early === undefined ? later(one, refused, ask, orchestra) : settle(early, refused, orchestra);
      return [one.id, outcome];
    }),
  );
}

/**
 * The statuses by which a target refuses each kind of credentials: the token of an identity by 401 or 403; a service
 * token by 404 as well, where its id is unknown; one without access, whose good answer is 403, by 401.
 */
const REFUSALS: Readonly<Record<'token' | 'service' | 'restricted', readonly number[]>> = {
  token: [401, 403],
  service: [401, 403, 404],
  restricted: [401],
};

/** True for a case whose answer tells whether its credential is taken. */
export function isTelling(one: Case): boolean {
  const { auth, fault } = one.request;
  if (fault !== undefined) return false;
  if (auth === 'restricted') return one.expected.includes('403');
  return (auth === 'token' || auth === 'service') && wantsSuccess(one);
}

/** The credential that a case's answer depends on: a bearer made of the service token's id says nothing without it. */
const credentialOf = ({ request: { auth } }: Case): Auth =>
  typeof auth === 'object' && auth.bearer.includes('$SERVICE_TOKEN_ID') ? 'service' : auth;

const isAsked = ({ missing }: Case): boolean => missing.length === 0;

/** A refusal is judged as one: it may deviate in its own right. */
async function settle(early: Promise<Judged>, refused: Promise<Set<Auth>>, orchestra: Orchestra): Promise<Judged> {
  const judged = await early;
  if (!(await refused).has(judged.case.request.auth)) return judged;
  const verdict = judgedAsRefusal(judged, orchestra);
  return { ...judged, verdict: verdict?.verdict === 'deviating' ? verdict : refusal(judged.case, orchestra) };
}

async function later(
  one: Case,
  refused: Promise<Set<Auth>>,
  ask: (one: Case) => Promise<Judged>,
  orchestra: Orchestra,
): Promise<Judged> {
  if (!isAsked(one)) {
    const reason = [...one.missing]
      .sort()
      .map((name) => `${name} is not set`)
      .join(', ');
    return { case: one, asked: undefined, verdict: unsaid('not-judged', reason) };
  }
  if ((await refused).has(credentialOf(one))) return { case: one, asked: undefined, verdict: refusal(one, orchestra) };
  return ask(one);
}

async function askAndJudge(one: Case, { operations, asker, judge, secrets }: Orchestra): Promise<Judged> {
  const operation = operations.get(one.operation);
  if (operation === undefined) throw new Error(`no operation ${one.operation}`);
  const asked = await asker.ask(one, operation);
  const verdict =
    asked.kind === 'answered'
      ? judge({ case: one, operation, reply: asked.reply, secrets: secrets(one) })
      : unsaid(asked.kind, asked.reason);
  return { case: one, asked, verdict };
}

/** Credentials whose every telling request was refused. */
function refusedCredentials(judged: readonly Judged[], orchestra: Orchestra): Set<Auth> {
  const refused = new Set<Auth>();
  for (const auth of Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]) {
    const own = judged.filter((each) => each.case.request.auth === auth);
    if (own.length > 0 && own.every((each) => judgedAsRefusal(each, orchestra) !== undefined)) refused.add(auth);
  }
  return refused;
}

/** The verdict of a refusal as if it had been expected; undefined for every other answer. */
function judgedAsRefusal({ case: one, asked }: Judged, { operations, judge, secrets }: Orchestra): Verdict | undefined {
  const operation = operations.get(one.operation);
  if (asked?.kind !== 'answered' || asked.reply.kind !== 'response' || operation === undefined) return undefined;
  const { status } = asked.reply;
  const { auth } = one.request;
  if (typeof auth === 'object' || !(auth in REFUSALS)) return undefined;
  if (!REFUSALS[auth as keyof typeof REFUSALS].includes(status)) return undefined;
  const asRefusal = { ...one, expected: [String(status)], expect: {} };
  return judge({ case: asRefusal, operation, reply: asked.reply, secrets: secrets(one) });
}

const refusal = (one: Case, { credentialName }: Orchestra): Verdict =>
  unsaid('inconclusive', `${credentialName(credentialOf(one))} was refused`);

const unsaid = (verdict: 'inconclusive' | 'not-judged', reason: string): Verdict => ({
  verdict,
  reason,
  findings: [],
  notes: [],
});
