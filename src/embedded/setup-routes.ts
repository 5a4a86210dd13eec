import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { authenticate, requireKind } from './authentication.ts';
import type { Collection, Item } from './collection.ts';
import { ALL_PERMISSIONS, type Permission, READ_PERMISSIONS, type State, YEAR_MS } from './state.ts';

/** How an empty server makes its first administrator: as today's versions, or by the sign-up of older ones. */
export type Setup = 'bootstrap' | 'sign-up';

type Body = Record<string, unknown>;

interface User {
  email: string;
  password: string;
}

/** Properties of a sign-up that encrypt the data of a user. */
const KEYS = [
  ...['protectedKey', 'protectedKeyIV', 'protectedKeyTag', 'publicKey', 'encryptedPrivateKey'],
  ...['encryptedPrivateKeyIV', 'encryptedPrivateKeyTag', 'salt', 'verifier'],
];

/** The path at which each kind of server makes its first administrator, with the required properties of the body. */
export const SETUPS: Readonly<Record<Setup, { path: string; required: readonly string[] }>> = {
  bootstrap: { path: '/api/v1/admin/bootstrap', required: ['email', 'password', 'organization'] },
  'sign-up': { path: '/api/v1/admin/signup', required: ['email', 'password', 'firstName', ...KEYS] },
};

