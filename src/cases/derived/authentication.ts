import type { Auth } from '../fixtures.ts';
import { type Derivation, isRead } from './derivation.ts';

/** Invalid credentials. */
export const INVALID: readonly [name: string, auth: Auth][] = [
  ['no token', 'none'],
  ['malformed token', 'malformed'],
  ['wrong scheme', { authorization: `Basic ${Buffer.from('made-up:made-up').toString('base64')}` }],
  ['empty bearer', { authorization: 'Bearer ' }],
];

/** A request without a valid token succeeds only for public operations (RFC 6750, section 3). */
export const authentication: Derivation = ({ operation, anonymous, madeUp, enforced }) =>
  (isRead(operation) ? INVALID : INVALID.slice(0, 1)).map(([name, auth]) => ({
    name,
    rule: enforced ? 'authentication-enforced' : 'no-server-error',
    draft: { ...(isRead(operation) ? anonymous : madeUp), auth },
  }));
