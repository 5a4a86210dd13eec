import { join } from 'node:path';
import { createRecord } from '../../src/record/record-file.ts';
import type { CaseLine, RunRecord } from '../../src/record/lines.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { contract } from '../self/command.ts';
import { COORDINATES, temporaryFolder } from '../self/judge.ts';
import { changed, startFaulty } from '../self/servers/faulty.ts';
import { finding, line, record } from '../unit/report/example.ts';

/** Path of the page that the command line writes for a record. */
export async function pageOf({ plan, schemas, cases, coverage, advice, end }: RunRecord): Promise<string> {
  const folder = temporaryFolder();
  const file = createRecord(folder);
  file.write(plan);
  for (const [at, schema] of Object.entries(schemas)) file.write({ type: 'schema', at, schema });
  for (const one of cases) file.write(one);
  for (const { seen, unseen, ...one } of coverage) {
    file.write({ type: 'coverage', ...one, declared: [...seen, ...unseen], seen });
  }
  for (const one of advice) file.write({ type: 'advice', ...one });
  if (end !== undefined) file.write(end);
  file.close();
  await contract(['report', folder]);
  return join(folder, 'contract.html');
}

/** Coordinates of a server that sends an invalid date, and omits `reqId` from every error. */
export async function withFaults<T>(use: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const server = await startFaulty((answer, { url = '' }) => {
    if (answer.status >= 400) return changed((body: object) => ({ ...body, reqId: undefined }))(answer);
    if (!url.startsWith('/api/v1/groups')) return undefined;
    return changed((groups: object[]) => groups.map((group) => ({ ...group, createdAt: 'yesterday' })))(answer);
  });
  try {
    return await use({ ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
  } finally {
    await server.close();
  }
}

/** Path of the page of a run against that server. */
export const pageOfFaults = (): Promise<string> =>
  withFaults(async (env) => join((await contract(['--quiet'], env)).reports, 'contract.html'));

/** A run of 489 operations and 10,000 cases. Every 50th case deviates, in 200 operations; one was not reached. */
export function longRecord(): RunRecord {
  return recordOf(489, 10_000, (index, operation) =>
    index % 50 === 0 ? [finding('body-schema', '/reqId', { id: `id-of-${operation}` })] : [],
  );
}

/** A run of more operations than are seen at a glance, in which nothing deviates. */
export const conformingRecord = (): RunRecord => recordOf(13, 26, () => []);

/** An operation whose name is longer than a small window. */
const LONG = 'GET /api/v1/organizations/{organizationId}/certificates/{certificateTemplateId}/things';

/** A run of GET requests; every 100th case, beginning with the 8th, is inconclusive. */
function recordOf(count: number, all: number, findingsOf: (index: number, operation: string) => Finding[]): RunRecord {
  const operations = Array.from({ length: count }, (_, index) =>
    count > 400 && index === count - 1 ? LONG : `GET /api/v1/things-${index}`,
  );
  const cases = Array.from({ length: all }, (_, index) => {
    const operation = operations[index % count] ?? '';
    const inconclusive = { verdict: 'inconclusive', reason: 'throttled', response: null } as const;
    const isUnreached = count > 400 && index % count === count - 1;
    return line(operation, isUnreached ? 404 : 200, findingsOf(index, operation), {
      id: `things-${index % count}/get › 200 › case ${index}`,
      ...(index % 100 === 7 && inconclusive),
    });
  });
  return withCases(operations, ['200', '400', '401', '403', '404', '500'], cases);
}

/** A run with causes that share their check, and with errors of the server that share their findings. */
export function causesRecord(): RunRecord {
  const [a, b] = ['GET /a', 'GET /b'];
  const of = (operation: string, name: string, status: number, ...findings: Finding[]) =>
    line(operation, status, findings, { id: `${operation.slice(5)} › ${status} › ${name}` });
  const missing = (id: string, pointer: string) =>
    finding('body-schema', pointer, { id, message: `${pointer} is missing` });
  const error = (operation: string, name: string) =>
    of(
      operation,
      name,
      500,
      finding('no-server-error', '', { id: `error-${operation.slice(5)}`, status: '500', message: name }),
    );
  return withCases(
    [a, b],
    ['200', '404', '500'],
    [
      of(a, 'conforming', 200),
      of(a, 'first', 404, missing('reqid-a', '/reqId')),
      of(a, 'second', 404, missing('reqid-a', '/reqId')),
      of(a, 'other', 404, missing('message-a', '/message')),
      of(b, 'first', 404, missing('reqid-b', '/reqId')),
      error(a, 'query q with NUL'),
      error(b, 'query q with NUL'),
      error(a, 'header h with NUL'),
      error(b, 'header h with NUL'),
      error(a, 'path id with NUL'),
    ],
  );
}

function withCases(operations: readonly string[], statuses: string[], cases: CaseLine[]): RunRecord {
  const plan = {
    ...record.plan,
    operations: operations.map((operation) => ({
      ...{ operation, statuses, document: 'served', fault: null, secured: true },
    })),
    cases: cases.map(({ id, operation, origin, expected }) => ({ id, operation, origin, expected, missing: [] })),
  };
  return { ...record, plan, cases };
}
