import { unescape } from 'node:querystring';
import type { Answer, Fault, TestServer } from './faulty.ts';
import { changed, startFaulty } from './faulty.ts';

const QUERIES: readonly [path: string, names: readonly string[]][] = [
  ['/api/v1/dynamic-secrets/', ['projectSlug', 'environmentSlug', 'path']],
  ['/api/v1/things/', ['limit', 'order']],
];

const error = (status: number, message: string): Partial<Answer> => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ reqId: `r-${Math.random()}`, statusCode: status, message, error: 'Refused' })),
});
const plain = (status: number, text: string): Partial<Answer> => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from(text),
});
const json = (value: unknown): Partial<Answer> => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});

/** A public operation that declares no error response. */
const things = {
  parameters: [
    { in: 'path', name: 'thingId', required: true, schema: { type: 'integer', minimum: 1, maximum: 9 } },
    { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
    { in: 'query', name: 'order', schema: { type: 'string', enum: ['up', 'down'] } },
  ],
  responses: { 200: { description: 'a thing', content: { 'application/json': { schema: { type: 'object' } } } } },
};

/** The paths of the document that the server keeps. */
const KEPT = /\/(status|dynamic-secrets\/\{name\}|service-token|groups|organization\/roles\/\{roleId\})$/;

/** Starts a conforming server that is stricter than the embedded target, or differs from it. */
export const startStrict = (): Promise<TestServer> => startFaulty(strict);

const strict: Fault = (answer, { method = '', url = '', headers }) => {
  const [path = '', query = ''] = url.split('?');
  if (path === '/api/docs/json') {
    return changed(({ paths, ...document }: { paths: Record<string, { get?: object }> }) => {
      const reads = Object.entries(paths).flatMap(([name, { get }]) =>
        get === undefined || !KEPT.test(name) ? [] : [[name, { get }] as const],
      );
      return {
        ...document,
        paths: { ...(Object.fromEntries(reads) as object), '/api/v1/things/{thingId}': { get: things } },
      };
    })(answer);
  }
  if (method === 'OPTIONS') return { status: 204, headers: { allow: 'GET' }, body: Buffer.alloc(0) };
  if (method !== 'GET' && method !== 'HEAD') return plain(method === 'PATCH' ? 501 : 405, 'not allowed');
  if (
    unescape(path)
      .split('/')
      .some((segment) => segment.length > 64)
  )
    return plain(404, `no route ${path}`);
  if (path.startsWith('/api/v1/things/')) return thing(path, query);
  if (isRouterNotFound(answer)) return plain(404, `no route ${path}`);
  return answerOfApi(answer, path, query, url, headers.authorization);
};

function thing(path: string, query: string): Partial<Answer> {
  const parameters = new URLSearchParams(query);
  const id = Number(path.split('/').at(-1));
  const limit = parameters.get('limit') ?? '20';
  const isValid = Number.isInteger(id) && id >= 1 && id <= 9 && /^\d+$/.test(limit) && +limit >= 1 && +limit <= 100;
  const isKnown = [...parameters.keys()].every((name) => ['limit', 'order'].includes(name));
  if (!isValid || !isKnown || !['up', 'down'].includes(parameters.get('order') ?? 'up')) return error(400, 'invalid');
  return json({ id, limit: Number(limit), served: Math.random(), at: new Date() });
}

function answerOfApi(
  answer: Answer,
  path: string,
  query: string,
  url: string,
  authorization: string | undefined,
): Partial<Answer> | undefined {
  const allowed = QUERIES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? [];
  const hasUnknown = [...new URLSearchParams(query).keys()].some((name) => !allowed.includes(name));
  if (answer.status === 200 && hasUnknown && authorization !== undefined) return error(400, `cannot read ${url}`);
  if (answer.status === 422) return error(400, `cannot read ${url}`);
  if (answer.status === 404 && path.startsWith('/api/v1/dynamic-secrets/')) return error(403, `${url} is not yours`);
  if (answer.status === 404) return error(404, `nothing at ${url}`);
  if (answer.status !== 200 || !path.startsWith('/api/v1/dynamic-secrets/')) return undefined;
  return changed(({ dynamicSecret }: { dynamicSecret: object }) => ({
    dynamicSecret: { ...dynamicSecret, version: Math.floor(Math.random() * 1e6), statusDetails: `at ${Date.now()}` },
  }))(answer);
}

const isRouterNotFound = ({ status, body }: Answer): boolean =>
  status === 404 && !body.toString('utf8').includes('reqId');
