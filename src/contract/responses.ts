import type { DeclaredResponse, Operation } from './operations.ts';

/**
 * The response declared for a status code: the exact code, then its range, then `default`
 * (OpenAPI 3.0.3, Responses Object).
 */
export function declaredFor(operation: Operation, status: number): DeclaredResponse | undefined {
  const { responses } = operation;
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? responses.get('default');
}

/** True if a status code matches one of those expected: `404`, `4XX` or `default`, which matches any. */
export function isAmong(status: number, expected: readonly string[]): boolean {
  return expected.some(
    (each) => each === 'default' || each === String(status) || each === `${Math.floor(status / 100)}XX`,
  );
}

/** True if an operation declares the status of a fixture: exactly, by its range, or by `default`. */
export function isDeclared({ responses }: Operation, status: string): boolean {
  const range = `${status.charAt(0)}XX`;
  if (responses.has(status) || responses.has(range) || responses.has('default')) return true;
  return status === range && [...responses.keys()].some((each) => each.startsWith(status.charAt(0)));
}

/** The reason why an operation without declared responses is not judged. */
export const NOTHING_DECLARED = 'the contract declares no responses for this operation';

/** True for an operation that legally declares no response (OpenAPI 3.1.0, Operation Object). */
export const declaresNothing = ({ version, responses }: Operation): boolean =>
  version === '3.1' && responses.size === 0;

/** True for a 2xx (RFC 9110, section 15.3). */
export const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;
