import { join } from 'node:path';
import { createRecord } from '../../src/record/record-file.ts';
import type { RunRecord } from '../../src/record/lines.ts';
import { contract } from '../self/command.ts';
import { COORDINATES, temporaryFolder } from '../self/judge.ts';
import { changed, startFaulty } from '../self/servers/faulty.ts';
import { line, record } from '../unit/report/example.ts';

/** Path of the page that the command line writes for a record. */
export async function pageOf({ plan, schemas, cases, end }: RunRecord): Promise<string> {
  const folder = temporaryFolder();
  const file = createRecord(folder);
  file.write(plan);
  for (const [at, schema] of Object.entries(schemas)) file.write({ type: 'schema', at, schema });
  for (const one of cases) file.write(one);
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

/** A run of 489 operations and 10,000 cases. */
export function longRecord(): RunRecord {
  const operations = Array.from({ length: 489 }, (_, index) => `GET /api/v1/things-${index}`);
  const cases = Array.from({ length: 10_000 }, (_, index) => {
    const [one] = record.cases;
    const findings = index % 50 === 0 ? (one?.findings ?? []) : [];
    const operation = operations[index % operations.length] ?? '';
    return line(operation, 200, findings, { id: `things-${index % 489}/get › 200 › case ${index}` });
  });
  const plan = {
    ...record.plan,
    operations: operations.map((operation) => ({
      operation,
      document: 'served',
      statuses: ['200', '400', '401', '403', '404', '500'],
      fault: null,
      secured: true,
    })),
    cases: cases.map(({ id, operation, origin, expected }) => ({ id, operation, origin, expected, missing: [] })),
  };
  return { ...record, plan, cases };
}
