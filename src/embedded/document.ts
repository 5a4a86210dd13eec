import { resourcePaths } from './resource-document.ts';
import { type Setup, SETUPS } from './setup-routes.ts';

type Schema = Record<string, unknown>;

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const flag = { type: 'boolean' };
const number = { type: 'number' };
const texts = { type: 'array', items: text };

const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });

/** An object; a name that ends in `?` is optional. */
function object(members: Record<string, Schema>): Schema {
  const properties = Object.fromEntries(
    Object.entries(members).map(([name, schema]) => [name.replace('?', ''), schema]),
  );
  const required = Object.keys(members).filter((name) => !name.endsWith('?'));
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}

const response = (schema: Schema): Schema => ({
  description: 'Default Response',
  content: { 'application/json': { schema } },
});

function error(status: number): Schema {
  const base = { reqId: text, statusCode: { type: 'number', enum: [status] }, error: text };
  if (status === 422) return object({ ...base, 'message?': {} });
  const details = status === 400 || status === 403 ? { 'details?': {} } : {};
  return object({ ...base, message: text, ...details });
}

function operation(success: Schema, parameters: Schema[] = []): Schema {
  const errors = [400, 401, 403, 404, 422, 500].map((status) => [String(status), response(error(status))]);
  return { parameters, responses: { 200: response(success), ...Object.fromEntries(errors) } };
}

const named = { type: 'string', minLength: 1 };
const parameter = (where: 'path' | 'query', name: string, required: boolean, schema: Schema = named): Schema => ({
  in: where,
  name,
  required,
  schema,
});

const dynamicSecret = object({
  id: uuid,
  name: text,
  version: number,
  type: text,
  defaultTTL: text,
  'maxTTL?': orNull(text),
  folderId: uuid,
  'status?': orNull(text),
  'statusDetails?': orNull(text),
  createdAt: time,
  updatedAt: time,
  'projectGatewayId?': orNull(uuid),
  'gatewayId?': orNull(uuid),
  'gatewayV2Id?': orNull(uuid),
  'usernameTemplate?': orNull(text),
  'inputs?': {},
  'metadata?': { type: 'array', items: object({ key: named, 'value?': { type: 'string', default: '' } }) },
});

const user = object({
  id: uuid,
  _id: text,
  '__v?': number,
  'authMethods?': orNull(texts),
  'mfaMethods?': orNull(texts),
  'devices?': {},
  'email?': orNull(text),
  'firstName?': orNull(text),
  'lastName?': orNull(text),
  createdAt: time,
  updatedAt: time,
});

const serviceToken = object({
  id: text,
  _id: text,
  '__v?': number,
  name: text,
  'scopes?': {},
  permissions: texts,
  secretHash: text,
  'lastUsed?': orNull(time),
  'expiresAt?': orNull(time),
  createdAt: time,
  updatedAt: time,
  createdBy: text,
  'encryptedKey?': orNull(text),
  'iv?': orNull(text),
  'tag?': orNull(text),
  projectId: text,
  workspace: text,
  'expiryNotificationSent?': orNull(flag),
  user,
});

const group = object({
  id: uuid,
  orgId: uuid,
  name: text,
  slug: text,
  createdAt: time,
  updatedAt: time,
  role: text,
  'roleId?': orNull(text),
});

const oneOrMany = { anyOf: [named, texts] };
const role = object({
  id: uuid,
  name: text,
  'description?': orNull(text),
  slug: text,
  createdAt: time,
  updatedAt: time,
  orgId: uuid,
  permissions: {
    type: 'array',
    items: object({ 'subject?': oneOrMany, action: oneOrMany, 'conditions?': {}, 'inverted?': flag }),
  },
});

/** The operation that makes the first administrator. */
function setupPath(setup: Setup): Record<string, Schema> {
  const { path, required } = SETUPS[setup];
  const schema = object(Object.fromEntries(required.map((name) => [name, named])));
  const post = operation({ type: 'object' });
  return { [path]: { post: { ...post, requestBody: { content: { 'application/json': { schema } } } } } };
}

/** The OpenAPI document of the embedded target, which it serves at the same path as Infisical. */
export function document(setup?: Setup): Schema {
  return {
    openapi: '3.0.3',
    info: { title: 'Infisical API (embedded target)', version: '0.0.1' },
    paths: {
      '/api/status': { get: { responses: { 200: response(object({ date: time, message: text })) } } },
      '/api/v1/dynamic-secrets/{name}': {
        get: operation(object({ dynamicSecret }), [
          parameter('query', 'projectSlug', true),
          parameter('query', 'path', false, { type: 'string', default: '/' }),
          parameter('query', 'environmentSlug', true),
          parameter('path', 'name', true),
        ]),
      },
      '/api/v2/service-token': { get: operation(serviceToken) },
      ...(setup !== undefined && setupPath(setup)),
      ...resourcePaths({ object, operation, parameter }, { group, role }),
    },
  };
}
