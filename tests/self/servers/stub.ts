import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../../../src/contract/pointer.ts';
import { startServer, type TestServer } from './faulty.ts';

type Json = Record<string, unknown>;

/** The token that the stub takes. */
export const STUB_TOKEN = 'stub.reader.2c9a51e07f3b4d68';

/** The one id that an operation of the stub knows. */
export const knownId = (path: string): string =>
  `6f0d1c2b-3a49-4e58-8d67-${Buffer.from(path).toString('hex').slice(-12).padStart(12, '0')}`;

/** Spoils an answer of the stub; undefined leaves it as it is. */
export type Spoil = (path: string, status: number, body: unknown) => { status: number; body: unknown } | undefined;

/**
 * A server that answers for the whole API of a document, which it serves itself, as the document promises: without a
 * token by 401, for an id that it does not know by 404, else by a body made from the schema.
 *
 * @param latencyMs how long every answer takes
 */
export function startStub(document: Json, spoil: Spoil = () => undefined, latencyMs = 0): Promise<TestServer> {
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
    const { status, body } = spoil(template, answer.status, answer.body) ?? answer;
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

/** A value that a schema allows. */
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
