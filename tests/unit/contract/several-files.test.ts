import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../../src/contract/contract.ts';
import { files } from '../files.ts';
import { problemIn } from '../problem-of.ts';
import { judged } from '../verdict/judged.ts';

const offline = () => Promise.reject(new Error('nothing is fetched here'));

/** Loads the contract of a main document with other files. */
const contractOf = (contents: Record<string, string>, main = 'api/openapi.yaml', root?: string): Promise<Contract> =>
  loadContract(join(files(contents), main), offline, root);

const HEAD = 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\n';
const GOOD = '  /good: { get: { responses: { 200: { description: ok } } } }\n';

/** The usual layout: path items, operations, parameters, responses and schemas in files of their own. */
const LAYOUT = {
  'api/openapi.yaml': `${HEAD}paths:
  /pets: { $ref: paths/pets.yaml }
  /owners:
    get: { $ref: paths/operations/list-owners.yaml }
    parameters: [{ $ref: 'parameters.yaml#/limit' }]
  /shared:
    $ref: paths/pets.yaml
    summary: the same again
  /more:
    $ref: paths/pets.yaml
    delete: { responses: { 204: { description: gone } } }
components:
  schemas: { $ref: schemas/_index.yaml }
`,
  'api/paths/pets.yaml': `get:
  parameters: [{ $ref: '../parameters.yaml#/limit' }]
  responses:
    200: { $ref: ../responses/pet.yaml }
    4XX: { $ref: '../openapi.yaml#/paths/~1owners/get/responses/4XX' }
`,
  'api/paths/operations/list-owners.yaml': `responses:
  200: { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '../../openapi.yaml#/components/schemas/Owner' } } } } }
  4XX: { description: no }
`,
  'api/parameters.yaml': 'limit: { in: query, name: limit, schema: { type: integer } }\n',
  'api/responses/pet.yaml': `description: ok
content:
  application/json:
    schema:
      anyOf: [{ $ref: ../schemas/Cat.yaml }, { $ref: '../schemas/Dog.yaml' }]
      discriminator: { propertyName: kind, mapping: { feline: './../schemas/Cat.yaml' } }
`,
  'api/schemas/_index.yaml': 'Owner: { $ref: my%20owner.yaml }\n',
  'api/schemas/my owner.yaml':
    'type: object\nproperties: { pets: { type: array, items: { $ref: Cat.yaml } }, name: { type: string } }\n',
  'api/schemas/Cat.yaml':
    'type: object\nrequired: [kind]\nproperties:\n  kind: { type: string }\n  owner: { $ref: my owner.yaml }\n',
  'api/schemas/Dog.yaml': 'type: object\nrequired: [kind, bark]\nproperties: { kind: { type: string } }\n',
};

