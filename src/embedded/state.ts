import { randomUUID } from 'node:crypto';

/** A permission of an identity. */
export type Permission = 'dynamic-secrets:read' | 'groups:read' | 'roles:read' | 'resources:read' | 'resources:write';

/** The permissions of an identity that may only read, and of one with all rights. */
export const READ_PERMISSIONS: ReadonlySet<Permission> = new Set<Permission>([
  ...(['dynamic-secrets:read', 'groups:read', 'roles:read', 'resources:read'] as const),
]);
export const ALL_PERMISSIONS: ReadonlySet<Permission> = new Set<Permission>([...READ_PERMISSIONS, 'resources:write']);

interface Identity {
  name: string;
  organizationId: string;
  permissions: ReadonlySet<Permission>;
}

interface AccessToken {
  identity: Identity;
  expiresAt: Date;
}

interface ServiceToken {
  id: string;
  name: string;
  secret: string;
  secretHash: string;
  project: Project;
  expiresAt: Date | null;
  lastUsed: Date | null;
  createdAt: Date;
}

interface Project {
  id: string;
  slug: string;
  organizationId: string;
  /** Environments by slug, each with its folders by path, each with its dynamic secrets by name. */
  environments: Map<string, Map<string, Map<string, DynamicSecret>>>;
}

interface DynamicSecret {
  id: string;
  name: string;
  type: string;
  folderId: string;
  inputs: Record<string, unknown>;
  metadata: { key: string; value: string }[];
}

interface Group {
  id: string;
  orgId: string;
  name: string;
  slug: string;
  role: string;
  roleId: string | null;
}

interface Role {
  id: string;
  orgId: string;
  name: string;
  slug: string;
  description: string | null;
  permissions: { subject: string | string[]; action: string | string[]; conditions?: unknown; inverted?: boolean }[];
}

/** The data of the embedded target: two organizations, one of them with a project. */
export interface State {
  createdAt: Date;
  user: { id: string; email: string; firstName: string; lastName: string };
  projects: Map<string, Project>;
  groups: Group[];
  roles: Map<string, Role>;
  accessTokens: Map<string, AccessToken>;
  serviceTokens: Map<string, ServiceToken>;
  /** Machine identities by client id. */
  logins: Map<string, { clientSecret: string; identity: Identity }>;
}

export const YEAR_MS = 365 * 24 * 3600 * 1000;
const HASH = '$2b$10$embeddedembeddedembedde0000000000000000000000000000000';

/** Creates the data of a small organization with one project. */
export function createState(): State {
  const now = new Date();
  const later = new Date(now.getTime() + YEAR_MS);
  const [orgId, foreignOrgId] = [randomUUID(), randomUUID()];
  const reader: Identity = { name: 'reader', organizationId: orgId, permissions: ALL_PERMISSIONS };
  const viewer: Identity = { name: 'viewer', organizationId: orgId, permissions: READ_PERMISSIONS };
  const restricted: Identity = { name: 'restricted', organizationId: orgId, permissions: new Set() };
  const foreign: Identity = { name: 'foreign', organizationId: foreignOrgId, permissions: ALL_PERMISSIONS };
  const project = createProject(orgId);
  const role: Role = {
    id: '6f0d1c2b-3a49-4e58-8d67-7c86b95a4d30',
    orgId,
    name: 'Auditor',
    slug: 'auditor',
    description: null,
    permissions: [
      { subject: 'groups', action: 'read' },
      { subject: ['roles', 'members'], action: ['read', 'list'], conditions: { slug: { $eq: 'auditor' } } },
      { subject: 'billing', action: 'read', inverted: true },
    ],
  };
  const serviceToken = (id: string, secret: string, expiresAt: Date | null): [string, ServiceToken] => [
    id,
    { id, name: 'ci', secret, secretHash: HASH, project, expiresAt, lastUsed: null, createdAt: now },
  ];
  return {
    createdAt: now,
    user: { id: randomUUID(), email: 'ada@example.test', firstName: 'Ada', lastName: 'Admin' },
    projects: new Map([[project.slug, project]]),
    groups: [
      { id: randomUUID(), orgId, name: 'Operators', slug: 'operators', role: 'member', roleId: null },
      { id: randomUUID(), orgId, name: 'Auditors', slug: 'auditors', role: 'custom', roleId: role.id },
      { id: randomUUID(), orgId: foreignOrgId, name: 'Others', slug: 'operators', role: 'member', roleId: null },
    ],
    roles: new Map([[role.id, role]]),
    accessTokens: new Map([
      ['embedded.reader.5b2f60c1d94e4a7fb0a3', { identity: reader, expiresAt: later }],
      ['embedded.restricted.90d7c3f81e5b4c26a8d4', { identity: restricted, expiresAt: later }],
      ['embedded.viewer.2a8e6d07f4b94c13a5c1', { identity: viewer, expiresAt: later }],
      ['embedded.foreign.71c5e9b20d8f4a36b7e4', { identity: foreign, expiresAt: later }],
      ['embedded.expired.c47e19b06a2d4f8391ee', { identity: reader, expiresAt: new Date(0) }],
    ]),
    serviceTokens: new Map([
      serviceToken('0b9e4c1d-7a52-4f6e-9c38-2d1f5a6b7c80', '4c9f0e7d21b6a8350f1e2d3c4b5a6978', later),
      serviceToken('e1d2c3b4-a596-4877-8695-a4b3c2d1e0f9', '11aa22bb33cc44dd55ee66ff77008899', new Date(0)),
    ]),
    logins: new Map([
      ['embedded-client', { clientSecret: 'embedded.client-secret.7d0c52', identity: reader }],
      ['embedded-foreign-client', { clientSecret: 'embedded.client-secret.c83f10', identity: foreign }],
      ['embedded-restricted-client', { clientSecret: 'embedded.client-secret.19ae44', identity: restricted }],
    ]),
  };
}

/** The data of a server that nobody has set up. */
export const emptyState = (): State => ({
  ...createState(),
  ...{ projects: new Map(), groups: [], roles: new Map() },
  ...{ accessTokens: new Map(), serviceTokens: new Map(), logins: new Map() },
});

function createProject(organizationId: string): Project {
  const folderId = randomUUID();
  const secrets = ['postgres-reader', 'redis-cache'].map((name): [string, DynamicSecret] => [
    name,
    {
      id: randomUUID(),
      name,
      type: name.startsWith('redis') ? 'redis' : 'sql-database',
      folderId,
      inputs: {
        host: 'database.example.test',
        port: 5432,
        username: 'reader',
        password: 'made-up-by-the-embedded-target',
      },
      metadata: [{ key: 'owner', value: 'platform' }],
    },
  ]);
  return {
    id: randomUUID(),
    slug: 'contract-project',
    organizationId,
    environments: new Map([
      ['dev', new Map([emptyFolder('/'), ['/databases', new Map(secrets)]])],
      ['prod', new Map([emptyFolder('/')])],
    ]),
  };
}

const emptyFolder = (path: string): [string, Map<string, DynamicSecret>] => [path, new Map<string, DynamicSecret>()];
