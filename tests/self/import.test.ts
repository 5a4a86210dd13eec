import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readContractJson } from '../../src/report/read-json.ts';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';
import { CELLS, COORDINATES, temporaryFolder } from './judge.ts';
import { startServer, type TestServer } from './servers/faulty.ts';

const TAGS = 'GET /api/v1/projects/{projectId}/tags';
const response = (schema: object) => ({ description: 'x', content: { 'application/json': { schema } } });
const DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'API', version: '1' },
  security: [{ bearer: [] }],
  paths: {
    '/api/v1/projects/{projectId}/tags': {
      get: {
        parameters: [{ in: 'path', name: 'projectId', required: true, schema: { type: 'string' } }],
        responses: {
          200: response({ type: 'array', items: { type: 'string' } }),
          401: response({ type: 'object', required: ['message'] }),
          404: response({ type: 'object', required: ['message'] }),
        },
      },
      post: { responses: { 200: { description: 'x' } } },
    },
    '/api/v1/groups': { get: { responses: { 200: response({ type: 'array' }) } } },
  },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
};

type Contents = Record<string, string>;

const READ = '/api/v1/projects/p1/tags';

/** Serves a document, and the tags of the project `p1`. */
let server: TestServer;
beforeAll(async () => {
  server = await startServer(({ url = '', method, headers }, answer) => {
    const [path = ''] = url.split('?');
    const [isKnown, isFound] = [headers.authorization === `Bearer ${COORDINATES.CONTRACT_TOKEN}`, path === READ];
    const isRead = method === 'GET' || method === 'HEAD';
    const [status, body] =
      path === '/api/docs/json'
        ? [200, DOCUMENT]
        : path === '/api/status'
          ? [200, { date: new Date(), message: 'Ok' }]
          : !isKnown
            ? [401, { message: 'Token missing' }]
            : isFound && isRead
              ? [200, ['a']]
              : [404, { message: 'There is none' }];
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});
afterAll(() => server.close());

const bring = (folder: string, operation: string, ...words: string[]) =>
  contract(['import', 'served', operation, ...words], { CONTRACT_BASE_URL: server.baseUrl }, folder);

describe('import', () => {
  test('writes a fixture and names the variables and the command, with which the operation is proved', async () => {
    const folder = temporaryFolder();
    const { exitCode, stdout, stderr } = await bring(folder, TAGS);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `specs/projects-tags/get.yaml: ${TAGS} is new`,
      'fixtures/projects-tags/get.yaml: a fixture to start from',
      expect.stringContaining('specs/ is the whole contract now, instead of the built-in documents'),
      `next: set CONTRACT_TOKEN, CONTRACT_PROJECT_ID, then CONTRACT_BASE_URL=${server.baseUrl} npm run contract -- --only "${TAGS}"`,
      '',
    ]);
    const env = { CONTRACT_BASE_URL: server.baseUrl, CONTRACT_TOKEN: COORDINATES.CONTRACT_TOKEN ?? '' };
    const ended = await contract(['--only', TAGS, '--force'], { ...env, CONTRACT_PROJECT_ID: 'p1' }, folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).not.toContain('is not used by any option');
    const { cases } = readContractJson(join(ended.reports, 'contract.json'));
    const fixture = cases.filter(({ origin }) => origin === 'fixture');
    expect(fixture.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['projects-tags/get › 200 › a good request', 'conforming'],
      ['projects-tags/get › 401 › no token', 'conforming'],
    ]);
  });

  test('writes no fixture for a write, for an operation that has one, or over another one', async () => {
    const folder = files({ 'fixtures/projects-tags/get.yaml': readFileSync('fixtures/groups/get.yaml', 'utf8') });
    const write = await bring(folder, TAGS.replace('GET', 'POST'));
    expect(write.stdout).toContain('no fixture: POST carries credentials only on a disposable server');
    expect(write.stdout).toContain(
      ` --only "${TAGS.replace('GET', 'POST')}" --disposable ${new URL(server.baseUrl).host}\n`,
    );
    expect((await bring(folder, TAGS)).stdout).toContain('fixtures/projects-tags/get.yaml has another operation');
    expect((await bring(folder, 'GET /api/v1/groups')).stdout).toMatch(
      /^fixtures\/projects-tags\/get\.yaml: the fixture of GET \/api\/v1\/groups\n(?!specs\/ is)/m,
    );
    expect(readdirSync(join(folder, 'fixtures'), { recursive: true })).toHaveLength(2);
  });

  test.each([
    ['for a document of another contract', {}, ['--spec', 'other'], 'runs without --spec do not have the operation'],
    ['among YAML files of another purpose', { 'fixtures/a.yaml': 'b: c' }, [], 'fixtures/ contains other YAML files'],
  ])('writes no fixture that the next run would refuse: %s', async (_what, contents: Contents, words, reason) => {
    const folder = files(contents);
    expect((await bring(folder, TAGS, ...words)).stdout).toContain(`no fixture: ${reason}`);
    expect(existsSync(join(folder, 'fixtures/projects-tags'))).toBe(false);
  });
});

describe('after an import, the run against the embedded target', () => {
  test('does not send an operation that it does not implement, and proves all others', async () => {
    const folder = temporaryFolder();
    cpSync('specs', join(folder, 'specs'), { recursive: true });
    expect((await bring(folder, TAGS)).stdout).not.toContain('specs/ is the whole contract');
    const ended = await contract([], {}, folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`warning: the embedded target does not implement ${TAGS}; set CONTRACT_BASE_URL`);
    expect(ended.stdout).toContain(`${CELLS} of ${CELLS} provable cells conforming`);
    const { operations, cases } = readContractJson(join(ended.reports, 'contract.json'));
    expect(cases.filter(({ operation }) => operation === TAGS)).toEqual([]);
    const own = operations.find(({ operation }) => operation === TAGS);
    expect(own).toMatchObject({ unreached: { code: 'not-embedded', remedy: 'set CONTRACT_BASE_URL' } });
    for (const cell of own?.cells ?? []) {
      expect(cell).toMatchObject({
        state: 'not-provoked',
        reason: 'excluded: the embedded target does not implement it',
      });
    }
  });

  test('proves nothing if it implements none, and is not conforming', async () => {
    const folder = temporaryFolder();
    // The fixture of init has an operation that specs/ does not have any more.
    await contract(['init'], {}, folder);
    await bring(folder, TAGS);
    const ended = await contract([], {}, folder);
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toMatch(/^CONTRACT_BASE_URL: the embedded target implements none .* \[nothing-to-send\]\n$/);
    expect(readContractJson(join(ended.reports, 'contract.json'))).toMatchObject({ outcome: 'inconclusive' });
    expect(await contract(['doctor'], {}, folder)).toMatchObject({ exitCode: 3 });
    expect((await contract(['--list'], {}, folder)).stdout).toContain(`${TAGS}  excluded: the embedded target`);
  });
});
