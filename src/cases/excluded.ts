import { declaresNothing, NOTHING_DECLARED } from '../contract/responses.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { Problem } from '../problem.ts';

const PLAIN_TEXT = 'it returns secrets in plain text';

/** Paths of GETs that are sent only if they have a fixture, with the reason. */
const EXCLUDED: readonly [path: RegExp, reason: string][] = [
  [/\/(un)?lock(\/|$)|\/(logout|revoke|rotate|trigger|resend)(\/|$)/, 'it has side effects'],
  [/\/(\w+_)?(callback|redirect)(\/|$)|\/oidc\/login(\/|$)|\/sso\/(google|github|gitlab)(\/|$)/, 'it starts a login'],
  [/\/(raw|plaintext|export|backup(-[\w-]+)?|private-key)(\/|$)/, PLAIN_TEXT],
];

/** An operation that is only sent once, without credentials and with made-up values. */
export interface Excluded {
  operation: string;
  reason: string;
}

/**
 * Finds GETs that have side effects, although GET is safe by definition (RFC 9110, section 9.2.1), that return secrets,
 * or that declare no response.
 *
 * @param withFixture keys of the operations with a fixture, which are not excluded
 * @param others operations that are excluded for other reasons
 * @param isDisposable true: secrets in plain text are of no value, so they are not excluded
 * @param include texts that match operations which are not to be excluded, ignoring case
 * @throws Problem `selection` for a text that matches no excluded operation
 */
export function excludedOf(
  { operations }: Contract,
  withFixture: ReadonlySet<string>,
  { include = [], others = [], isDisposable = false }: Exclusions = {},
): Excluded[] {
  const reads = excludedBy([...operations.values()], isDisposable);
  const all = [...reads, ...others].filter(({ operation }) => !withFixture.has(operation));
  const matches = ({ operation }: Excluded, text: string) => operation.toLowerCase().includes(text.toLowerCase());
  for (const text of include) {
    if (all.some((one) => matches(one, text))) continue;
    throw new Problem({
      code: 'selection',
      message: `${JSON.stringify(text)} matches no excluded operation`,
      where: '--include',
      fix:
        all.length === 0 ? 'No operation of this contract is excluded' : 'Use a part of one of them; --list shows all',
    });
  }
  return all.filter((one) => !include.some((text) => matches(one, text)));
}

/** What decides which operations are excluded. */
export interface Exclusions {
  include?: readonly string[] | undefined;
  others?: readonly Excluded[];
  isDisposable?: boolean;
}

function excludedBy(operations: readonly Operation[], isDisposable: boolean): Excluded[] {
  const patterns = EXCLUDED.filter(([, reason]) => !isDisposable || reason !== PLAIN_TEXT);
  return operations
    .filter(({ method }) => method === 'GET')
    .flatMap((operation) => {
      const { key, path } = operation;
      const reason = declaresNothing(operation)
        ? NOTHING_DECLARED
        : patterns.find(([pattern]) => pattern.test(path))?.[1];
      return reason === undefined ? [] : [{ operation: key, reason }];
    });
}
