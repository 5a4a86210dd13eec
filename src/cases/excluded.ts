import { declaresNothing, NOTHING_DECLARED } from '../contract/responses.ts';
import type { Contract } from '../contract/contract.ts';

/** Paths of GETs that are sent only if they have a fixture, with the reason. */
const EXCLUDED: readonly [path: RegExp, reason: string][] = [
  [/\/(un)?lock(\/|$)|\/(logout|revoke|rotate|trigger|resend)(\/|$)/, 'it has side effects'],
  [/\/(\w+_)?(callback|redirect)(\/|$)|\/oidc\/login(\/|$)|\/sso\/(google|github|gitlab)(\/|$)/, 'it starts a login'],
  [/\/(raw|plaintext|export|backup[\w-]*|private-key)(\/|$)/, 'it returns secrets in plain text'],
];

/** An operation without derived cases. */
export interface Excluded {
  operation: string;
  reason: string;
}

/**
 * Finds GETs that have side effects, although GET is safe by definition (RFC 9110, section 9.2.1), that return secrets,
 * or that declare no response.
 *
 * @param withFixture keys of the operations with a fixture, which are not excluded
 */
export function excludedOf({ operations }: Contract, withFixture: ReadonlySet<string>): Excluded[] {
  return [...operations.values()]
    .filter(({ key, method }) => method === 'GET' && !withFixture.has(key))
    .flatMap((operation) => {
      const { key, path } = operation;
      const reason = declaresNothing(operation)
        ? NOTHING_DECLARED
        : EXCLUDED.find(([pattern]) => pattern.test(path))?.[1];
      return reason === undefined ? [] : [{ operation: key, reason }];
    });
}
