import { describe, expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../../src/contract/contract.ts';
import { fetchedDocument } from '../../../src/contract/fetched.ts';
import { problemIn } from '../problem-of.ts';

const URL = 'https://server.test/api/openapi.json';

const document = (schema: object) => ({
  openapi: '3.0.3',
  info: { title: 'long enough to be minified'.repeat(20), version: '1' },
  paths: {
    '/a': { get: { responses: { 200: { description: '', content: { 'application/json': { schema } } } } } },
    '/b': { get: { responses: { 200: { description: '' } } } },
  },
});

const fetched = (text: string): Promise<Contract> => loadContract(URL, () => Promise.resolve(text));

describe('a fetched document', () => {
  const json = document({ type: 'object' });
  const page = '```yaml GET /a\nopenapi: 3.0.3\n```\n';
  const flow = `{openapi: 3.0.3, info: {title: '}${'x'.repeat(500)}'}}`;

  test.each<[what: string, text: string, kept: ReturnType<typeof fetchedDocument>]>([
    [
      'of minified JSON is formatted',
      JSON.stringify(json),
      { document: URL, format: 'json', text: `${JSON.stringify(json, null, 2)}\n`, isFormatted: true },
    ],
    [
      'of formatted JSON stays',
      JSON.stringify(json, null, 1),
      { document: URL, format: 'json', text: JSON.stringify(json, null, 1), isFormatted: false },
    ],
    ['of YAML stays', flow, { document: URL, format: 'yaml', text: flow, isFormatted: false }],
    ['that is a page stays', page, { document: URL, format: 'page', text: page, isFormatted: false }],
  ])('%s', (_what, text, kept) => {
    expect(fetchedDocument(URL, text)).toEqual(kept);
  });

  test('has the lines of the text that is kept', async () => {
    const contract = await fetched(JSON.stringify(json));
    const { document: name, line } = contract.operations.get('GET /b')?.place('/responses/200') ?? {};
    expect(name).toBe(URL);
    expect(contract.fetched?.text.split('\n')[(line ?? 0) - 1]?.trim()).toBe('"200": {');
    expect(contract.documents).toEqual([{ name: URL, stem: 'openapi', operations: 2 }]);
  });
});

describe('a fault of a fetched document', () => {
  const broken = document({ $ref: '#/components/schemas/None' });
  const POINTER = '/paths/~1a/get/responses/200/content/application~1json/schema';

  test('has its pointer, because the lines of the formatted text are not those at the URL', async () => {
    const { faults } = await fetched(JSON.stringify(broken));
    expect(faults).toEqual([expect.stringContaining(`${URL}#${POINTER}: $ref`)]);
    const swagger = { swagger: '2.0', info: { title: 'x'.repeat(500) } };
    expect(await problemIn(fetched(JSON.stringify(swagger)))).toMatchObject({ where: `${URL}#/swagger` });
  });

  test('has its line if the document was formatted already', async () => {
    const { faults } = await fetched(JSON.stringify(broken, null, 2));
    expect(faults).toEqual([expect.stringMatching(/openapi\.json:\d\d: \$ref/)]);
  });
});
