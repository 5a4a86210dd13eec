import { ApiError } from './api-error.ts';
import type { Permission, State } from './state.ts';

type ServiceToken = State['serviceTokens'] extends Map<string, infer T> ? T : never;

/** The sender of a request. */
export type Actor =
  | { kind: 'identity'; name: string; organizationId: string; permissions: ReadonlySet<Permission> }
  | { kind: 'service'; token: ServiceToken };

/**
 * Identifies the sender of a request.
 *
 * @throws ApiError 401 without a token, 403 for an invalid or expired one; service tokens: 404 if unknown, 401 if wrong
 */
export function authenticate(state: State, authorization: string | undefined): Actor {
  if (authorization === undefined || !/^bearer( |$)/i.test(authorization)) {
    throw new ApiError(401, 'UnauthorizedError', 'Token missing');
  }
  const token = authorization.slice('bearer '.length).trim();
  if (token.startsWith('st.')) return { kind: 'service', token: serviceToken(state, token) };
  const known = state.accessTokens.get(token);
  if (known === undefined) throw new ApiError(403, 'TokenError', 'Your token is not valid');
  if (known.expiresAt < new Date()) throw new ApiError(403, 'TokenError', 'Your token has expired');
  return { kind: 'identity', ...known.identity };
}

function serviceToken(state: State, token: string): ServiceToken {
  const [, id = '', secret] = token.split('.');
  const known = state.serviceTokens.get(id);
  if (known === undefined) throw new ApiError(404, 'NotFound', 'There is no such service token');
  if (known.secret !== secret) throw new ApiError(401, 'UnauthorizedError', 'Invalid service token');
  if (known.expiresAt !== null && known.expiresAt < new Date()) {
    throw new ApiError(403, 'ForbiddenError', 'The service token has expired');
  }
  return known;
}

/**
 * Narrows an actor to one kind.
 *
 * @throws ApiError 403 for the other kind
 */
export function requireKind<K extends Actor['kind']>(actor: Actor, kind: K): Extract<Actor, { kind: K }> {
  if (actor.kind === kind) return actor as Extract<Actor, { kind: K }>;
  throw new ApiError(403, 'ForbiddenError', `A token of kind ${actor.kind} is not accepted here`);
}

/** @throws ApiError 403 if the identity does not have the permission */
export function requirePermission(actor: Extract<Actor, { kind: 'identity' }>, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  const [subject, action] = permission.split(':');
  throw new ApiError(403, 'PermissionDenied', `You are not allowed to ${action} ${subject}`, [{ action, subject }]);
}
