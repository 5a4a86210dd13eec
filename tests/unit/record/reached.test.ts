import { expect, test } from '@jest/globals';
import { unreachedWhy } from '../../../src/record/reached.ts';

/** Why a read without a fixture was not reached. */
function why(read: { response?: { status: number } | null; values?: { parameter: string; from: null }[] }) {
  const one = {
    id: 'GET /x › any › as documented',
    origin: 'derived',
    expected: ['2XX'],
    request: { method: 'GET', url: '/x', headers: { authorization: 'Bearer $CONTRACT_TOKEN' } },
    response: { status: 404 },
    verdict: 'conforming',
    reason: null,
    values: [],
    ...read,
  };
  return unreachedWhy('GET /x', [one as never], [], { excluded: [], operations: [], recorded: null } as never);
}

test.each([
  ['no-response', 'see its deviations', { response: null }],
  [
    'needs-value: groupId',
    'create the resource, or set CONTRACT_GROUP_ID',
    { values: [{ parameter: 'groupId', from: null }] },
  ],
  ['needs-value: id', 'create the resource', { values: [{ parameter: 'id', from: null }] }],
  ['needs-value: token', 'create the resource', { values: [{ parameter: 'token', from: null }] }],
  ['needs-user-token', 'set CONTRACT_USER_TOKEN', { response: { status: 403 } }],
])('%s: %s', (code, remedy, read) => {
  expect(why(read)).toEqual({ code, remedy });
});
