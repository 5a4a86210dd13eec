import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Verdict } from '../verdict/judge.ts';
import { type Judged, type Orchestra, unsaid } from './judging.ts';

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
  if (auth === 'restricted') return one.origin === 'fixture' && one.expected.includes('403');
  return one.origin === 'fixture' && (auth === 'token' || auth === 'service') && wantsSuccess(one);
}

/** The credential that a case's answer depends on: a bearer made of the service token's id says nothing without it. */
export const credentialOf = ({ request: { auth } }: Case): Auth =>
  typeof auth === 'object' && 'bearer' in auth && auth.bearer.includes('$SERVICE_TOKEN_ID') ? 'service' : auth;

/**
 * What shows whether a credential is taken, once all that shows it has been answered. A refusal is judged as one: it may
 * deviate in its own right.
 */
export function settled(judged: Judged, refused: ReadonlySet<Auth>, orchestra: Orchestra): Judged {
  if (!refused.has(judged.case.request.auth)) return judged;
  const verdict = judgedAsRefusal(judged, orchestra);
  return { ...judged, verdict: verdict?.verdict === 'deviating' ? verdict : refusal(judged.case, orchestra) };
}

/** Credentials whose every telling request was refused. */
export function refusedCredentials(judged: readonly Judged[], orchestra: Orchestra): Set<Auth> {
  const refused = new Set<Auth>();
  for (const auth of Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]) {
    const own = judged.filter((each) => each.case.request.auth === auth);
    if (own.length > 0 && own.every((each) => judgedAsRefusal(each, orchestra) !== undefined)) refused.add(auth);
  }
  return refused;
}

/** The status of an answer that may be a refusal of the credential, and that no fixture asks for. */
export function refusedBy({ case: one, asked }: Judged): number | undefined {
  const status = statusOf(asked);
  const isWanted = one.origin === 'fixture' && one.expected.includes(String(status));
  return status !== undefined && !isWanted && isRefusalOf(credentialOf(one), status) ? status : undefined;
}

/** True for the answer to what tells whether its credential is taken, where it is. */
export function isTaken({ case: { request }, asked }: Judged): boolean {
  const status = statusOf(asked);
  return status !== undefined && (status < 300 || (request.auth === 'restricted' && status === 403));
}

/** The cases whose answers show that their credential is taken. */
export const takenCases = (judged: readonly Judged[]): Case[] => judged.filter(isTaken).map((each) => each.case);

/** True for a status by which a target refuses that kind of credentials. */
export const isRefusalOf = (auth: Auth, status: number): boolean =>
  typeof auth === 'string' && auth in REFUSALS && REFUSALS[auth as keyof typeof REFUSALS].includes(status);

const statusOf = (asked: Judged['asked']): number | undefined =>
  asked?.kind === 'answered' && asked.reply.kind === 'response' ? asked.reply.status : undefined;

/** The verdict of a refusal as if it had been expected; undefined for every other answer. */
export function judgedAsRefusal(
  { case: one, asked }: Judged,
  { operations, judge, secrets, redact }: Orchestra,
): Verdict | undefined {
  const operation = operations.get(one.operation);
  if (asked?.kind !== 'answered' || asked.reply.kind !== 'response' || operation === undefined) return undefined;
  const { status } = asked.reply;
  if (!isRefusalOf(one.request.auth, status)) return undefined;
  const asRefusal = { ...one, expected: [String(status)], expect: {} };
  return judge({ case: asRefusal, operation, reply: asked.reply, secrets: secrets(one), redact });
}

/** The verdict of a case whose credential was refused. */
export const refusal = (one: Case, { credentialName }: Orchestra): Verdict =>
  unsaid('inconclusive', `${credentialName(credentialOf(one))} was refused`);
