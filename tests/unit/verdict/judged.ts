import { join } from 'node:path';
import type { Case } from '../../../src/cases/case.ts';
import { loadContract } from '../../../src/contract/contract.ts';
import type { Operation } from '../../../src/contract/operations.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { files } from '../files.ts';

/** Judges a response of status 200 to an operation, of which a fixture may expect some values. */
export function judged(
  operation: Operation,
  text: string,
  judge = createJudge(),
  expect: Case['expect'] = {},
  method = operation.method,
  expected: Case['expected'] = ['200'],
): Verdict {
  const one: Case = {
    id: 'x',
    operation: operation.key,
    origin: 'fixture',
    rule: 'status-expected',
    expected,
    request: { method, url: operation.path, auth: 'none', fault: undefined },
    expect,
    missing: [],
  };
  const headers = new Map([['content-type', ['application/json']]]);
  const body = Buffer.from(text);
  const reply = { kind: 'response', status: 200, headers, body, codingError: undefined, durationMs: 1 } as const;
  return judge({ case: one, operation, reply, secrets: [], redact: (same) => same });
}

/** The operation `GET /x` of a document that declares a schema for the body of 200. */
export async function operationWith(schema: unknown, more: object = {}, openapi = '3.1.0'): Promise<Operation> {
  const content = { 'application/json': { schema } };
  const paths = { '/x': { get: { responses: { 200: { description: 'ok', content } } } } };
  const document = { openapi, info: { title: 't', version: '1' }, paths, ...more };
  const path = join(files({ 'x.json': JSON.stringify(document) }), 'x.json');
  const { operations } = await loadContract(path, () => Promise.reject(new Error('offline')));
  const operation = operations.get('GET /x');
  if (operation === undefined) throw new Error('no operation');
  return operation;
}

/** Reference to the schema in the documents of {@link operationWith}. */
export const SCHEMA = '#/paths/~1x/get/responses/200/content/application~1json/schema';
