import { isObject } from '../contract/pointer.ts';

/** The claims of a JWT (RFC 7519, section 4); none for another token. */
export function claimsOf(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
}

/** The organization that a token is bound to; undefined if its claims do not contain one. */
export function organizationOf(token: string): string | undefined {
  const { organizationId, orgId } = claimsOf(token);
  return [organizationId, orgId].find((id) => typeof id === 'string');
}
