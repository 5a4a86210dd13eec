type Schema = Record<string, unknown>;

/** A kind of resource that can be created, read, updated and deleted. */
export interface Kind {
  /** Also the name under which responses contain it; a bare resource is the body itself. */
  name: string;
  isBare?: true;
  /** The name under which a list contains the items. */
  plural: string;
  /** Path of creating and listing. A resource with `isNamed` is created at the path of the item. */
  collection: string;
  item: string;
  /** The parameter of `item`. */
  parameter: string;
  isNamed?: true;
  /** Properties that say what it belongs to: in the body of writes, and in the query of reads. */
  scope: readonly string[];
  /** Properties that a write can set; those that a create requires. */
  properties: Readonly<Record<string, Schema>>;
  required: readonly string[];
  /** Properties that no write sets. A kind without them has a `version`. */
  fixed?: (organizationId: string) => Record<string, unknown>;
  /** The kind that it belongs to, by the first property of its scope. */
  parent?: string;
}

const named: Schema = { type: 'string', minLength: 1, maxLength: 64 };
const slug: Schema = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[a-z0-9-]+$' };
const text: Schema = { type: 'string', maxLength: 500 };

/** Kinds of resources, in the form of the API of Infisical. */
export const KINDS: readonly Kind[] = [
  {
    name: 'workspace',
    plural: 'workspaces',
    collection: '/api/v2/workspace',
    item: '/api/v1/workspace/{workspaceId}',
    parameter: 'workspaceId',
    scope: [],
    properties: { name: named, slug, description: text, autoCapitalization: { type: 'boolean', default: false } },
    required: ['name'],
  },
  {
    name: 'folder',
    plural: 'folders',
    collection: '/api/v1/folders',
    item: '/api/v1/folders/{folderId}',
    parameter: 'folderId',
    scope: ['workspaceId'],
    properties: { name: named, description: text },
    required: ['name'],
    parent: 'workspace',
  },
  {
    name: 'secret',
    plural: 'secrets',
    collection: '/api/v3/secrets/raw',
    item: '/api/v3/secrets/raw/{secretName}',
    parameter: 'secretName',
    isNamed: true,
    scope: ['workspaceId'],
    properties: { secretValue: text, secretComment: text, skipMultilineEncoding: { type: 'boolean' } },
    required: ['secretValue'],
    parent: 'workspace',
  },
  {
    name: 'group',
    isBare: true,
    plural: '',
    collection: '/api/v1/groups',
    item: '/api/v1/groups/{id}',
    parameter: 'id',
    scope: [],
    properties: {
      name: named,
      slug,
      role: { type: 'string', enum: ['member', 'admin', 'no-access'], default: 'member' },
    },
    required: ['name'],
    fixed: (orgId) => ({ orgId, roleId: null }),
  },
  {
    name: 'role',
    plural: 'roles',
    collection: '/api/v1/organization/roles',
    item: '/api/v1/organization/roles/{roleId}',
    parameter: 'roleId',
    scope: [],
    properties: { name: named, slug, description: text },
    required: ['name', 'slug'],
    fixed: (orgId) => ({ orgId, permissions: [] }),
  },
  {
    name: 'identity',
    plural: 'identities',
    collection: '/api/v1/identities',
    item: '/api/v1/identities/{identityId}',
    parameter: 'identityId',
    scope: [],
    properties: {
      name: named,
      role: { type: 'string', enum: ['no-access', 'member', 'admin'], default: 'no-access' },
      hasDeleteProtection: { type: 'boolean', default: false },
    },
    required: ['name'],
  },
];

/** The JSON Schema of the body of a create or an update. */
export function bodySchema({ scope, properties, required }: Kind, write: 'create' | 'update' | 'delete'): Schema {
  const own = write === 'delete' ? {} : write === 'update' ? withoutDefaults(properties) : properties;
  const all = Object.fromEntries([...scope.map((name) => [name, named]), ...Object.entries(own)]) as Schema;
  return { type: 'object', properties: all, required: [...scope, ...(write === 'create' ? required : [])] };
}

/** An update leaves what it does not name as it is. */
const withoutDefaults = (properties: Kind['properties']): Schema =>
  Object.fromEntries(Object.entries(properties).map(([name, { default: _, ...schema }]) => [name, schema]));
