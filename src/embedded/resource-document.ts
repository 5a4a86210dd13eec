import { bodySchema, type Kind, KINDS } from './resources.ts';

type Schema = Record<string, unknown>;

/** How the document describes a response and an operation. */
export interface Words {
  /** An object; a name that ends in `?` is optional. */
  object(members: Record<string, Schema>): Schema;
  operation(success: Schema, parameters: Schema[]): Schema;
  parameter(where: 'path' | 'query', name: string, required: boolean, schema?: Schema): Schema;
}

const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };

/**
 * The paths of all kinds of resources.
 *
 * @param declared schemas of items that are declared elsewhere, by kind
 */
export function resourcePaths(words: Words, declared: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  const add = (path: string, method: string, operation: Schema) =>
    (paths[path] = { ...paths[path], [method]: operation });
  for (const kind of KINDS) {
    const { object, operation, parameter } = words;
    const item = declared[kind.name] ?? itemSchema(kind, words);
    const one = kind.isBare ? item : object({ [kind.name]: item });
    const all = { type: 'array', items: item };
    const many = kind.isBare ? all : object({ [kind.plural]: all });
    const key = parameter('path', kind.parameter, true, { type: 'string' });
    const scope = kind.scope.map((name) => parameter('query', name, true));
    const view = kind.isNamed ? [parameter('query', 'viewSecretValue', false, { type: 'boolean' })] : [];
    const writing = (write: 'create' | 'update' | 'delete', parameters: Schema[]) => ({
      ...operation(one, parameters),
      requestBody: { required: true, content: { 'application/json': { schema: bodySchema(kind, write) } } },
    });
    add(kind.collection.replace('/v2/', '/v1/'), 'get', operation(many, scope));
    add(kind.item, 'get', operation(one, [key, ...scope, ...view]));
    if (kind.isNamed) add(kind.item, 'post', writing('create', [key]));
    else add(kind.collection, 'post', writing('create', []));
    add(kind.item, 'patch', writing('update', [key]));
    add(kind.item, 'delete', kind.scope.length === 0 ? operation(one, [key]) : writing('delete', [key]));
  }
  return paths;
}

function itemSchema({ properties, scope, isNamed }: Kind, { object }: Words): Schema {
  const own = Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [`${name}?`, { type, nullable: true }]),
  );
  const ids = Object.fromEntries(scope.map((name) => [name, uuid]));
  const key = isNamed ? { secretKey: { type: 'string' } } : {};
  return object({ id: uuid, ...key, ...ids, ...own, version: { type: 'number' }, createdAt: time, updatedAt: time });
}
