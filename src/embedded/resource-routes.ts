import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { authenticate, requireKind, requirePermission } from './authentication.ts';
import { Collection, type Item } from './collection.ts';
import { bodySchema, type Kind, KINDS } from './resources.ts';
import type { State } from './state.ts';

/** Adds the routes that create, read, list, update and delete resources; returns the resources by kind. */
export function addResourceRoutes(
  server: FastifyInstance,
  state: State,
  kept: Readonly<Record<string, Item[]>>,
): ReadonlyMap<string, Collection> {
  const collections = KINDS.map((kind) => new Collection(kind));
  for (const collection of collections) addRoutesOf(collection, collections, server, state, kept);
  return new Map(collections.map((collection) => [collection.kind.name, collection]));
}

function addRoutesOf(
  collection: Collection,
  collections: readonly Collection[],
  server: FastifyInstance,
  state: State,
  kept: Readonly<Record<string, Item[]>>,
): void {
  const { kind } = collection;
  const [list, item] = [kind.collection.replace('/v2/', '/v1/'), kind.item.replace(/\{(\w+)\}/, ':$1')];
  const identityOf = (request: FastifyRequest) =>
    requireKind(authenticate(state, request.headers.authorization), 'identity');
  const organizationOf = (request: FastifyRequest): string => identityOf(request).organizationId;
  const allow = (request: FastifyRequest): Promise<void> => {
    requirePermission(
      identityOf(request),
      request.method === 'GET' ? `${READ_OF[kind.name] ?? 'resources'}:read` : 'resources:write',
    );
    return Promise.resolve();
  };
  const shown = (found: Item) => (kind.isBare ? found : { [kind.name]: found });
  const keyOf = ({ params }: FastifyRequest) => String((params as Record<string, string>)[kind.parameter]);
  const before = { preValidation: allow };
  const all = kept[kind.name] ?? [];
  const existing = (request: FastifyRequest): Item[] => all.filter(({ orgId }) => orgId === organizationOf(request));
  const find = (request: FastifyRequest, scope: unknown): Item =>
    existing(request).find(({ id }) => id === keyOf(request)) ??
    collection.find(keyOf(request), scope as Record<string, unknown>, organizationOf(request));
  const scope = Object.fromEntries(kind.scope.map((name) => [name, { type: 'string', minLength: 1 }]));
  const view = kind.isNamed ? { viewSecretValue: { enum: ['true', 'false'] } } : {};
  const query = { type: 'object', required: kind.scope, properties: { ...scope, ...view } };

  server.get(list, { ...before, schema: { querystring: query } }, (request) => {
    const own = collection.list(request.query as Record<string, unknown>, organizationOf(request));
    const items = [...existing(request), ...own];
    return kind.isBare ? items : { [kind.plural]: items };
  });
  server.get(item, { ...before, schema: { querystring: query } }, (request) => {
    const found = find(request, request.query);
    const isHidden = kind.isNamed && (request.query as Record<string, unknown>).viewSecretValue !== 'true';
    return shown(isHidden ? { ...found, secretValue: '<hidden>' } : found);
  });
  server.post(
    kind.isNamed ? item : kind.collection,
    { ...before, schema: { body: bodySchema(kind, 'create') } },
    (request) => {
      const body = request.body as Record<string, unknown>;
      if (kind.parent !== undefined) {
        const parents = collections.find((each) => each.kind.name === kind.parent);
        parents?.find(String(body[kind.scope[0] ?? '']), {}, organizationOf(request));
      }
      const values = { ...known(body, kind), ...(kind.isNamed && { secretKey: keyOf(request) }) };
      return shown(collection.create(values, organizationOf(request)));
    },
  );
  server.patch(item, { ...before, schema: { body: bodySchema(kind, 'update') } }, (request) => {
    const found = changeable(find(request, request.body), all);
    return shown(collection.update(found, known(request.body as Record<string, unknown>, kind)));
  });
  const ofDelete = kind.scope.length === 0 ? {} : { schema: { body: bodySchema(kind, 'delete') } };
  server.delete(item, { ...before, ...ofDelete }, (request) => {
    const found = changeable(find(request, request.body ?? {}), all);
    collection.delete(found);
    for (const other of collections) if (other.kind.parent === kind.name) other.deleteBelow(found.id);
    return shown(found);
  });
}

/** Permissions to read, of the kinds that have one of their own. */
const READ_OF: Readonly<Record<string, 'groups' | 'roles'>> = { group: 'groups', role: 'roles' };

/** The declared properties of a body. */
const known = (body: Record<string, unknown>, { scope, properties }: Kind): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => scope.includes(name) || name in properties));

/** @throws ApiError 403 for a resource that exists from the beginning */
function changeable(item: Item, kept: readonly Item[]): Item {
  if (!kept.includes(item)) return item;
  throw new ApiError(403, 'PermissionDenied', 'You are not allowed to change this', []);
}
