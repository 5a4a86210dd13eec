import { randomBytes } from 'node:crypto';
import { claimsOf, organizationOf } from '../client/claims.ts';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import { type Api, objectIn, Refusal, textIn } from './api.ts';
import { signUpKeys } from './sign-up-keys.ts';

/** The administrator of an organization, as a user, a machine identity, or both. */
export interface Owner {
  /** A user's access token that is bound to the organization. */
  user?: string | undefined;
  /** The access token of a machine identity. */
  identity?: string | undefined;
  /** Undefined until a response names it. */
  organizationId?: string | undefined;
}

/** How a user logs in. */
export interface Login {
  email: string;
  password: string;
}

const BOOTSTRAP = 'POST /api/v1/admin/bootstrap';
const SIGN_UP = 'POST /api/v1/admin/signup';

/** Name of the organization that bootstrap makes. */
const ORGANIZATION = 'contract';

/** A login that nobody else has. */
export const newLogin = (): Login => ({
  email: `contract-${randomBytes(4).toString('hex')}@example.com`,
  password: `Contract-${randomBytes(18).toString('base64url')}-1`,
});

/**
 * True for a server that nobody has set up; undefined if its configuration does not contain it.
 *
 * @throws Problem `bootstrap` if its configuration cannot be read
 */
export async function isEmptyServer(api: Api): Promise<boolean | undefined> {
  const { status, body, words } = await api.send('GET', '/api/v1/admin/config');
  if (status === 0 || status >= 500)
    throw problem(`GET /api/v1/admin/config failed: ${words}`, 'See the log of the server');
  const { initialized } = objectIn(body, 'config');
  return typeof initialized === 'boolean' ? !initialized : undefined;
}

/**
 * Makes the first administrator and organization of a server without data, by the operation that its document declares:
 * `POST /api/v1/admin/bootstrap`, or the sign-up of older servers.
 *
 * @throws Problem `bootstrap` if the server has data, or refuses
 */
export async function firstAdministrator(api: Api, login: Login): Promise<Owner> {
  const fix = 'Make one in the web UI; set CONTRACT_ADMIN_TOKEN';
  try {
    if (api.declares(BOOTSTRAP)) return await byBootstrap(api, login);
    if (api.declares(SIGN_UP)) return await bySignUp(api, login);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (/already/i.test(error.message)) throw hasData();
    throw problem(`the server makes no administrator: ${error.message}`, fix);
  }
  throw problem('the document of the server declares no operation that makes the first administrator', fix);
}

async function byBootstrap(api: Api, login: Login): Promise<Owner> {
  const values = { ...login, organization: ORGANIZATION, name: ORGANIZATION };
  const body = await api.create([BOOTSTRAP], values, {}, [undefined]);
  const identity = api.credentialIn(objectIn(objectIn(body, 'identity'), 'credentials'), 'token');
  const organizationId = textIn(objectIn(body, 'organization'), 'id');
  return { identity, organizationId, user: await loggedIn(api, login, organizationId).catch(() => undefined) };
}

async function bySignUp(api: Api, login: Login): Promise<Owner> {
  const names = { firstName: 'Contract', lastName: 'Administrator', name: ORGANIZATION };
  const keys = await signUpKeys(login.password);
  const body = await api.create([SIGN_UP], { ...login, ...names, ...keys }, {}, [undefined]);
  const organizationId = textIn(objectIn(body, 'organization'), 'id');
  return { user: await boundTo(api, api.credentialIn(objectIn(body), 'token'), organizationId), organizationId };
}

/**
 * Logs in as a user of an organization.
 *
 * @throws Refusal
 */
export const loggedIn = async (api: Api, login: Login, organizationId: string): Promise<string> =>
  boundTo(api, await unbound(api, login), organizationId);

/** The token of a user that is bound to no organization. */
async function unbound(api: Api, { email, password }: Login): Promise<string> {
  const body = await api.create(['POST /api/v3/auth/login'], { email, password }, {}, [undefined]);
  return api.credentialIn(objectIn(body), 'accessToken', 'token');
}

/**
 * The token of a user that is bound to an organization.
 *
 * @throws Refusal
 */
export async function boundTo(api: Api, token: string, organizationId: string): Promise<string> {
  const body = await api.create(['POST /api/v3/auth/select-organization'], { organizationId }, {}, [token]);
  const bound = objectIn(body);
  if (bound.isMfaEnabled === true) throw new Refusal('the user needs a second factor to log in');
  return api.credentialIn(bound, 'token', 'accessToken');
}

/**
 * The administrator with a token that was configured.
 *
 * @throws Problem `bootstrap` if the server refuses it
 */
export async function ownerOf(api: Api, token: string): Promise<Owner> {
  const owner = await boundOwner(api, token);
  const valid = owner.user ?? owner.identity;
  for (const path of PROJECTS) {
    const answer = await api.send('GET', path, valid);
    if (answer.status === 401 || answer.status === 403) throw refused(answer.words);
  }
  return owner;
}

/** Lists of projects, which every administrator may read. */
const PROJECTS = ['/api/v1/projects', '/api/v1/workspace'];

const refused = (words: string): Problem =>
  problem(`the token of the administrator was refused: ${words}`, 'Set CONTRACT_ADMIN_TOKEN again');

async function boundOwner(api: Api, token: string): Promise<Owner> {
  const organizationId = organizationOf(token);
  if (claimsOf(token).userId === undefined) return { identity: token, organizationId };
  if (organizationId !== undefined) return { user: token, organizationId };
  return ofFirstOrganization(api, token).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    throw refused(error.message);
  });
}

/**
 * The administrator whose login is known.
 *
 * @throws Refusal
 */
export const ownerByLogin = async (api: Api, login: Login): Promise<Owner> =>
  ofFirstOrganization(api, await unbound(api, login));

/** A user, bound to the first of the organizations that it belongs to. */
async function ofFirstOrganization(api: Api, token: string): Promise<Owner> {
  const { body, words } = await api.send('GET', '/api/v1/organization', token);
  const { organizations } = objectIn(body);
  const all: unknown[] = Array.isArray(organizations) ? organizations : [];
  const [first] = all;
  if (!isObject(first)) throw new Refusal(words);
  const organizationId = textIn(first, 'id');
  return { user: await boundTo(api, token, organizationId), organizationId };
}

/** The Problem for a server whose first administrator is known to nobody. */
export const hasData = (): Problem =>
  problem(
    "the server has data, so bootstrap needs an administrator's token",
    'Set CONTRACT_ADMIN_TOKEN, or start an empty server',
  );

const problem = (message: string, fix: string): Problem =>
  new Problem({ code: 'bootstrap', message, where: 'bootstrap', fix });
