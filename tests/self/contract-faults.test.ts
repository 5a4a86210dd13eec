import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadContract, toSatisfyContract } from '../../src/matcher/matcher.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended } from './command.ts';
import { startServer, type TestServer } from './servers/faulty.ts';

const OK = '{ 200: { description: ok, content: { application/json: { schema: { type: string } } } } }';

/** A document with unresolvable references, a path that cannot be sent, and an operation without responses. */
const folder = files({
  'api/openapi.yaml': `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /good: { $ref: paths/good.yaml }
  /hidden: { $ref: paths/nowhere.yaml }
  /broken: { get: { $ref: ../outside.yaml } }
  /../../elsewhere: { get: { responses: ${OK} } }
  /silent: { get: {} }
`,
  'api/paths/good.yaml': `get: { responses: ${OK} }\n`,
  'outside.yaml': `responses: ${OK}\n`,
});
const spec = join(folder, 'api/openapi.yaml');

const FAULTS = [
  'openapi.yaml:5: $ref "paths/nowhere.yaml" cannot be resolved: the file does not exist',
  `openapi.yaml:6: $ref "../outside.yaml" refers to a file outside of the contract's folder`,
  'openapi.yaml:7: GET /../../elsewhere: its path template contains a segment that clients resolve before sending',
];
const SILENT = 'the contract declares no responses for this operation';

const operation = {
  responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'string' } } } } },
};
const served = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/good': { get: operation },
    '/hidden': { get: operation },
    '/broken': { get: operation },
    '/silent': { get: {} },
    '/../../elsewhere': { get: operation },
  },
};

/** An archive with one exchange of each of three operations. */
const archive = (baseUrl: string): string => {
  const entries = ['/good', '/silent', '/hidden'].map((path) => ({
    time: 1,
    request: { method: 'GET', url: baseUrl + path, headers: [] },
    response: {
      status: 200,
      headers: [{ name: 'content-type', value: 'application/json' }],
      content: { size: 4, mimeType: 'application/json', text: '"ok"' },
    },
  }));
  return join(files({ 'traffic.har': JSON.stringify({ log: { entries } }) }), 'traffic.har');
};

let server: TestServer;
const ended: Record<string, Ended> = {};

beforeAll(async () => {
  server = await startServer(({ url = '' }, response) => {
    const known = url === '/api/docs/json' ? JSON.stringify(served) : /^\/(good|silent)/.test(url) ? '"ok"' : undefined;
    if (url === '/api/status') return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return response
      .writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(known ?? '{}');
  });
  const commands = {
    run: [],
    list: ['--list'],
    doctor: ['doctor'],
    drift: ['drift'],
    verify: ['verify', archive(server.baseUrl)],
  };
  const env = { CONTRACT_BASE_URL: server.baseUrl, CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived' };
  const runs = Object.entries(commands).map(async ([name, words]) => (ended[name] = await contract(words, env)));
  await Promise.all(runs);
});
afterAll(() => server.close());

/** The output of a command, in one line. */
const printed = (name: string): string => ended[name]?.stdout.replace(/\s+/g, ' ') ?? '';

const reportOf = (name: string): ContractJson =>
  JSON.parse(readFileSync(join(ended[name]?.reports ?? '', 'contract.json'), 'utf8')) as ContractJson;

describe('a reference or path of a contract that cannot be used', () => {
  test.each(['run', 'list', 'doctor', 'drift', 'verify'])('is reported by %s', (name) => {
    for (const fault of FAULTS) expect(printed(name)).toContain(fault);
  });

  test('is never sent to the target', () => {
    const sent = new Set(server.received.map(({ url }) => url));
    expect([...sent].filter((url) => /elsewhere|hidden|broken/.test(url))).toEqual([]);
    expect(sent).toContain('/good');
  });

  test('is excluded from drift as not compared', () => {
    expect(ended.drift?.exitCode).toBe(3);
    expect(printed('drift')).toMatch(/not compared/);
    expect(printed('drift')).not.toMatch(/GET \/hidden|not served/);
  });

  test('makes the matcher throw with the reason', async () => {
    const loaded = await loadContract(spec);
    const response = { statusCode: 200, headers: { 'content-type': 'application/json' }, rawBody: Buffer.from('"ok"') };
    const judge = (key: string) => () => toSatisfyContract(response, loaded, key);
    expect(judge('GET /hidden')).toThrow('"paths/nowhere.yaml" cannot be resolved');
    expect(judge('GET /broken')).toThrow('"../outside.yaml" refers to a file outside');
    expect(judge('GET /silent')).toThrow(SILENT);
    expect(judge('GET /good')()).toMatchObject({ pass: true });
  });
});

describe('an operation of OpenAPI 3.1 that declares no responses', () => {
  test.each(['run', 'list'])('is not sent, and %s reports it', (name) => {
    expect(printed(name)).toContain(`GET /silent excluded: ${SILENT}`);
  });

  test('is not judged in recorded traffic', () => {
    const one = reportOf('verify').cases.find((each) => each.operation === 'GET /silent');
    expect(one).toMatchObject({ verdict: 'not-judged', reason: SILENT });
  });
});
