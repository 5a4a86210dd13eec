import { declaresNothing, NOTHING_DECLARED } from '../contract/responses.ts';
import type { Contract } from '../contract/contract.ts';

/** Path segments of GETs that are sent only if a fixture has them. */
const EXCLUDED: readonly [path: RegExp, why: string][] = [
  [/\/(un)?lock(\/|$)|\/(logout|revoke|rotate|trigger|resend)(\/|$)/, 'it acts'],
  [/\/(\w+_)?(callback|redirect)(\/|$)|\/oidc\/login(\/|$)|\/sso\/(google|github|gitlab)(\/|$)/, 'it begins a login'],
  [/\/(raw|plaintext|export|backup[\w-]*|private-key)(\/|$)/, 'it hands out secrets in clear'],
];

/** An operation without derived cases. */
export interface Excluded {
  operation: string;
  reason: string;
}

/**
 * GETs that act or return secrets, although GET is safe by definition (RFC 9110, section 9.2.1).
 *
 * @param asked keys of the operations with a fixture, which are not excluded
 */
export function excludedOf({ operations }: Contract, asked: ReadonlySet<string>): Excluded[] {
  return [...operations.values()]
    .filter(({ key, method }) => method === 'GET' && !asked.has(key))
    .flatMap((operation) => {
      const { key, path } = operation;
      const reason = declaresNothing(operation)
        ? NOTHING_DECLARED
        : EXCLUDED.find(([pattern]) => pattern.test(path))?.[1];
      return reason === undefined ? [] : [{ operation: key, reason }];
    });
}
