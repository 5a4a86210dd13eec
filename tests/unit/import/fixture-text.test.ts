import { describe, expect, test } from '@jest/globals';
import { casesFromFixtures } from '../../../src/cases/from-fixtures.ts';
import { readFixtures } from '../../../src/cases/fixtures.ts';
import { loadContract } from '../../../src/contract/contract.ts';
import { document } from '../../../src/embedded/document.ts';
import { fixtureText } from '../../../src/import/fixture-text.ts';
import { files } from '../files.ts';

const offline = () => Promise.reject(new Error('offline'));

/** The contract of a document. */
const contractOf = (value: unknown) => loadContract(files({ 'api.json': JSON.stringify(value) }), offline);

interface Described {
  parameters?: object[];
  responses?: Record<string, object>;
  security?: object[];
}

/** The only operation of a document. */
async function operationOf(path: string, { parameters = [], responses = {}, security = [] }: Described) {
  const schemes = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } };
  const paths = { [path]: { get: { parameters, responses, security } } };
  const contract = await contractOf({
    openapi: '3.0.3',
    info: { title: 'x', version: '1' },
    paths,
    components: schemes,
  });
  const [operation] = contract.operations.values();
  if (operation === undefined) throw new Error(`no operation ${path}`);
  return { contract, operation };
}

const OK = { 200: { description: 'x' } };

/** The cases of a text, which must be a valid fixture. */
function casesOf(contract: Awaited<ReturnType<typeof contractOf>>, text = '') {
  const fixtures = readFixtures(files({ 'x.yaml': text }));
  const known = { variables: {}, credentials: new Set(['token'] as const), faults: false };
  return casesFromFixtures(fixtures, contract, known, () => true).cases;
}

describe('the fixture of an import', () => {
  test('is valid for every read of a document', async () => {
    const contract = await contractOf(document('bootstrap'));
    const reads = [...contract.operations.values()].filter(({ method }) => method === 'GET');
    expect(reads.length).toBeGreaterThan(10);
    for (const operation of reads) {
      const { text, variables } = fixtureText(operation, 'specs/x.yaml') ?? { text: '', variables: [] };
      const [good] = casesOf(contract, text);
      expect(good).toMatchObject({ operation: operation.key, expected: ['200'], missing: variables });
    }
  });

  test.each(['a\noperation: GET /other', 'a: b', '# a', 'null', 'yes', '"', 'a b c'])(
    'is valid for a parameter with the name %j',
    async (name) => {
      const parameters = [true, false].map((required) => ({
        ...{ in: 'query', name: required ? name : `${name}2`, required },
        schema: { type: 'string' },
      }));
      const { contract, operation } = await operationOf('/x', { parameters, responses: { ...OK, 422: OK[200] } });
      const { text = '' } = fixtureText(operation, 'specs/x.yaml') ?? {};
      expect(casesOf(contract, text)).toMatchObject([{ operation: 'GET /x', missing: [expect.any(String)] }]);
      const every = text.replaceAll(/^( *)# ( *(?:- (?:no|unknown|"no|"a fault)|\d{3}:).*)$/gm, '$1$2');
      expect(casesOf(contract, every).map(({ expected }) => expected)).toContainEqual(['422']);
    },
  );

  test('is valid once every comment is a case', async () => {
    const { contract, operation } = await operationOf('/api/v1/groups/{id}', {
      parameters: [
        { in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } },
        { in: 'query', name: 'org-slug', required: true, schema: { type: 'string' } },
      ],
      responses: Object.fromEntries([200, 304, 400, 401, 403, 404, 422, 500].map((status) => [status, OK[200]])),
    });
    const { text = '' } = fixtureText(operation, 'specs/x.yaml') ?? {};
    expect(casesOf(contract, text)).toHaveLength(1);
    const all = text.replace(/^ {2}# {3}- /gm, '    - ').replace(/^ {2}# (\d+:)$/gm, '  $1');
    expect(casesOf(contract, all).map(({ id }) => id.replace('x › ', ''))).toEqual([
      '200 › a good request',
      '304 › a fault',
      '400 › no org-slug',
      '401 › no token',
      '403 › no permission',
      '404 › unknown id',
      '422 › no org-slug',
      '500 › a fault',
    ]);
  });

  test.each<[what: string, path: string, parameter: string, variable: string]>([
    ['its name', '/api/v1/x/{projectSlug}', 'projectSlug', 'CONTRACT_PROJECT_SLUG'],
    ['the noun before it, for a name of many resources', '/api/v1/groups/{id}', 'id', 'CONTRACT_GROUP_ID'],
    ['another name, if its own is an option', '/api/v1/x/{token}', 'token', 'CONTRACT_TOKEN_VALUE'],
    ['a name that fixtures can contain', '/api/v1/x/{2fa}', '2fa', 'CONTRACT_VALUE_2FA'],
  ])('takes the variable of a parameter from %s', async (_what, path, name, variable) => {
    const parameters = [{ in: 'path', name, required: true, schema: { type: 'string' } }];
    const { contract, operation } = await operationOf(path, { parameters, responses: OK });
    const { text = '', variables } = fixtureText(operation, 'specs/x.yaml') ?? {};
    expect(variables).toEqual([variable]);
    expect(casesOf(contract, text)).toMatchObject([{ missing: [variable] }]);
  });

  test('expects a refusal without a token only if the contract requires credentials', async () => {
    const responses = { ...OK, 401: { description: 'x' } };
    const secured = await operationOf('/a', { responses, security: [{ bearer: [] }] });
    expect(casesOf(secured.contract, fixtureText(secured.operation, 'x')?.text)).toHaveLength(2);
    const open = await operationOf('/a', { responses });
    expect(casesOf(open.contract, fixtureText(open.operation, 'x')?.text)).toHaveLength(1);
  });

  test('is not made for an operation without a success', async () => {
    const { operation } = await operationOf('/a', { responses: { 404: { description: 'x' } } });
    expect(fixtureText(operation, 'x')).toBeUndefined();
  });
});
