import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { authenticate, requireKind, requirePermission } from './authentication.ts';
import { document } from './document.ts';
import { addResourceRoutes } from './resource-routes.ts';
import { addSetupRoutes, type Setup } from './setup-routes.ts';
import type { State } from './state.ts';

const TOKEN_LIFETIME_SECONDS = 7200;

/** Adds the documented operations, resources, login, status and the server's own document. */
export function addRoutes(server: FastifyInstance, state: State, setup?: Setup): void {
  const actor = ({ headers }: FastifyRequest) => authenticate(state, headers.authorization);
  const times = { createdAt: state.createdAt, updatedAt: state.createdAt };

  server.get('/api/status', () => ({ date: new Date(), message: 'Ok' }));
  server.get('/api/docs/json', () => document(setup));

  server.post('/api/v1/auth/universal-auth/login', ({ body }) => {
    const { clientId, clientSecret } = (body ?? {}) as Record<string, unknown>;
    const login = state.logins.get(String(clientId));
    if (login?.clientSecret !== clientSecret) throw new ApiError(401, 'UnauthorizedError', 'Invalid credentials');
    const accessToken = `embedded.login.${randomUUID()}`;
    const expiresAt = new Date(Date.now() + TOKEN_LIFETIME_SECONDS * 1000);
    if (login !== undefined) state.accessTokens.set(accessToken, { identity: login.identity, expiresAt });
    const [expiresIn, accessTokenMaxTTL] = [TOKEN_LIFETIME_SECONDS, TOKEN_LIFETIME_SECONDS];
    return { accessToken, expiresIn, accessTokenMaxTTL, tokenType: 'Bearer' };
  });

  server.get<{ Params: { name: string } }>('/api/v1/dynamic-secrets/:name', (request) => {
    const identity = requireKind(actor(request), 'identity');
    const query = request.query as Record<string, unknown>;
    const [projectSlug, environmentSlug] = [required(query, 'projectSlug'), required(query, 'environmentSlug')];
    const known = state.projects.get(projectSlug);
    const project = found(known?.organizationId === identity.organizationId ? known : undefined, 'project');
    const environment = found(project.environments.get(environmentSlug), 'environment');
    const folder = found(environment.get(folderPath(text(query, 'path') ?? '/')), 'folder');
    const secret = found(folder.get(request.params.name), 'dynamic secret');
    requirePermission(identity, 'dynamic-secrets:read');
    const unset = { maxTTL: null, status: null, statusDetails: null, usernameTemplate: null };
    const gateways = { projectGatewayId: null, gatewayId: null, gatewayV2Id: null };
    return { dynamicSecret: { version: 1, defaultTTL: '1h', ...secret, ...unset, ...gateways, ...times } };
  });

  const collections = addResourceRoutes(server, state, {
    group: state.groups.map((group) => ({ ...group, ...times })),
    role: [...state.roles.values()].map((role) => ({ ...role, ...times })),
  });
  if (setup !== undefined) addSetupRoutes(server, state, collections, setup);

  server.get('/api/v2/service-token', (request) => {
    const { token } = requireKind(actor(request), 'service');
    const { id, name, secretHash, project, expiresAt, lastUsed, createdAt } = token;
    token.lastUsed = new Date();
    return {
      id,
      _id: id,
      __v: 0,
      name,
      secretHash,
      expiresAt,
      lastUsed,
      createdAt,
      updatedAt: createdAt,
      projectId: project.id,
      workspace: project.id,
      createdBy: state.user.id,
      expiryNotificationSent: false,
      scopes: [{ environment: 'dev', secretPath: '/' }],
      permissions: ['read'],
      encryptedKey: null,
      iv: null,
      tag: null,
      user: {
        ...state.user,
        _id: state.user.id,
        __v: 0,
        authMethods: ['email'],
        mfaMethods: ['email'],
        devices: [],
        ...times,
      },
    };
  });
}

function required(query: Record<string, unknown>, name: string): string {
  const value = text(query, name);
  if (value !== undefined && value !== '') return value;
  throw invalid(name, value === undefined ? 'Required' : 'String must contain at least 1 character(s)');
}

/** The value of a query parameter. A repeated parameter is parsed as a list, which no parameter here accepts. */
function text(query: Record<string, unknown>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(name, 'Expected string, received array');
}

const invalid = (name: string, message: string) =>
  new ApiError(422, 'ValidationFailure', [{ code: 'invalid_type', path: [name], message }]);

function found<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new ApiError(404, 'NotFound', `There is no such ${what}`);
}

const folderPath = (path: string): string => (path.length > 1 ? path.replace(/\/$/, '') : path);
