import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { declaredFor } from '../../../src/contract/responses.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import { files } from '../files.ts';

/** A response, its contract, and the expected verdict. */
interface Row {
  n: number;
  what: string;
  openapi: string;
  status: number;
  responses: Record<string, { content?: object }>;
  components?: object;
  text: string;
  /** Content-Type; absent: the first that is declared. */
  sent?: string;
  /** `accept`: no findings. */
  expect: 'accept' | 'reject' | 'not-judged';
  /** The reason for the expectation, where the standard is ambiguous. */
  why?: string;
}

const rows = JSON.parse(readFileSync('tests/unit/verdict/response-cases.json', 'utf8')) as Row[];

describe('a response', () => {
  test.each(rows)(
    '$n $what: $expect',
    async ({ openapi, status, responses, components, text, sent, expect: expected }) => {
      const document = {
        openapi,
        info: { title: 't', version: '1' },
        paths: { '/x': { get: { responses } } },
        components,
      };
      const folder = files({ 'x.json': JSON.stringify(document) });
      const { operations } = await loadContract(folder, () => Promise.reject(new Error('offline')));
      const operation = operations.get('GET /x');
      if (operation === undefined) throw new Error('no operation');
      const first = [...(declaredFor(operation, status)?.content.keys() ?? [])][0] ?? 'application/json';
      const type = sent ?? first.replace(/^\*\/\*$/, 'application/json').replace('/*', '/json');
      const request = { method: 'GET', url: '/x', auth: 'none', fault: undefined } as const;
      const { verdict, findings } = createJudge()({
        case: {
          id: 'x',
          operation: 'GET /x',
          origin: 'fixture',
          rule: 'status-expected',
          expected: ['default'],
          request,
          expect: {},
          missing: [],
        },
        operation,
        secrets: [],
        redact: (text) => text,
        reply: {
          kind: 'response',
          status,
          headers: new Map([['content-type', [type]]]),
          durationMs: 1,
          body: Buffer.from(text),
          codingError: undefined,
        },
      });
      const outcome =
        findings.length > 0 ? 'reject' : verdict === 'not-judged' && expected === 'not-judged' ? verdict : 'accept';
      expect(outcome).toBe(expected);
    },
  );

  test('98 a status with the name of an inherited property is not declared', async () => {
    const json = { openapi: '3.0.3', paths: { '/x': { get: { responses: { 200: { description: 'ok' } } } } } };
    const { operations } = await loadContract(files({ 'x.json': JSON.stringify(json) }), () =>
      Promise.reject(new Error('offline')),
    );
    const operation = operations.get('GET /x');
    expect(operation && declaredFor(operation, 'toString' as never)).toBeUndefined();
  });
});
