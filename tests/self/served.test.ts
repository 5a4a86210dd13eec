import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRecord } from '../../src/record/read-record.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { problemIn } from '../unit/problem-of.ts';
import { contract, type Ended } from './command.ts';
import { COORDINATES, judge, temporaryFolder } from './judge.ts';
import { changed, type Fault, startFaulty, startServer, type TestServer } from './servers/faulty.ts';

/** Serves a document with only those paths of the embedded target that a filter selects. */
const serving =
  (selects: (path: string) => boolean): Fault =>
  (answer, { url }) =>
    url === '/api/docs/json'
      ? changed((document: { paths: object }) => ({
          ...document,
          paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => selects(path))),
        }))(answer)
      : undefined;

const withoutGroups = serving((path) => path !== '/api/v1/groups');

/** The warnings of a run with the served contract. */
async function warningsOf(fault: Fault): Promise<string[]> {
  const server = await startFaulty(fault);
  const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: 'served' } });
  await server.close();
  return (JSON.parse(run.record) as { plan: { warnings: string[] } }).plan.warnings;
}

describe('a served contract', () => {
  test('without an operation that the server implements is only a part', async () => {
    expect(await warningsOf(withoutGroups)).toEqual([
      expect.stringMatching(
        /\/api\/docs\/json does not declare GET \/api\/v1\/groups, which the server implements: it is only a part of its contract\. Set OPENAPI_FULL_SPEC=true .* --spec <URL>/,
      ),
    ]);
  });

  test.each<[what: string, fault: Fault]>([
    ['with every operation that the server implements', () => undefined],
    [
      'without an operation that the server does not implement',
      (answer, request) =>
        withoutGroups(answer, request) ?? (request.url === '/api/v1/groups' ? { status: 404 } : undefined),
    ],
    [
      'behind a gateway that refuses every path',
      (answer, request) =>
        withoutGroups(answer, request) ??
        (request.headers.authorization === undefined && request.url !== '/api/status' ? { status: 401 } : undefined),
    ],
  ])('%s is whole', async (_what, fault) => {
    expect(await warningsOf(fault)).toEqual([]);
  });

  test('without any operation is not to be corrected by the user', async () => {
    const server = await startFaulty(serving(() => false));
    const problem = await problemIn(judge(server.baseUrl, { env: { CONTRACT_SPEC: 'served' } }));
    await server.close();
    expect(problem).toMatchObject({ code: 'no-operation', exitCode: 2 });
    expect(problem.fix).toMatch(/^Set OPENAPI_FULL_SPEC=true/);
  });
});

