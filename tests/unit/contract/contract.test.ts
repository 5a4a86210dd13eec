import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type Contract, loadContract } from '../../../src/contract/contract.ts';
import { declaredFor } from '../../../src/contract/responses.ts';
import { valueAt } from '../../../src/contract/pointer.ts';
import { files } from '../files.ts';
import { problemIn } from '../problem-of.ts';

const offline = () => Promise.reject(new Error('nothing is fetched here'));
const contractOf = (documents: Record<string, string>): Promise<Contract> => loadContract(files(documents), offline);

const HEAD = 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\n';
const document = (path: string, responses = '{ 200: { description: ok } }') =>
  `${HEAD}paths:\n  ${path}:\n    get:\n      responses: ${responses}\n`;

describe('the documents in specs/', () => {
  test('declare four operations with seven statuses each', async () => {
    const { operations } = await loadContract('specs', offline);
    expect([...operations].map(([key, { responses }]) => [key, [...responses.keys()].join(' ')])).toEqual([
      ['GET /api/v1/dynamic-secrets/{name}', '200 400 401 403 404 422 500'],
      ['GET /api/v1/groups', '200 400 401 403 404 422 500'],
      ['GET /api/v1/organization/roles/{roleId}', '200 400 401 403 404 422 500'],
      ['GET /api/v2/service-token', '200 400 401 403 404 422 500'],
    ]);
  });

  test('have the structure of the published page', () => {
    const page = readFileSync('tests/self/pages/dynamic-secrets-get.md', 'utf8');
    const published = load(page.split('````')[1]?.split('\n').slice(1).join('\n') ?? '') as object;
    const ours = load(readFileSync('specs/dynamic-secrets/get.yaml', 'utf8')) as object;
    const structure = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (key, child: unknown) =>
        key === 'description' && typeof child === 'string' ? undefined : child,
      );
    expect(structure(valueAt(ours, '/paths'))).toEqual(structure(valueAt(published, '/paths')));
  });
});

describe('a document', () => {
  test('is read from a published page, recognized by its content, with the lines of the page', async () => {
    const page = `# Title\n\n~~~~yaml GET /api/v1/x\n${document('/api/v1/x')}~~~~\n`;
    const { operations, documents } = await contractOf({ 'x.yaml': page });
    const operation = operations.get('GET /api/v1/x');
    expect(documents).toEqual([expect.objectContaining({ stem: 'x', operations: 1 })]);
    expect(operation?.place('/responses/200').line).toBe(9);
  });

  test('is read from JSON', async () => {
    const json = JSON.stringify({ openapi: '3.0.0', paths: { '/x': { get: { responses: {} } } } });
    expect([...(await contractOf({ 'x.json': json })).operations.keys()]).toEqual(['GET /x']);
  });

  test('keeps dates as strings and reads merge keys', async () => {
    const yaml =
      document('/x', '{ 200: { description: 2026-01-01 } }').replace('get:', 'get: &a') + '    put: { <<: *a }\n';
    const { operations } = await contractOf({ 'x.yaml': yaml });
    expect([...operations.keys()]).toEqual(['GET /x', 'PUT /x']);
    expect(operations.get('PUT /x')?.responses.size).toBe(1);
  });

  test('may refer to other files of its folder, and places name their lines', async () => {
    const yaml = document('/x', "{ 404: { $ref: '../shared.yaml#/NotFound' } }");
    const shared = 'NotFound:\n  description: none\n  content:\n    application/json: { schema: { type: string } }\n';
    const { operations, documents } = await contractOf({ 'a/x.yaml': yaml, 'shared.yaml': shared });
    const operation = operations.get('GET /x');
    expect(documents).toHaveLength(1);
    expect([...(operation?.responses.get('404')?.content.keys() ?? [])]).toEqual(['application/json']);
    const place = operation?.place('/responses/404/content/application~1json/schema/type');
    expect(place?.document).toMatch(/shared\.yaml$/);
    expect(place?.line).toBe(4);
  });

  test('may refer to another file as a whole', async () => {
    const yaml = document('/x', "{ 404: { $ref: 'shared.yaml' } }");
    const { operations } = await contractOf({
      'x.yaml': yaml,
      'shared.yaml': 'description: none\ncontent: { text/plain: {} }\n',
    });
    expect([...(operations.get('GET /x')?.responses.get('404')?.content.keys() ?? [])]).toEqual(['text/plain']);
  });

  test('may use one anchor a million times', async () => {
    const bomb = Array.from(
      { length: 20 },
      (_, index) => `x${index + 1}: &x${index + 1} [*x${index}, *x${index}, *x${index}]`,
    );
    expect((await contractOf({ 'x.yaml': `${document('/x')}x0: &x0 [1]\n${bomb.join('\n')}\n` })).operations.size).toBe(
      1,
    );
  });

  test.each(['3.0.0', '3.0.7', '3.0.99', '3.1.0', '3.1.4'])('may be of OpenAPI %s', async (version) => {
    const yaml = document('/x').replace('3.0.3', version);
    expect((await contractOf({ 'x.yaml': yaml })).operations.get('GET /x')?.version).toBe(version.slice(0, 3));
  });

  test.each(['100%', '100%25', '%41%', 'a%20b'])('may refer to a name with a percent sign: %s', async (name) => {
    const decoded = { '100%25': '100%', '%41%': 'A%', 'a%20b': 'a b' }[name] ?? name;
    const yaml = document('/x', `{ 200: { $ref: '#/components/responses/${name}' } }`);
    const components = `components: { responses: { '${decoded}': { description: ok, content: { text/plain: {} } } } }\n`;
    const operation = (await contractOf({ 'x.yaml': yaml + components })).operations.get('GET /x');
    expect([operation?.fault, operation?.responses.get('200')?.content.size]).toEqual([undefined, 1]);
  });

  test('may be in a folder with prose', async () => {
    expect((await contractOf({ 'README.md': '# Prose', 'x.yaml': document('/x') })).documents).toHaveLength(1);
  });
});

