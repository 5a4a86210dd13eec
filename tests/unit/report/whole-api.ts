import { contractJson, type ContractJson } from '../../../src/report/contract-json.ts';
import { changesSince } from '../../../src/report/comparison/since.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import type { CaseLine, PlanLine, RunRecord } from '../../../src/record/lines.ts';
import type { Kind } from '../../../src/lifecycles/kinds.ts';
import { finding, line, record } from './example.ts';

/** Areas of a real server's API with their numbers of operations: 489 in all. */
const AREAS: Readonly<Record<string, number>> = {
  workspace: 78,
  auth: 52,
  pki: 49,
  secrets: 45,
  'integration-auth': 43,
  identities: 41,
  organizations: 38,
  projects: 35,
  sso: 30,
  'secret-rotations': 28,
  groups: 25,
  'dynamic-secrets': 25,
};

const KINDS: readonly [kind: Kind, method: string][] = [
  ['list', 'GET'],
  ['create', 'POST'],
  ['read', 'GET'],
  ['update', 'PATCH'],
  ['delete', 'DELETE'],
  ['action', 'POST'],
];

const OPERATIONS = Object.entries(AREAS).flatMap(([area, count]) =>
  Array.from({ length: count }, (_, at) => {
    const [kind, method] = KINDS[at % KINDS.length] ?? ['read', 'GET'];
    return { operation: `${method} /api/v1/${area}/things-${at}`, kind };
  }),
);

/** The cases of an operation: its plain request, one without credentials, and one with an invalid value. */
function casesOf(operation: string, at: number, isFixed: boolean): CaseLine[] {
  const named = (status: number, name: string, found: Parameters<typeof line>[2] = [], more: Partial<CaseLine> = {}) =>
    line(operation, status, found, {
      ...{ id: `${operation} › any › ${name}`, origin: 'derived', expected: ['2XX', '4XX'] },
      request: { method: operation.split(' ')[0] ?? '', url: 'http://127.0.0.1:8080/a', headers: TOKEN },
      ...more,
    });
  const planted = (check: string, status: number, message: string, expected: string, pointer = '') =>
    finding(check, pointer, {
      ...{ id: `${check}-${at}-${status}`, status: String(status), message, where: PLACE },
      ...{ expected, received: String(status) },
    });
  if (at % 7 === 6) return [];
  if (at % 7 === 3) {
    const remark = { notes: ['the server says: Something is missing'], origin: 'lifecycle' as const };
    return [named(400, 'created', [], remark)];
  }
  const wrong = planted('body-schema', 200, '/secret/version: expected integer', 'integer', '/secret/version');
  const plain =
    at % 8 === 5
      ? named(500, 'as documented', [planted('no-server-error', 500, 'as documented: received 500', '2XX')])
      : named(200, 'as documented', at % 160 === 2 && !isFixed ? [wrong] : []);
  const unasked = planted('status-declared', 304, 'status 304 is not declared', '200, 404');
  const nul = planted('no-server-error', 500, 'path id with NUL: received 500', '4XX');
  const foreign = planted('tenant-isolated', 200, 'CONTRACT_FOREIGN_TOKEN reads a resource', '403 or 404', '/id');
  return [
    plain,
    named(401, 'no token', [], { request: { method: 'GET', url: 'http://127.0.0.1:8080/a', headers: {} } }),
    ...(at % 4 === 0 ? [named(304, 'If-None-Match: *', [unasked])] : []),
    ...(at % 2 === 0 ? [named(500, 'path id with NUL', [nul])] : []),
    ...(at === 301 ? [isFixed ? named(200, 'foreign token', [foreign]) : named(403, 'foreign token')] : []),
  ];
}

const TOKEN = { authorization: 'Bearer $CONTRACT_TOKEN' };
const PLACE = { document: 'contract-served.json', pointer: '/paths', line: 42 };

/** @param isLater true for the later of two runs: one cause is fixed, another one is new */
function runOf(isLater: boolean): ContractJson {
  const cases = OPERATIONS.flatMap(({ operation }, at) => casesOf(operation, at, isLater));
  const plan: PlanLine = {
    ...record.plan,
    operations: OPERATIONS.map(({ operation, kind }) => ({
      ...{ operation, kind, document: 'http://127.0.0.1:8080/api/docs/json', fault: null },
      ...{ statuses: ['200', '400', '401', '403', '404', '500'], secured: true },
    })),
    cases: cases.map(({ id, operation, origin, expected }) => ({ id, operation, origin, expected, missing: [] })),
    excluded: OPERATIONS.filter((_, at) => at % 7 === 6).map(({ operation }) => ({
      operation,
      reason: 'it may send mail',
    })),
    ...{ deselected: [], contractFaults: [], warnings: [], setAside: 0, disposable: '127.0.0.1:8080' },
  };
  const whole: RunRecord = {
    ...record,
    plan,
    cases,
    coverage: OPERATIONS.filter((_, at) => at % 3 === 0).map(({ operation }) => ({
      ...{ operation, status: '200' },
      ...{ seen: ['/thing', '/thing/id'], unseen: ['/thing/kind = "x"'] },
    })),
    advice: OPERATIONS.filter((_, at) => at % 7 !== 3).map(({ operation }, at) => ({
      ...{ operation, case: `${operation} › any › no token` },
      finding: finding('challenge-present', '', {
        ...{ id: `advice-${at}`, status: '401', where: null, message: 'a 401 does not name an authentication scheme' },
      }),
    })),
  };
  return contractJson(whole, evaluate(whole));
}

/** A run of 489 operations with planted causes, compared with the run before. */
export function wholeApi(): ContractJson {
  const later = runOf(true);
  return { ...later, since: changesSince(runOf(false), later) };
}
