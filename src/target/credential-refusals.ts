import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Reply } from '../client/reply.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type JudgedCase, responseOf, statusOf, unjudged } from '../verdict/judged-case.ts';

/** The functions needed to judge a refusal. */
export interface RefusalContext {
  judge(one: Case, reply: Reply): Verdict;
  /** The variable of a kind of credentials, for messages. */
  credentialName(auth: Auth): string;
}

/**
 * The statuses by which a target refuses each kind of credentials: the token of an identity or a user by 401 or 403; a
 * service token by 401, 403, or 404 for an unknown id; a restricted token only by 401, because 403 is its expected
 * status.
 */
const REFUSALS: Readonly<Record<'token' | 'user' | 'service' | 'restricted', readonly number[]>> = {
  token: [401, 403],
  user: [401, 403],
  service: [401, 403, 404],
  restricted: [401],
};

/** True for a case whose reply shows whether its credential is accepted. */
export function isProbe(one: Case): boolean {
  const { auth, fault } = one.request;
  if (fault !== undefined || one.origin !== 'fixture') return false;
  if (auth === 'restricted') return one.expected.includes('403');
  return (auth === 'token' || auth === 'service') && wantsSuccess(one);
}

/** The credential that the reply to a case depends on; a bearer with the service token's id depends on that token. */
export const credentialOf = ({ request: { auth } }: Case): Auth =>
  typeof auth === 'object' && 'bearer' in auth && auth.bearer.includes('$SERVICE_TOKEN_ID') ? 'service' : auth;

/** The verdict of a probe after the replies to all probes. */
export const settleProbe = (judged: JudgedCase, refused: ReadonlySet<Auth>, context: RefusalContext): JudgedCase =>
  refused.has(judged.case.request.auth) ? asRefusal(judged, context) : judged;

/** A case whose credential was refused. A refusal that violates the contract is itself a deviation. */
function asRefusal(judged: JudgedCase, context: RefusalContext): JudgedCase {
  const verdict = judgeAsRefusal(judged, context);
  const refused = refusedVerdict(judged.case, context);
  return { ...judged, verdict: verdict?.verdict === 'deviating' ? { ...verdict, otherwise: refused } : refused };
}

/**
 * A case whose credential became invalid during the run. An undeclared status is not a deviation here: it would be
 * reported for every operation, although the cause is the token.
 */
export function asLateRefusal(judged: JudgedCase, context: RefusalContext): JudgedCase {
  const refusal = asRefusal(judged, context);
  const findings = refusal.verdict.findings.filter(({ check }) => check !== 'status-declared');
  return findings.length === 0
    ? { ...judged, verdict: refusedVerdict(judged.case, context) }
    : { ...refusal, verdict: { ...refusal.verdict, findings } };
}

/** Credentials of which every probe was refused. */
export function refusedCredentials(probes: readonly JudgedCase[], context: RefusalContext): Set<Auth> {
  const kinds = Object.keys(REFUSALS) as (keyof typeof REFUSALS)[];
  const isRefused = (auth: Auth): boolean => {
    const own = probes.filter((each) => each.case.request.auth === auth);
    return own.length > 0 && own.every((each) => judgeAsRefusal(each, context) !== undefined);
  };
  return new Set(kinds.filter(isRefused));
}

/**
 * The status of a reply that may refuse the credential; undefined for other replies, and if a fixture expects it.
 */
export function refusalStatus(judged: JudgedCase): number | undefined {
  const { case: one } = judged;
  const status = statusOf(judged);
  const isExpected = one.origin === 'fixture' && one.expected.includes(String(status));
  return status !== undefined && !isExpected && isRefusalOf(credentialOf(one), status) ? status : undefined;
}

/** The cases of probes whose credential was accepted. */
export const acceptedProbes = (probes: readonly JudgedCase[]): Case[] =>
  probes.filter((probe) => isAcceptanceOf(probe.case.request.auth, statusOf(probe))).map((probe) => probe.case);

/** True for a status that shows that a kind of credentials is accepted: success, or 403 for a restricted token. */
export const isAcceptanceOf = (auth: Auth, status: number | undefined): boolean =>
  status !== undefined && (status < 300 || (auth === 'restricted' && status === 403));

/** True for a status by which a target refuses a kind of credentials. */
export const isRefusalOf = (auth: Auth, status: number): boolean =>
  typeof auth === 'string' && auth in REFUSALS && REFUSALS[auth as keyof typeof REFUSALS].includes(status);

/** The verdict of a refusal as if its status were expected; undefined for every other reply. */
export function judgeAsRefusal(judged: JudgedCase, { judge }: RefusalContext): Verdict | undefined {
  const { case: one } = judged;
  const response = responseOf(judged);
  if (response === undefined || !isRefusalOf(one.request.auth, response.status)) return undefined;
  return judge({ ...one, expected: [String(response.status)], expect: {} }, response);
}

/** The verdict of a case whose credential was refused. */
export const refusedVerdict = (one: Case, { credentialName }: RefusalContext): Verdict =>
  unjudged('inconclusive', `${credentialName(credentialOf(one))} was refused`);
