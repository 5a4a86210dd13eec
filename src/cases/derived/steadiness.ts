import { type Derivation, type Derived, isRead } from './derivation.ts';

/** Number of repetitions of the fixture's request. */
const TIMES = 3;

/** Methods that can be sent without a body. */
const METHODS = ['HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A repeated request has the same result, and an undeclared method or parameter does not cause a server error. */
export const steadiness: Derivation = (start) => {
  const { operation, fixture, success, good, madeUp, methods, isFirstOfPath } = start;
  const again: Derived[] =
    success === undefined || !isRead(operation)
      ? []
      : Array.from({ length: TIMES }, (_, time) => ({
          name: `asked again, ${time + 1} of ${TIMES}`,
          rule: 'status-expected',
          expected: success.expected,
          draft: good,
          expect: success.expect,
        }));
  const extra: Derived[] =
    fixture === undefined || !isRead(operation)
      ? []
      : [
          {
            name: 'unknown query parameter',
            rule: 'no-server-error',
            draft: { ...good, query: { ...good.query, 'contract-unknown': '1' } },
          },
        ];
  const undeclared: Derived[] = (isFirstOfPath ? METHODS : [])
    .filter((method) => !methods.includes(method))
    .map((method) => ({
      name: `undeclared ${method}`,
      rule: 'no-server-error',
      method,
      draft: { ...madeUp, query: {} },
    }));
  return [...again, ...extra, ...undeclared];
};
