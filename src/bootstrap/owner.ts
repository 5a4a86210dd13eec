import { claimsOf } from '../client/claims.ts';
import {
  firstAdministrator,
  hasData,
  isEmptyServer,
  loggedIn,
  newLogin,
  type Owner,
  ownerByLogin,
  ownerOf,
} from './administrator.ts';
import { Refusal } from './api.ts';
import type { Bootstrapping } from './bootstrapping.ts';
import { ADMINISTRATOR } from './state.ts';

type Given = Pick<Bootstrapping, 'api' | 'baseUrl' | 'state' | 'file' | 'configured' | 'say'>;

/**
 * The administrator: the first one of an empty server, which is made, otherwise that of an earlier bootstrap, or a
 * configured one.
 *
 * @throws Problem `bootstrap` for a server with data whose administrator is unknown
 */
export async function ownerFor(given: Given): Promise<Owner> {
  const { api, state, say } = given;
  const isEmpty = await isEmptyServer(api);
  if (isEmpty === true && state.isDone(ADMINISTRATOR)) {
    say('note', 'the server is empty again, so that everything is made anew');
    state.forget();
  }
  if (state.login !== undefined) api.hide(state.login.password);
  return (await knownOwner(given, isEmpty)) ?? makeOwner(given);
}

/** The administrator of an earlier bootstrap, or a configured one. */
export async function knownOwner(
  { api, state, configured, say }: Omit<Given, 'baseUrl'>,
  isEmpty: boolean | undefined,
): Promise<Owner | undefined> {
  const { organizationId } = state.known;
  const [user, identity] = [configured('CONTRACT_USER_TOKEN'), configured('CONTRACT_ADMIN_TOKEN')];
  const { login } = state;
  if (login !== undefined && state.isDone(ADMINISTRATOR) && organizationId !== undefined) {
    say('kept', `administrator ${login.email}`);
    const isValid = user !== undefined && !isExpired(user);
    const again = isValid ? user : await loggedIn(api, login, organizationId).catch(() => undefined);
    return { user: again, identity, organizationId };
  }
  const token = identity ?? user;
  if (token === undefined || isEmpty === true || login !== undefined) return undefined;
  const owner = await ownerOf(api, token);
  say('kept', `administrator of ${identity === undefined ? 'CONTRACT_USER_TOKEN' : 'CONTRACT_ADMIN_TOKEN'}`);
  return { ...owner, user: owner.user ?? user };
}

/** Makes the first administrator, or logs in as the one whose making was interrupted. */
async function makeOwner({ api, baseUrl, state, say }: Given): Promise<Owner> {
  const isInterrupted = state.login !== undefined;
  const login = state.login ?? newLogin();
  api.hide(login.password);
  if (!isInterrupted && (await isEmptyServer(api)) === false) throw hasData();
  state.begin(baseUrl);
  state.willMake(login);
  const owner = await firstAdministrator(api, login).catch(async (error: unknown) => {
    if (!isInterrupted) throw error;
    return ownerByLogin(api, login).catch((cause: unknown) => {
      throw cause instanceof Refusal ? error : cause;
    });
  });
  state.done(ADMINISTRATOR, { organizationId: owner.organizationId ?? '' });
  say('made', `administrator ${login.email} with an organization`);
  return owner;
}

/** True for a JWT that expires within an hour (RFC 7519, section 4.1.4). */
function isExpired(token: string): boolean {
  const { exp } = claimsOf(token);
  return typeof exp === 'number' && exp * 1000 < Date.now() + HOUR_MS;
}

const HOUR_MS = 3_600_000;