/** Anchors of nested lists, each with an alias of the one before in its innermost list. */
const nestedAnchors = (count: number, levels: number): string =>
  Array.from(
    { length: count },
    (_, at) => `x-${at}: &a${at} ${'['.repeat(levels)}${at === 0 ? '' : `*a${at - 1}`}${']'.repeat(levels)}\n`,
  ).join('');

describe('an invalid document is a Problem with file, line and fix', () => {
  const refers = (ref: string) =>
    `${HEAD}paths:\n  /x:\n    get:\n      responses:\n        200:\n          $ref: '${ref}'\n`;
  test.each([
    [
      'a missing version in one of two documents',
      {
        'a/get.yaml': document('/x') + 'note: see get.yaml#top',
        'b/get.yaml': document('/y').replace('openapi: 3.0.3\n', ''),
      },
      /b\/get\.yaml:1: has no "openapi" version/,
    ],
    [
      'an anchor that contains itself',
      { 'x.yaml': `${document('/x')}a: &a [*a]\n` },
      /x\.yaml:7: an anchor contains an alias of itself/,
    ],
    [
      'excessive nesting',
      { 'x.json': `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}` },
      /x\.json: is nested more than 1000 levels deep\. .* \[nesting\]$/,
    ],
    [
      'excessive nesting by aliases of anchors that precede them',
      { 'x.yaml': document('/x') + nestedAnchors(20, 90) },
      /x\.yaml: is nested more than 1000 levels deep/,
    ],
    ['a page without a block', { 'x.txt': '', 'y.yaml': 'x' }, /y\.yaml:1: contains no OpenAPI document/],
    ['an empty folder', {}, /^\S+: the folder contains no OpenAPI document\. Put YAML/],
    ['broken YAML', { 'x.yaml': 'openapi: 3.0.3\n info: {' }, /x\.yaml:2: not readable as YAML or JSON: .+\. Correct/],
    ['a duplicate key', { 'x.yaml': 'openapi: 3.0.3\nopenapi: 3.0.3' }, /x\.yaml:2: .*duplicated mapping key/],
    ['not OpenAPI', { 'x.yaml': 'a: 1' }, /x\.yaml:1: has no "openapi" version/],
    ['a list', { 'x.yaml': '[]' }, /x\.yaml:1: contains no OpenAPI document/],
    ['an empty file', { 'x.yaml': '' }, /x\.yaml: not readable/],
    ['Swagger 2.0', { 'x.yaml': 'info: {}\nswagger: "2.0"' }, /x\.yaml:2: is Swagger 2\.0/],
    ['an unknown version', { 'x.yaml': 'info: {}\nopenapi: 3.2.0' }, /x\.yaml:2: has OpenAPI version "3\.2\.0"/],
    ['no paths', { 'x.yaml': HEAD }, /x\.yaml:1: has no "paths"/],
    ['no operation', { 'x.yaml': `${HEAD}paths: { /x: {} }` }, /x\.yaml:3: declares no operation/],
    [
      'a dangling $ref',
      { 'x.yaml': refers('#/components/responses/None') },
      /x\.yaml:7: \$ref "#\/components\/responses\/None" cannot be resolved/,
    ],
    [
      'a $ref to the network',
      { 'x.yaml': refers('https://server.test/x.yaml#/a') },
      /x\.yaml:7: \$ref .* refers to a file outside of the contract/,
    ],
    [
      'a $ref to the file system',
      { 'x.yaml': refers('../../../etc/passwd#/a') },
      /x\.yaml:7: \$ref .* refers to a file outside of the contract/,
    ],
    [
      'an operation in two documents',
      { 'a.yaml': document('/x'), 'b.yaml': document('/x') },
      /b\.yaml:5: GET \/x is also in \S*a\.yaml:5/,
    ],
  ])('%s', async (_what, documents, line) => {
    const problem = await problemIn(contractOf(documents));
    expect(problem.line).toMatch(line);
    expect(problem.exitCode).toBe(2);
  });

  test('a URL with a password', async () => {
    const problem = await problemIn(loadContract('https://user:hunter2@server.test/x', offline));
    expect(problem.line).toMatch(/contains a user or a password/);
    expect(problem.line).not.toContain('hunter2');
  });

  test('a missing file', async () => {
    await expect(loadContract(join(files({}), 'none'), offline)).rejects.toThrow('the file or folder does not exist');
  });
});