/** Adds the routes by which an empty server is set up, and those of users, identities and service tokens. */
export function addSetupRoutes(
  server: FastifyInstance,
  state: State,
  collections: ReadonlyMap<string, Collection>,
  setup: Setup,
): void {
  let administrator: User | undefined;
  const bodyOf = ({ body }: FastifyRequest): Body => (body ?? {}) as Body;
  const organizations: (Body & { id: string })[] = [];
  const organization = (): Body & { id: string } => {
    const id = randomUUID();
    const made = { id, name: 'organization', slug: `organization-${id.slice(0, 4)}` };
    organizations.push(made);
    return made;
  };
  /** Issues the token of an identity or a user. */
  const issue = (name: string, organizationId: string, permissions: ReadonlySet<Permission>): string => {
    const subject = name === 'user' ? { userId: name } : { identityId: name };
    const claims = { ...subject, ...(organizationId !== '' && { organizationId }) };
    const accessToken = `embedded.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${randomUUID()}`;
    const identity = { name, organizationId, permissions };
    state.accessTokens.set(accessToken, { identity, expiresAt: new Date(Date.now() + YEAR_MS) });
    return accessToken;
  };
  const userToken = (organizationId: string): string => issue('user', organizationId, ALL_PERMISSIONS);
  const identityOf = ({ headers }: FastifyRequest) =>
    requireKind(authenticate(state, headers.authorization), 'identity');
  const requireUser = (request: FastifyRequest): void => {
    if (identityOf(request).name !== 'user') throw new ApiError(403, 'ForbiddenError', 'Only a user may do this');
  };
  const itemOf = (request: FastifyRequest, kind: string, id: string): Item => {
    const found = collections.get(kind)?.find(id, {}, identityOf(request).organizationId);
    if (found === undefined) throw new ApiError(404, 'NotFound', `The ${kind} does not exist`);
    return found;
  };
  const params = (request: FastifyRequest) => request.params as Record<string, string>;

  server.get('/api/v1/admin/config', () => ({ config: { initialized: administrator !== undefined } }));
  server.post(SETUPS[setup].path, (request) => {
    const body = bodyOf(request);
    const missing = SETUPS[setup].required.filter((name) => typeof body[name] !== 'string');
    if (missing.length > 0) throw new ApiError(422, 'ValidationFailure', [{ path: missing, message: 'Required' }]);
    if (administrator !== undefined) throw new ApiError(400, 'BadRequest', 'Instance has already been set up');
    administrator = { email: String(body.email), password: String(body.password) };
    const own = organization();
    const answer = { message: 'done', organization: own, user: { id: randomUUID(), email: body.email } };
    return setup === 'sign-up'
      ? { ...answer, token: userToken('') }
      : { ...answer, identity: { credentials: { token: issue('administrator', own.id, ALL_PERMISSIONS) } } };
  });
  if (setup === 'bootstrap') {
    server.post('/api/v3/auth/login', (request) => {
      const { email, password } = bodyOf(request);
      const isKnown = administrator?.email === email && administrator?.password === password;
      if (!isKnown) throw new ApiError(401, 'UnauthorizedError', 'Invalid credentials');
      return { accessToken: userToken('') };
    });
  }
  server.post('/api/v3/auth/select-organization', (request) => {
    requireUser(request);
    return { token: userToken(String(bodyOf(request).organizationId)), isMfaEnabled: false };
  });
  server.get('/api/v1/organization', (request) => {
    requireUser(request);
    return { organizations };
  });
  server.post('/api/v2/organizations', (request) => {
    requireUser(request);
    return { organization: organization() };
  });
  server.delete('/api/v2/organizations/:id', (request) => {
    requireUser(request);
    return { organization: { id: params(request).id } };
  });
  server.post('/api/v1/workspace/:id/environments', (request) => {
    const { id, slug } = itemOf(request, 'workspace', params(request).id ?? '');
    const environment = String(bodyOf(request).slug);
    const folders = new Map([['/', new Map<string, never>()]]);
    const { organizationId } = identityOf(request);
    state.projects.set(String(slug), {
      id,
      slug: String(slug),
      organizationId,
      environments: new Map([[environment, folders]]),
    });
    return { environment: { id: randomUUID(), slug: environment } };
  });
  server.post('/api/v1/dynamic-secrets', (request) => {
    const { projectSlug, environmentSlug, path = '/', name, provider } = bodyOf(request);
    const folder = state.projects
      .get(String(projectSlug))
      ?.environments.get(String(environmentSlug))
      ?.get(String(path));
    if (folder === undefined) throw new ApiError(404, 'NotFound', 'There is no such folder');
    const { type } = provider as { type: string };
    const secret = { id: randomUUID(), name: String(name), type, folderId: randomUUID(), inputs: {}, metadata: [] };
    folder.set(secret.name, secret);
    return { dynamicSecret: secret };
  });
  server.post('/api/v1/auth/universal-auth/identities/:id', (request) => {
    const { id } = itemOf(request, 'identity', params(request).id ?? '');
    return { identityUniversalAuth: { identityId: id, clientId: `client-${id}` } };
  });
  server.post('/api/v1/auth/universal-auth/identities/:id/client-secrets', (request) => {
    const { id, role, name } = itemOf(request, 'identity', params(request).id ?? '');
    const clientSecret = randomBytes(24).toString('hex');
    const { organizationId } = identityOf(request);
    const permissions = role === 'admin' ? ALL_PERMISSIONS : new Set<Permission>();
    state.logins.set(`client-${id}`, { clientSecret, identity: { name: String(name), organizationId, permissions } });
    return { clientSecret };
  });
  server.post('/api/v1/projects/:projectId/memberships/identities/:id', (request) => {
    const { id, role } = itemOf(request, 'identity', params(request).id ?? '');
    const login = state.logins.get(`client-${id}`);
    const mayRead = bodyOf(request).role === 'viewer' && role !== 'admin';
    if (login !== undefined && mayRead) login.identity.permissions = READ_PERMISSIONS;
    return { identityMembership: { id: randomUUID() } };
  });
  server.post('/api/v2/service-token', (request) => {
    requireUser(request);
    const { name, workspaceId, permissions } = bodyOf(request);
    const { id: projectId, slug } = itemOf(request, 'workspace', String(workspaceId));
    const [id, secret] = [randomUUID(), randomBytes(16).toString('hex')];
    const { organizationId } = identityOf(request);
    const project = { id: projectId, slug: String(slug), organizationId, environments: new Map<string, never>() };
    const times = { createdAt: new Date(), lastUsed: null, expiresAt: null };
    state.serviceTokens.set(id, { id, name: String(name), secret, secretHash: 'made up', project, ...times });
    return { serviceToken: `st.${id}.${secret}`, serviceTokenData: { id, permissions } };
  });
  server.delete('/api/v2/service-token/:id', (request) => {
    requireUser(request);
    if (!state.serviceTokens.delete(params(request).id ?? '')) throw new ApiError(404, 'NotFound', 'There is none');
    return { serviceTokenData: { id: params(request).id } };
  });
}