describe('a document in several files', () => {
  test.each(['api/openapi.yaml', 'api', '.'])('is read if CONTRACT_SPEC is %s', async (main) => {
    const { operations, documents, faults } = await contractOf(LAYOUT, main);
    expect([...operations.keys()].sort()).toEqual([
      'DELETE /more',
      'GET /more',
      'GET /owners',
      'GET /pets',
      'GET /shared',
    ]);
    expect(documents).toHaveLength(1);
    expect(faults).toEqual([]);
    expect(operations.get('GET /owners')?.parameters.map(({ name }) => name)).toEqual(['limit']);
    expect([...(operations.get('GET /pets')?.responses.keys() ?? [])]).toEqual(['200', '4XX']);
  });

  test('is judged, and a finding names the file', async () => {
    const operation = (await contractOf(LAYOUT)).operations.get('GET /pets');
    const found = (body: object) => operation && judged(operation, JSON.stringify(body)).findings;
    expect(found({ kind: 'feline', owner: { pets: [{ kind: 'Cat' }] } })).toEqual([]);
    expect(found({ kind: 'Dog', bark: true })).toEqual([]);
    const place = { document: expect.stringMatching(/Cat\.yaml$/) as unknown, line: 2, pointer: '/required' };
    expect(found({ kind: 'Cat', owner: { pets: [{}] } })).toContainEqual(
      expect.objectContaining({ pointer: '/owner/pets/0/kind', where: place }),
    );
  });

  test.each([
    ['GET /pets', '', /paths\/pets\.yaml$/, ''],
    ['GET /pets', '/responses/200', /paths\/pets\.yaml$/, '/get/responses/200'],
    ['GET /pets', '/responses/4XX/description', /list-owners\.yaml$/, '/responses/4XX/description'],
    ['GET /owners', '/responses/200', /list-owners\.yaml$/, '/responses/200'],
    ['GET /more', '', /paths\/pets\.yaml$/, '/get'],
    ['DELETE /more', '/responses/204', /openapi\.yaml$/, '/paths/~1more/delete/responses/204'],
  ])('finds the place of %s %j', async (key, below, document, pointer) => {
    const place = (await contractOf(LAYOUT)).operations.get(key)?.place(below);
    expect(place?.document).toMatch(document);
    if (pointer !== '') expect(place?.pointer).toBe(pointer);
  });

  test('may refer only to files below its folder or below the root', async () => {
    const shared = {
      'api/openapi.yaml': `${HEAD}paths:\n${GOOD}  /x: { $ref: ../common/x.yaml }\n`,
      'common/x.yaml': 'get: { responses: { 200: { description: ok } } }\n',
    };
    const folder = files(shared);
    const main = join(folder, 'api/openapi.yaml');
    const unrooted = await loadContract(main, offline);
    expect([...unrooted.operations.keys()]).toEqual(['GET /good']);
    expect(unrooted.faults).toEqual([
      expect.stringMatching(
        /openapi\.yaml:5: \$ref "\.\.\/common\/x\.yaml" refers to a file outside of .*CONTRACT_SPEC_ROOT.* \[outside-ref\]$/,
      ),
    ]);
    const rooted = await loadContract(main, offline, folder);
    expect([[...rooted.operations.keys()], rooted.faults]).toEqual([['GET /good', 'GET /x'], []]);
    const ofFolder = await loadContract(join(folder, 'api'), offline, folder);
    expect([...ofFolder.operations.keys()]).toEqual(['GET /good', 'GET /x']);
  });

  test('may refer to schemas of other files by $id and $anchor in OpenAPI 3.1', async () => {
    const contents = {
      'openapi.yaml': `openapi: 3.1.0
paths:
  /x:
    get:
      responses:
        200: { description: ok, content: { application/json: { schema: { $ref: 'schemas.yaml#list' } } } }
`,
      'schemas.yaml': `$id: https://schemas.test/all.yaml
$defs:
  list: { $anchor: list, type: array, items: { $ref: 'part.yaml#text' } }
  part: { $id: part.yaml, $defs: { a: { $anchor: text, $ref: other.yaml } } }
`,
      'other.yaml': 'type: string\n',
    };
    const { operations, faults } = await contractOf(contents, 'openapi.yaml');
    const operation = operations.get('GET /x');
    expect([faults, operation?.fault]).toEqual([[], undefined]);
    expect(operation && judged(operation, '["a"]').verdict).toBe('conforming');
    expect(operation && judged(operation, '[1]').findings).toMatchObject([
      { pointer: '/0', where: { document: expect.stringMatching(/other\.yaml$/) as unknown, pointer: '/type' } },
    ]);
  });

  test('may share files with another document', async () => {
    const one = (path: string) => `${HEAD}paths: { ${path}: { $ref: 'common.yaml#/components/pathItems/x' } }\n`;
    const { documents, operations } = await contractOf(
      {
        'a.yaml': one('/a'),
        'b.yaml': one('/b'),
        'common.yaml': `${HEAD}paths: {}\ncomponents: { pathItems: { x: { get: { responses: { 200: { description: ok } } } } } }\n`,
      },
      '.',
    );
    expect([...operations.keys()]).toEqual(['GET /a', 'GET /b']);
    expect(documents.map(({ stem }) => stem)).toEqual(['a', 'b']);
  });
});

