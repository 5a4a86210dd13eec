import type { Operation } from '../contract/operations.ts';
import type { Case } from './case.ts';

/**
 * The case of an exchange that the suite did not ask for: nothing is known of what was meant to come, so that any
 * declared answer will do.
 *
 * @param url path and query as they may be told
 * @param auth credentials that stand for those that were sent
 */
export const recordedCase = (
  id: string,
  { key, method }: Operation,
  url: string,
  auth: 'token' | 'none' = 'none',
): Case => ({
  ...{ id, operation: key, origin: 'recorded', expected: ['default'], rule: 'status-expected' },
  request: { method, url, auth, fault: undefined },
  expect: {},
  missing: [],
});
