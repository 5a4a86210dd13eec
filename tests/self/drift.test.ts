import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';
import { startServer, type TestServer } from './servers/faulty.ts';

type Json = Record<string, unknown>;

const PAGE = readFileSync('tests/self/pages/dynamic-secrets-get.md', 'utf8');
const group = (more: Json = {}) => ({
  type: 'object',
  properties: { id: { type: 'string', ...more } },
  required: ['id'],
});
const documentOf = (schema: Json): Json => ({
  openapi: '3.0.3',
  info: { title: 'API', version: '1' },
  security: [{ bearer: [] }],
  paths: {
    '/api/v1/groups': {
      get: {
        responses: {
          200: {
            description: 'x',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Group' } } },
          },
        },
      },
      post: { responses: { 200: { description: 'x' } } },
    },
    '/api/v1/groups/{groupId}': { get: { responses: { 200: { description: 'x' } } } },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    schemas: { Group: schema, Unused: { type: 'string' } },
  },
});

/** Serves a document, and a documentation page as HTML and as Markdown. */
let server: TestServer;
let served = documentOf(group());
beforeAll(async () => {
  server = await startServer(({ url = '' }, response) => {
    if (url === '/api/docs/json') response.end(JSON.stringify(served));
    else if (url === '/docs/dynamic-secrets/get') response.end('<!doctype html><title>Get</title>');
    else if (url === '/docs/dynamic-secrets/get.md') response.end(PAGE);
    else response.writeHead(404).end();
  });
});
afterAll(() => server.close());

const run = (...words: string[]) => contract(words, { CONTRACT_BASE_URL: server.baseUrl });

describe('drift', () => {
  const published = () => files({ 'groups/get.json': JSON.stringify(documentOf(group({ format: 'uuid' }))) });

  test.each([
    [
      'a difference that breaks clients',
      group(),
      1,
      /✗ 1 difference that may break clients\n {2}GET \/api\/v1\/groups\n {4}200 \/id no longer has format uuid\n/,
    ],
    [
      'a difference that breaks no client',
      group({ format: 'uuid', maxLength: 36 }),
      0,
      /~ 1 compatible difference\n.*\n {4}200 \/id has maxLength 36\n/,
    ],
    ['no difference', group({ format: 'uuid' }), 0, /\nno differences; 3 operations compared\n$/],
  ])('reports %s', async (_what, schema, exitCode, output) => {
    served = documentOf(schema);
    const ended = await run('drift', '--spec', published());
    expect(ended).toMatchObject({ exitCode, stderr: '', stdout: expect.stringMatching(output) });
  });

  test('writes Markdown and JSON, with pointers', async () => {
    served = documentOf(group());
    const spec = published();
    const [markdown, json] = await Promise.all(
      ['markdown', 'json'].map((format) => run('drift', '--spec', spec, '--format', format)),
    );
    expect(markdown?.stdout).toMatch(
      /^## clients of the published .*\n(.*\n)*### 1 difference that may break clients\n/,
    );
    const { drift } = JSON.parse(json?.stdout ?? '') as { drift: { differences: { served: Json }[] } };
    expect(drift.differences[0]?.served).toMatchObject({ pointer: '/components/schemas/Group/properties/id/format' });
  });

  test('between the included contract and the embedded target breaks no client', async () => {
    const ended = await contract(['drift']);
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('4 operations compared') });
  });

  test.each([
    ['the served document itself', { words: ['--spec', 'served'], exitCode: 2, message: 'compared with itself' }],
    [
      'a target without a served document',
      { words: ['--base-url', 'http://127.0.0.1:1'], exitCode: 3, message: 'could not be fetched' },
    ],
    ['an unknown format', { words: ['--format', 'xml'], exitCode: 2, message: 'unknown format "xml". Choose one of' }],
  ])('cannot be computed for %s', async (_what, { words, exitCode, message }) => {
    const ended = await run('drift', ...words);
    expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('import', () => {
  test('writes the document of a published page, by its address, unchanged', async () => {
    const folder = files({ 'README.md': '' });
    const ended = await run('import', `${server.baseUrl}/docs/dynamic-secrets/get`, '--spec', folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('is new') });
    const text = readFileSync(join(folder, 'dynamic-secrets/get.yaml'), 'utf8');
    expect(PAGE).toContain(text.trimEnd());
    expect(text).toMatch(/^openapi: /);
  });

  test('writes one operation of the served document, with only the components that it refers to', async () => {
    served = documentOf(group());
    const folder = files({});
    await run('import', 'served', 'GET /api/v1/groups', '--spec', folder);
    const imported = load(readFileSync(join(folder, 'groups/get.yaml'), 'utf8')) as Json;
    const { Group } = (served.components as { schemas: Json }).schemas;
    expect(imported).toMatchObject({ security: [{ bearer: [] }], components: { schemas: { Group } } });
    expect(JSON.stringify(imported)).not.toMatch(/Unused|post|groupId/);
    const again = await run('import', 'served', 'GET /api/v1/groups', '--spec', folder);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/GET \/api\/v1\/groups is unchanged\n$/),
    });
    served = documentOf(group({ format: 'uuid' }));
    const changed = await run('import', 'served', 'GET /api/v1/groups', '--spec', folder);
    expect(changed.stdout).toMatch(/has changed\n\n~ 1 compatible difference\n.*\n {4}200 \/id has format uuid\n/);
    const other = await run('import', 'served', 'GET /api/v1/groups/{groupId}', '--spec', folder);
    expect(other.stdout).toContain('groups/get-by-groupId.yaml');
  });

  test.each([
    [
      'several operations',
      ['served'],
      /contains 3 operations\. Choose one of them, as in import served "GET \/api\/v1\/groups"/,
    ],
    ['an unknown operation', ['served', 'GET /api/v1/group'], /Did you mean "GET \/api\/v1\/groups"/],
    ['a missing file', ['nowhere.md'], /the file does not exist/],
    ['a page without a document', [resolve('CONTRIBUTING.md')], /not readable as YAML|contains no OpenAPI document/],
    ['a path outside the folder', ['served', 'GET /api/v1/groups', '--as', '../x'], /is not a path below specs/],
  ])('refuses %s', async (_what, words, message) => {
    const ended = await run('import', ...words, '--spec', files({}));
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('changes no file if the result would not be a valid contract', async () => {
    const folder = files({ 'groups/get.json': JSON.stringify(documentOf(group())) });
    const page = join(files({}), 'get.md');
    writeFileSync(page, '```yaml GET /x\nopenapi: 3.2.0\npaths: { /x: { get: { responses: {} } } }\n```\n');
    const ended = await run('import', page, '--spec', folder);
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('not supported') });
    expect(existsSync(join(folder, 'x/get.yaml'))).toBe(false);
    const both = await run('import', 'served', 'GET /api/v1/groups', '--spec', folder);
    expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('with 2 others') });
  });

  test('replaces the file of the same operation, but not of another one', async () => {
    served = documentOf(group());
    const only = { paths: { '/api/v1/groups': { get: { responses: { 200: { description: 'x' } } } } } };
    const folder = files({ 'groups/get.json': JSON.stringify({ openapi: '3.0.3', ...only }) });
    expect(await run('import', 'served', 'GET /api/v1/groups', '--spec', folder)).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(folder, 'groups/get.json'))).toBe(false);
    const other = await run('import', 'served', 'GET /api/v1/groups/{groupId}', '--as', 'groups/get', '--spec', folder);
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('belongs to another operation') });
    expect(readFileSync(join(folder, 'groups/get.yaml'), 'utf8')).toContain('/api/v1/groups:');
  });
});