describe('a reference that cannot be followed is a fault of its part only', () => {
  test.each([
    ['a path item', '/x: { $ref: nowhere.yaml }', /\$ref "nowhere\.yaml" cannot be resolved: the file does not exist/],
    ['an operation', "/x: { get: { $ref: 'nowhere.yaml#/get' } }", /cannot be resolved: the file does not exist/],
    ['a path item of the document', "/x: { $ref: '#/components/pathItems/x' }", /cannot be resolved\./],
    [
      'a path item behind another',
      "/x: { $ref: '#/paths/~1y' }, /y: { $ref: none.yaml }",
      /"none\.yaml" cannot be resolved/,
    ],
    [
      'a URL of another origin',
      '/x: { $ref: https://server.test/x.yaml }',
      /"https:\/\/server\.test\/x\.yaml" refers to a file outside of/,
    ],
    ['a file elsewhere', '/x: { $ref: /etc/passwd }', /"\/etc\/passwd" refers to a file outside of/],
    ['a folder', '/x: { $ref: . }', /the file does not exist/],
    [
      'a file that is not YAML',
      '/x: { $ref: broken.yaml }',
      /cannot be resolved: \S*broken\.yaml:1: not readable as YAML/,
    ],
    ['a loop', "/x: { get: { $ref: '#/paths/~1x/get' } }", /refers only to itself/],
    [
      'a loop of path items with operations of their own',
      "/x: { $ref: '#/paths/~1y', servers: [] }, /y: { $ref: '#/paths/~1x', servers: [] }",
      /refers only to itself/,
    ],
    [
      'an operation that is declared twice',
      '/x: { $ref: x.yaml, get: { responses: {} } }',
      /refers to a path item that also declares "get"/,
    ],
    ['a response', '/x: { get: { responses: { 200: { $ref: none.yaml } } } }', /"none\.yaml" cannot be resolved/],
  ])('%s', async (_what, paths, fault) => {
    const contents = {
      'openapi.yaml': `${HEAD}paths: { /good: { get: { responses: { 200: { description: ok } } } }, ${paths} }\n`,
      'broken.yaml': 'a: [',
      'x.yaml': 'get: { responses: { 200: { description: ok } } }\n',
    };
    const contract = await contractOf(contents, 'openapi.yaml');
    expect(contract.faults).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
    expect(contract.faults.every((line) => /^\S+:\d+: /.test(line))).toBe(true);
    const operation = contract.operations.get('GET /x');
    expect(operation?.fault ?? contract.unreadable.get('/x')).toMatch(fault);
    expect(contract.operations.get('GET /good')?.fault).toBeUndefined();
  });

  test('a fault in the only operation is a Problem', async () => {
    const problem = await problemIn(contractOf({ 'a.yaml': `${HEAD}paths: { /x: { $ref: none.yaml } }\n` }, 'a.yaml'));
    expect(problem.line).toMatch(/a\.yaml:3: \$ref "none\.yaml" cannot be resolved/);
  });

  test('a symbolic link to a file outside of the folder is not followed', async () => {
    const secret = files({ 'secret.yaml': 'get: { responses: { 200: { description: ok } } }\n' });
    const folder = files({
      'api/openapi.yaml': `${HEAD}paths:\n${GOOD}  /x: { $ref: link.yaml }\n  /y: { $ref: in/x.yaml }\n`,
    });
    mkdirSync(join(folder, 'api/real'));
    writeFileSync(join(folder, 'api/real/x.yaml'), 'get: { responses: { 200: { description: ok } } }\n');
    symlinkSync(join(secret, 'secret.yaml'), join(folder, 'api/link.yaml'));
    symlinkSync(join(folder, 'api/real'), join(folder, 'api/in'));
    symlinkSync(folder, join(folder, 'api/real/back'));
    for (const main of ['api/openapi.yaml', 'api']) {
      const { operations, unreadable, faults } = await loadContract(join(folder, main), offline);
      expect([...operations.keys()]).toEqual(['GET /good', 'GET /y']);
      expect(unreadable.get('/x')).toMatch(/"link\.yaml" refers to a file outside of the contract's folder/);
      const links = faults.filter((line) => line.includes('symbolic link'));
      expect(links).toHaveLength(main === 'api' ? 2 : 0);
    }
  });

  test('a reference from a fetched document to another URL is a fault, and the URL is not fetched', async () => {
    const fetched: string[] = [];
    const contract = await loadContract('https://server.test/api/openapi.yaml', (url) => {
      fetched.push(url);
      return Promise.resolve(`${HEAD}paths:\n${GOOD}  /x: { $ref: paths/x.yaml }\n`);
    });
    expect(fetched).toEqual(['https://server.test/api/openapi.yaml']);
    expect(contract.unreadable.get('/x')).toMatch(/"paths\/x\.yaml" refers to a file outside of the contract's folder/);
  });

  test('a file that no document refers to is reported, and the contract is loaded', async () => {
    const { operations, faults } = await contractOf(
      {
        'api.yaml': `${HEAD}paths:\n${GOOD}`,
        'unused.yaml': 'a: 1\n',
        'list.json': '[1]',
        'used.yaml': 'b: 1',
        'c.yaml': 'x-y: { $ref: used.yaml }',
      },
      '.',
    );
    expect([...operations.keys()]).toEqual(['GET /good']);
    expect(faults.map((line) => line.replace(/^\S*\//, ''))).toEqual([
      expect.stringMatching(/^c\.yaml: no document refers to this file/),
      expect.stringMatching(/^list\.json: no document refers to this file/),
      expect.stringMatching(/^unused\.yaml: no document refers to this file/),
    ]);
  });

  test('a folder of 3,000 files is read in seconds', async () => {
    const contents: Record<string, string> = {};
    const paths: string[] = [];
    for (let at = 0; at < 1000; at++) {
      paths.push(`  /p${at}: { $ref: paths/p${at}.yaml }`);
      contents[`paths/p${at}.yaml`] = `get: { responses: { 200: { $ref: ../responses/r${at}.yaml } } }\n`;
      const schema = `{ type: object, properties: { next: { $ref: ../schemas/s${at}.yaml } } }`;
      contents[`responses/r${at}.yaml`] = `description: ok\ncontent: { application/json: { schema: ${schema} } }\n`;
      contents[`schemas/s${at}.yaml`] = `type: object\nproperties: { next: { $ref: s${(at + 1) % 1000}.yaml } }\n`;
    }
    const folder = files({ ...contents, 'openapi.yaml': `${HEAD}paths:\n${paths.join('\n')}\n` });
    const started = performance.now();
    const { operations, faults } = await loadContract(folder, offline);
    expect([operations.size, faults.length]).toEqual([1000, 0]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
