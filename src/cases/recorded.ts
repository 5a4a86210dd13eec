import type { Operation } from '../contract/operations.ts';
import type { Case } from './case.ts';

/**
 * The case of a recorded exchange. Its expectation is unknown, so any declared status is accepted.
 *
 * @param url path and query without values
 * @param auth kind of the credentials that were sent
 */
export const recordedCase = (
  id: string,
  { key, method }: Operation,
  url: string,
  auth: 'token' | 'none' = 'none',
): Case => ({
  id,
  operation: key,
  origin: 'recorded',
  expected: ['default'],
  rule: 'status-expected',
  request: { method, url, auth, fault: undefined },
  expect: {},
  missing: [],
});
