import { type IdentityName, TOKEN_VARIABLES } from '../config/credentials.ts';
import { nameOf } from '../cases/case.ts';
import { IN_OWN_ORGANIZATION } from '../cases/derived/tenants.ts';
import { isSuccess } from '../contract/responses.ts';
import type { CaseLine } from './lines.ts';

/** Identities in the order of an access review: those with all rights first. */
export const IDENTITIES = ['token', 'user', 'viewer', 'service', 'restricted', 'foreign', 'none'] as const;

/** An identity that requests are sent with; `none`: no credentials. */
export type AccessIdentity = (typeof IDENTITIES)[number];

/** The status that shows most of what an identity may do: a 2xx, otherwise 403, 401, 404 or another one. */
export type Access = Partial<Record<AccessIdentity, number>>;

type Seen = Pick<CaseLine, 'id' | 'operation' | 'origin' | 'request' | 'response' | 'verdict'>;

/** Header fields of requests without a fault and without a condition. */
const PLAIN = new Set(['accept', 'authorization', 'content-type', 'user-agent']);

/** What each identity may do with an operation; undefined if only the identities with all rights sent a request. */
export function accessOf(operation: string, cases: readonly Seen[]): Access | undefined {
  const access: Access = {};
  for (const { id, origin, request, response, verdict } of cases) {
    const isOwn = request !== null && operation.startsWith(`${request.method} `);
    if (
      !isOwn ||
      response === null ||
      verdict === 'inconclusive' ||
      !['fixture', 'derived', 'lifecycle'].includes(origin)
    )
      continue;
    const identity = identityOf(request.headers);
    if (identity === undefined || nameOf({ id }) === IN_OWN_ORGANIZATION) continue;
    const before = access[identity];
    if (before === undefined || rankOf(response.status) < rankOf(before)) access[identity] = response.status;
  }
  const isReviewed = IDENTITIES.some((each) => !['token', 'user', 'none'].includes(each) && access[each] !== undefined);
  return isReviewed ? access : undefined;
}

/** The identity of a request; undefined for credentials that are not valid, and for special requests. */
function identityOf(headers: Readonly<Record<string, string>>): AccessIdentity | undefined {
  if (!Object.keys(headers).every((name) => PLAIN.has(name))) return undefined;
  const { authorization } = headers;
  if (authorization === undefined) return 'none';
  return IDENTITIES.find(
    (each) => each !== 'none' && authorization === `Bearer $${TOKEN_VARIABLES[each satisfies IdentityName]}`,
  );
}

/** The lower, the more an identity may do. */
function rankOf(status: number): number {
  const rank = [403, 401, 404].indexOf(status);
  if (isSuccess(status)) return 0;
  return rank === -1 ? status : rank + 1;
}
