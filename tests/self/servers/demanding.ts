import { buffer } from 'node:stream/consumers';
import { startServer, type TestServer } from './faulty.ts';

type Json = Record<string, unknown>;
type Schema = Record<string, unknown>;

/** A request to the server. */
interface Asked {
  /** Values of the path, in order. */
  path: string[];
  query: URLSearchParams;
  body: Json;
}

const text: Schema = { type: 'string' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
const listOf = (items: Schema): Schema => ({ type: 'array', items, minItems: 1 });
const object = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});

/** A refusal in plain words. */
const refused = (message: string, status = 400): [number, Json] => [status, { message }];

/**
 * A server whose operations depend on each other in ways that its contract does not spell out.
 *
 * @returns the server, and the number of resources that it holds
 */
export async function startDemanding(): Promise<TestServer & { size(): number; document: string }> {
  const stores = new Map<string, Map<string, Json>>();
  const storeOf = (name: string): Map<string, Json> => {
    const store = stores.get(name) ?? new Map<string, Json>();
    stores.set(name, store);
    return store;
  };
  const has = (name: string, id: unknown): boolean => storeOf(name).has(String(id));
  const operations: {
    key: string;
    success: Schema;
    body: Schema | undefined;
    query: string[];
    links: Json | undefined;
    answer: (asked: Asked) => [number, unknown];
  }[] = [];
  const operation = (
    key: string,
    success: Schema,
    answer: (asked: Asked) => [number, unknown],
    { body, query = [], links }: { body?: Schema; query?: string[]; links?: Json } = {},
  ) => operations.push({ key, success, body, query, links, answer });

  /** The create, list, read and delete of a kind of resource. */
  const collection = (
    path: string,
    {
      properties,
      required,
      mayCreate = () => undefined,
    }: {
      properties: Record<string, Schema>;
      required?: string[];
      mayCreate?: (body: Json) => [number, Json] | undefined;
    },
  ): void => {
    const name = path.slice(1);
    const item = object({ id: uuid, ...properties }, ['id']);
    operation(`GET ${path}`, { type: 'array', items: item }, () => [200, [...storeOf(name).values()]]);
    operation(
      `POST ${path}`,
      item,
      ({ body }) => {
        const no = mayCreate(body);
        if (no !== undefined) return no;
        const made = { ...body, id: crypto.randomUUID() };
        storeOf(name).set(made.id, made);
        return [200, made];
      },
      { body: object(properties, required) },
    );
    operation(`GET ${path}/{id}`, item, ({ path: [id = ''] }) => {
      const found = storeOf(name).get(id);
      return found === undefined ? refused('not found', 404) : [200, found];
    });
    operation(`DELETE ${path}/{id}`, item, ({ path: [id = ''] }) => {
      const found = storeOf(name).get(id);
      storeOf(name).delete(id);
      storeOf('settings').delete(id);
      return found === undefined ? refused('not found', 404) : [200, found];
    });
  };
  const ofProject = ({ projectId }: Json) => (has('projects', projectId) ? undefined : refused('no such project', 404));

  collection('/projects', { properties: { name: text } });
  collection('/teams', { properties: { name: text } });
  // The id of an approver is of the kind that the property beside it names.
  collection('/policies', {
    properties: { name: text, projectId: uuid, approvers: listOf(object({ type: oneOf('robot', 'team'), id: text })) },
    mayCreate: (body) => {
      const [approver] = body.approvers as Json[];
      return ofProject(body) ?? (has('teams', approver?.id) ? undefined : refused('no such approver', 404));
    },
  });
  // A key cannot be changed while there is a policy.
  collection('/keys', { properties: { name: text, projectId: uuid }, mayCreate: ofProject });
  operation(
    'PATCH /keys/{id}',
    object({ id: uuid, name: text }),
    ({ path: [id = ''], body }) => {
      if (storeOf('policies').size > 0) return refused('changes need an approval', 409);
      const changed = { ...storeOf('keys').get(id), ...body };
      storeOf('keys').set(id, changed);
      return [200, changed];
    },
    { body: object({ name: text }, []) },
  );
  // What one action answers is what the other one reads.
  operation('POST /keys/{id}/encrypt', object({ ciphertext: text }), () => [200, { ciphertext: 'sealed' }], {
    body: object({ plaintext: text }),
  });
  operation(
    'POST /keys/{id}/decrypt',
    object({ plaintext: text }),
    ({ body }) => (body.ciphertext === 'sealed' ? [200, { plaintext: 'x' }] : refused('cannot be decrypted')),
    { body: object({ ciphertext: text }) },
  );
  // The items of a batch are named in its body.
  collection('/folders', { properties: { name: text, projectId: uuid }, mayCreate: ofProject });
  operation(
    'PATCH /folders-batch',
    object({ folders: listOf(object({ id: uuid })) }),
    ({ body }) => {
      const folders = body.folders as Json[];
      return folders.every(({ id }) => has('folders', id)) ? [200, { folders }] : refused('no such folder', 404);
    },
    { body: object({ folders: listOf(object({ id: text, name: text })) }) },
  );
  // Only an authority of the second kind has a request for its certificate.
  collection('/authorities', {
    properties: { name: text, kind: oneOf('root', 'intermediate'), projectId: uuid },
    mayCreate: ofProject,
  });
  operation('GET /authorities/{id}/csr', object({ csr: text }), ({ path: [id = ''] }) =>
    storeOf('authorities').get(id)?.kind === 'intermediate' ? [200, { csr: 'x' }] : refused('it has none'),
  );
  operation('POST /authorities/{id}/renew', object({ renewed: { type: 'boolean' } }), ({ path: [id = ''] }) =>
    storeOf('authorities').get(id)?.kind === 'intermediate'
      ? [200, { renewed: true }]
      : refused('it cannot be renewed'),
  );
  operation(
    'POST /authorities/{id}/sign',
    object({ certificate: text }),
    ({ body: { csr } }) =>
      String(csr).includes('CERTIFICATE REQUEST') ? [200, { certificate: 'x' }] : refused('bad csr'),
    { body: object({ csr: text }) },
  );
  // Settings are created, read and updated at one path.
  operation('GET /authorities/{id}/settings', object({ days: { type: 'integer' } }), ({ path: [id = ''] }) => {
    const found = storeOf('settings').get(id);
    return found === undefined ? refused('no settings', 404) : [200, found];
  });
  for (const method of ['POST', 'PATCH'] as const) {
    operation(
      `${method} /authorities/{id}/settings`,
      object({ days: { type: 'integer' } }),
      ({ path: [id = ''], body }) => {
        if (!has('authorities', id)) return refused('no such authority', 404);
        storeOf('settings').set(id, { ...storeOf('settings').get(id), ...body });
        return [200, storeOf('settings').get(id)];
      },
      { body: object({ days: { type: 'integer' } }) },
    );
  }
  // A certificate is issued beside the items, and named by its serial number.
  operation(
    'POST /certificates/issue-certificate',
    object({ serialNumber: text, authorityId: uuid }),
    ({ body }) => {
      if (!has('authorities', body.authorityId))
        return refused('Either authorityId or templateId must be provided', 422);
      const serialNumber = `${crypto.randomUUID()}-serial`;
      storeOf('certificates').set(serialNumber, { serialNumber, authorityId: body.authorityId });
      return [200, { serialNumber, authorityId: body.authorityId }];
    },
    { body: object({ commonName: text, authorityId: text, templateId: text }, ['commonName']) },
  );
  for (const [method, path] of [
    ['GET', '/certificates/{serialNumber}'],
    ['POST', '/certificates/{serialNumber}/revoke'],
    ['DELETE', '/certificates/{serialNumber}'],
  ] as const) {
    operation(`${method} ${path}`, object({ serialNumber: text }), ({ path: [serial = ''] }) => {
      const found = storeOf('certificates').get(serial);
      if (method === 'DELETE') storeOf('certificates').delete(serial);
      return found === undefined ? refused('not found', 404) : [200, found];
    });
  }
  // An optional parameter is needed all the same.
  operation(
    'GET /reports',
    object({ reports: { type: 'array' } }),
    ({ query }) => (has('projects', query.get('projectId')) ? [200, { reports: [] }] : refused('Missing project id')),
    { query: ['projectId', 'limit'] },
  );
  // Only a link says where the value comes from.
  const link = { next: { operationRef: '#/paths/~1odd~1{code}/get', parameters: { code: '$response.body#/hint' } } };
  operation('GET /hints', object({ hint: text }), () => [200, { hint: 'seven' }], { links: link });
  operation('GET /odd/{code}', object({ odd: text }), ({ path: [code] }) =>
    code === 'seven' ? [200, { odd: 'x' }] : refused('not found', 404),
  );

  const paths: Record<string, Json> = {};
  for (const { key, success, body, query, links } of operations) {
    const [method = '', path = ''] = key.split(' ');
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: text,
    }));
    const content = (schema: Schema) => ({ content: { 'application/json': { schema } } });
    const answers = Object.fromEntries(
      [400, 401, 404, 409, 422].map((status) => [status, { description: 'x', ...content({}) }]),
    );
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        parameters: [...named, ...query.map((name) => ({ name, in: 'query', schema: text }))],
        ...(body !== undefined && { requestBody: content(body) }),
        responses: { 200: { description: 'x', ...content(success), ...(links && { links }) }, ...answers },
      },
    };
  }
  const document = JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths });
  const routes = operations.map(({ key, body, answer }) => ({
    pattern: new RegExp(`^${key.replace(/\{\w+\}/g, '([^/]+)')}$`),
    body,
    answer,
  }));
  const server = await startServer(async (request, response) => {
    const { method = 'GET', url = '' } = request;
    const { pathname, searchParams: query } = new URL(url, 'http://h');
    const sent = (await buffer(request)).toString();
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const route = routes.find(({ pattern }) => pattern.test(`${method} ${pathname}`));
    if (pathname === '/api/status') return reply(200, { message: 'Ok' });
    if (route === undefined) return reply(404, { message: 'no route' });
    if (request.headers.authorization !== 'Bearer demanding.token.0001') return reply(401, { message: 'no token' });
    const [, ...path] = route.pattern.exec(`${method} ${pathname}`) ?? [];
    const body = parsed(sent);
    if (route.body !== undefined && !isValid(body, route.body)) return reply(422, { message: 'invalid body' });
    return reply(...route.answer({ path, query, body: (body ?? {}) as Json }));
  });
  return { ...server, document, size: () => [...stores.values()].reduce((sum, { size }) => sum + size, 0) };
}

function parsed(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** True for a value of the types, enums and required properties of a schema. */
function isValid(value: unknown, { type, properties, required, items, enum: values, minItems }: Schema): boolean {
  if (type === 'array') {
    return (
      Array.isArray(value) &&
      value.length >= Number(minItems ?? 0) &&
      value.every((each) => isValid(each, items as Schema))
    );
  }
  if (type !== 'object') {
    const isTyped = type === 'integer' ? Number.isInteger(value) : typeof value === type;
    return isTyped && (!Array.isArray(values) || values.includes(value));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = new Set(required as string[]);
  return Object.entries(properties as Record<string, Schema>).every(([name, part]) =>
    name in value ? isValid((value as Json)[name], part) : !names.has(name),
  );
}