describe('a finding of a served contract', () => {
  const NAME = 'contract-served.json';
  let server: TestServer;
  let document: unknown;
  beforeAll(async () => {
    server = await startFaulty((answer, { url = '' }) => {
      if (url === '/api/docs/json') document = JSON.parse(answer.body.toString());
      return url.startsWith('/api/v1/groups') && answer.status === 200
        ? changed((body: object[]) => (Array.isArray(body) ? body.map((each) => ({ ...each, createdAt: 'x' })) : body))(
            answer,
          )
        : undefined;
    });
  });
  afterAll(() => server.close());

  const run = (words: readonly string[], reports = temporaryFolder()): Promise<Ended> =>
    contract(['--cases', 'fixture', ...words], {
      ...COORDINATES,
      CONTRACT_BASE_URL: server.baseUrl,
      CONTRACT_REPORT_DIR: reports,
    });
  const textIn = (folder: string): string => readFileSync(join(folder, NAME), 'utf8');
  const placesOf = (folder: string) =>
    readContractJson(folder).cases.flatMap(({ findings }) => findings.flatMap(({ where }) => where ?? []));

  /** The lines that the findings of a folder name, without their values. */
  const linesOf = (folder: string, text = textIn(folder)): string[] =>
    placesOf(folder).map(({ line }) => /^ *"(.+?)": /.exec(text.split('\n')[line - 1] ?? '')?.[1] ?? '');

  test('names a line of the formatted document among the reports', async () => {
    const { exitCode, reports, stdout } = await run(['--spec', 'served', '--only', 'groups']);
    expect(exitCode).toBe(1);
    expect(textIn(reports)).toBe(`${JSON.stringify(document, null, 2)}\n`);
    expect([...new Set(placesOf(reports).map((where) => where.document))]).toEqual([NAME]);
    expect([...new Set(linesOf(reports))]).toEqual(['format']);
    expect(stdout).toMatch(/where +contract-served\.json:\d+ \/paths/);
    const { contract: documents, schemas } = readContractJson(reports);
    expect(documents.map((each) => each.document)).toEqual([`${server.baseUrl}/api/docs/json`]);
    expect(Object.entries(schemas)).toEqual([
      [expect.stringContaining(`${NAME}#/paths/`), expect.objectContaining({ format: 'date-time' })],
    ]);
  });

  test('keeps its line when the reports are written again, also if the first run was cut off', async () => {
    const { reports } = await run(['--spec', 'served', '--only', 'groups']);
    const before = textIn(reports);
    for (const name of readdirSync(reports)) if (!/ndjson|served/.test(name)) rmSync(join(reports, name));
    await contract(['report', reports]);
    expect(textIn(reports)).toBe(before);
    expect(linesOf(reports)).toContain('format');
  });

  test('moves with the document to the reports of the previous run', async () => {
    const { reports } = await run(['--spec', 'served', '--only', 'groups']);
    await run(['--spec', 'specs', '--only', 'groups'], reports);
    expect(existsSync(join(reports, NAME))).toBe(false);
    expect([...new Set(placesOf(reports).map((where) => where.document))]).toEqual([
      expect.stringMatching(/^.*specs\/groups\/.*yaml$/),
    ]);
    expect(linesOf(join(reports, 'previous'))).toContain('format');
  });

  test('keeps its line in the merged report of shards', async () => {
    const shards = await Promise.all(['1/2', '2/2'].map((shard) => run(['--spec', 'served', '--shard', shard])));
    const { reports } = await contract(['merge', ...shards.map((shard) => join(shard.reports, 'contract.json'))]);
    expect(linesOf(reports)).toContain('format');
  });

  test('names a document of specs/ if both declare the operation', async () => {
    const { reports } = await run(['--spec', 'specs,served', '--only', 'groups']);
    expect(placesOf(reports).map((where) => where.document)).not.toContain(NAME);
    expect(textIn(reports)).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  test('names a line of the document as it is if that is YAML', async () => {
    const yaml = readFileSync('specs/groups/get.yaml', 'utf8');
    const documents = await startServer((_request, response) => response.end(yaml));
    const { reports } = await run(['--spec', `${documents.baseUrl}/api.yaml`]);
    await documents.close();
    expect(readFileSync(join(reports, 'contract-served.yaml'), 'utf8')).toBe(yaml);
    expect([...new Set(placesOf(reports).map((where) => where.document))]).toEqual(['contract-served.yaml']);
    const lines = placesOf(reports).map(({ line }) => yaml.split('\n')[line - 1]?.trim());
    expect(lines).toContain('format: date-time');
    expect(readRecord(reports)?.plan.operations[0]?.document).toBe(`${documents.baseUrl}/api.yaml`);
  });

  test('names the URL of a page, which has lines and is not kept', async () => {
    const page = readFileSync('specs/groups/get.yaml', 'utf8');
    const documents = await startServer((_request, response) =>
      response.end(`# Get\n\n\`\`\`yaml GET /api/v1/groups\n${page}\`\`\`\n`),
    );
    const { reports } = await run(['--spec', `${documents.baseUrl}/get.md`]);
    await documents.close();
    expect([...new Set(placesOf(reports).map((where) => where.document))]).toEqual([`${documents.baseUrl}/get.md`]);
    expect(readdirSync(reports).filter((name) => name.startsWith('contract-served'))).toEqual([]);
  });
});