describe('a parameter with an invalid constraint', () => {
  test.each([
    ['maxLength: -5', 'maxLength -5, which is not a non-negative integer'],
    ['maxLength: 2.5', 'maxLength 2.5, which is not a non-negative integer'],
    ['items: { minLength: x }', 'minLength "x", which is not a non-negative integer'],
    ['multipleOf: 0', 'multipleOf 0, which is not a positive number'],
  ])('%s is a fault of its operation only', async (keyword, message) => {
    const parameter = `{ in: query, name: q, schema: { type: string, ${keyword} } }`;
    const contract = await loadContract(
      files({
        'api.yaml': `openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a: { get: { parameters: [${parameter}], responses: { 200: { description: ok } } } }
  /b: { get: { responses: { 200: { description: ok } } } }
`,
      }),
      () => Promise.reject(new Error('nothing is fetched here')),
    );
    expect(contract.operations.get('GET /a')?.fault).toBe(`parameter q has ${message}`);
    expect(contract.operations.get('GET /b')?.fault).toBeUndefined();
    expect(contract.faults).toEqual([
      expect.stringMatching(/api\.yaml:4: GET \/a: parameter q has .* Correct .* \[senseless-constraint\]/),
    ]);
  });
});

test.each([
  'components: { schemas: { A: { properties: { a: { $ref: "#/none" } } } } }',
  'webhooks: { a: { $ref: "#/none" } }',
])('a dangling reference is reported even if no operation uses it: %s', async (more) => {
  const { operations, faults } = await contractOf({ 'x.yaml': `${document('/x').replace('3.0.3', '3.1.0')}${more}\n` });
  expect(faults).toEqual([expect.stringMatching(/x\.yaml:7: \$ref "#\/none" cannot be resolved/)]);
  expect(operations.get('GET /x')?.fault).toBeUndefined();
});

test('a dangling reference in $defs is reported and affects no operation', async () => {
  const schema = '{ type: string, $defs: { a: { $ref: "#/none" } } }';
  const yaml = document('/x', `{ 200: { description: ok, content: { application/json: { schema: ${schema} } } } }`);
  const { operations, faults } = await contractOf({ 'x.yaml': yaml.replace('3.0.3', '3.1.0') });
  expect(faults).toEqual([expect.stringContaining('"#/none" cannot be resolved')]);
  expect(operations.get('GET /x')?.fault).toBeUndefined();
});

describe('a path template', () => {
  const faultOf = async (path: string) => {
    const yaml = `${document('/good')}  ${JSON.stringify(path)}: { get: { responses: { 200: { description: ok } } } }\n`;
    const { operations, faults } = await contractOf({ 'x.yaml': yaml });
    const fault = operations.get(`GET ${path}`)?.fault;
    expect(faults).toEqual(fault === undefined ? [] : [expect.stringContaining(fault)]);
    return fault;
  };

  test.each(['/../../x', '/a/../b', '/.', '/a/..', '/%2e%2E/x', '/a/.%2e', '/..\\..\\x', '/a/./b', '/.\t./x'])(
    'that is sent as a different path is a fault of its operation: %j',
    async (path) => {
      expect(await faultOf(path)).toBe(
        'its path template contains a segment that clients resolve before sending, such as ".."',
      );
    },
  );

  test.each(['/', '/a/{b}', '/a..b/...', '/{a}.{b}', '/a//b/', '/a b', '/ü', '/x?y=../z', '/a:b@c', '//host/x'])(
    'that is sent as written is not a fault: %j',
    async (path) => {
      expect(await faultOf(path)).toBeUndefined();
    },
  );
});

describe('the response declared for a status', () => {
  test.each([
    [404, '404'],
    [418, '4XX'],
    [200, 'default'],
  ])('%i is that of %s: exact, then range, then default', async (status, declared) => {
    const one = '{ description: x }';
    const { operations } = await contractOf({
      'x.yaml': document('/x', `{ 404: ${one}, 4XX: ${one}, default: ${one} }`),
    });
    const operation = operations.get('GET /x');
    expect(operation && declaredFor(operation, status)?.status).toBe(declared);
  });

  test('is undefined if none is declared', async () => {
    const operation = (await contractOf({ 'x.yaml': document('/x') })).operations.get('GET /x');
    expect(operation && declaredFor(operation, 500)).toBeUndefined();
  });
});
