import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../../../src/contract/pointer.ts';
import { startServer, type TestServer } from './faulty.ts';

type Json = Record<string, unknown>;

/** The token that the stub accepts. */
export const STUB_TOKEN = 'stub.reader.2c9a51e07f3b4d68';

/** The only id for which an operation of the stub returns a resource. */
export const knownId = (path: string): string =>
  `6f0d1c2b-3a49-4e58-8d67-${Buffer.from(path).toString('hex').slice(-12).padStart(12, '0')}`;

/** Changes a response of the stub. `undefined` leaves it unchanged. */
export type Change = (path: string, status: number, body: unknown) => { status: number; body: unknown } | undefined;

/**
 * A server that serves a document and conforms to it: without a token it answers 401, for an unknown id 404, otherwise
 * 200 with a body that is generated from the schema.
 *
 * @param latencyMs delay of every response
 */
export function startStub(document: Json, change: Change = () => undefined, latencyMs = 0): Promise<TestServer> {
  const paths = Object.entries(document.paths as Json).map(([template, item]) => {
    const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
    return { template, item, pattern };
  });
  return startServer(async ({ url = '', method, headers }, response) => {
    if (latencyMs > 0) await sleep(latencyMs);
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const [path = ''] = url.split('?');
    if (path === '/api/status') return send(200, { message: 'Ok' });
    if (path === '/api/docs/json') return send(200, document);
    const { template, item } = paths.find(({ pattern }) => pattern.test(path)) ?? {};
    if (template === undefined || !isObject(item) || method !== 'GET') {
      return send(404, { message: `Route ${method}:${path} not found`, error: 'Not Found', statusCode: 404 });
    }
    const answer = answerOf(item, template, path, headers.authorization);
    const { status, body } = change(template, answer.status, answer.body) ?? answer;
    return send(status, body);
  });
}

function answerOf(item: Json, template: string, path: string, authorization: string | undefined) {
  const responses = (item.get as { responses: Record<string, { content: Record<string, { schema: Json }> }> })
    .responses;
  const error = (status: number) => ({
    status,
    body: { statusCode: status, message: `no, ${Math.random()}`, error: 'Refused' },
  });
  if (authorization !== `Bearer ${STUB_TOKEN}` && '401' in responses) return error(401);
  if (template.includes('{') && !path.endsWith(knownId(template))) return error(404);
  const schema = responses['200']?.content['application/json']?.schema;
  const body = instance(schema, template);
  return { status: 200, body: Array.isArray(body) ? [{ id: knownId(`${template}/{id}`) }] : body };
}

/** A value that is valid against a schema. */
function instance(schema: unknown, seed: string): unknown {
  if (!isObject(schema)) return null;
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema.properties ?? {}) as Json).map(([name, child]) => [name, instance(child, seed)]),
      );
    case 'array':
      return [instance(schema.items, seed)];
    case 'number':
      return 1;
    case 'string':
      if (schema.format === 'uuid') return knownId(seed);
      return schema.format === 'date-time' ? '2026-01-02T03:04:05.678Z' : 'text';
    default:
      return 'anything';
  }
}
