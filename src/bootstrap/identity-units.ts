import { LOGIN_VARIABLES, type LoginName } from '../config/credentials.ts';
import type { OptionName } from '../config/options.ts';
import { boundTo } from './administrator.ts';
import { objectIn, pathTo, Refusal, textIn } from './api.ts';
import type { Removal } from './state.ts';
import { type Kit, needed, newName, tokensOf, type Unit } from './unit.ts';

/** Client credentials of a machine identity with an access token. */
interface Identity {
  clientId: string;
  clientSecret: string;
  accessToken: string;
}

/** Makes a machine identity with universal auth, and makes it a member of the project. */
async function identity(
  kit: Kit,
  { organizationRole, projectRole }: { organizationRole: string; projectRole?: string },
  organization: Pick<Removal, 'organizationId'> = {},
): Promise<Identity> {
  const { api } = kit;
  const name = newName();
  const values = { name, organizationId: needed(kit, 'organizationId'), role: organizationRole };
  const made = objectIn(await api.create(['POST /api/v1/identities'], values, kit.known, tokensOf(kit)), 'identity');
  const known = { ...kit.known, identityId: textIn(made, 'id') };
  kit.made(`identity ${name}`, { path: pathTo('/api/v1/identities/{id}', known.identityId), ...organization });
  const universalAuth = '/api/v1/auth/universal-auth/identities/{identityId}';
  const auth = objectIn(await api.create([`POST ${universalAuth}`], {}, known, tokensOf(kit)), 'identityUniversalAuth');
  const clientId = textIn(auth, 'clientId');
  const secretOf = await api.create([`POST ${universalAuth}/client-secrets`], {}, known, tokensOf(kit));
  const clientSecret = api.credentialIn(objectIn(secretOf), 'clientSecret');
  if (projectRole !== undefined) {
    needed(kit, 'projectId');
    const routes = [
      'POST /api/v1/projects/{projectId}/memberships/identities/{identityId}',
      'POST /api/v1/projects/{projectId}/identity-memberships/{identityId}',
      'POST /api/v2/workspace/{projectId}/identity-memberships/{identityId}',
    ];
    await api.create(routes, { role: projectRole }, known, tokensOf(kit));
  }
  const login = await api.create(['POST /api/v1/auth/universal-auth/login'], { clientId, clientSecret }, {}, [
    undefined,
  ]);
  return { clientId, clientSecret, accessToken: api.credentialIn(objectIn(login), 'accessToken') };
}

/** The variables with which a run logs in as an identity. */
const loginOf = (
  name: LoginName,
  { clientId, clientSecret }: Identity,
): Readonly<Partial<Record<OptionName, string>>> => ({
  [`${LOGIN_VARIABLES[name]}_CLIENT_ID`]: clientId,
  [`${LOGIN_VARIABLES[name]}_CLIENT_SECRET`]: clientSecret,
});

export const machineIdentity: Unit = {
  name: 'machine identity',
  needs: 'project',
  variables: ['CONTRACT_UNIVERSAL_AUTH_CLIENT_ID', 'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET'],
  async make(kit) {
    const made = await identity(kit, { organizationRole: 'admin', projectRole: 'admin' });
    return { variables: loginOf('token', made) };
  },
};

export const restricted: Unit = {
  name: 'identity without access',
  variables: ['CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID', 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET'],
  async make(kit) {
    const made = await identity(kit, { organizationRole: 'no-access' });
    return { variables: loginOf('restricted', made) };
  },
};

export const viewer: Unit = {
  name: 'viewer',
  needs: 'project',
  variables: ['CONTRACT_VIEWER_TOKEN'],
  async make(kit) {
    const { accessToken } = await identity(kit, { organizationRole: 'no-access', projectRole: 'viewer' });
    return { variables: { CONTRACT_VIEWER_TOKEN: accessToken } };
  },
};

export const foreign: Unit = {
  name: 'second organization',
  variables: ['CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_ID', 'CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_SECRET'],
  async make(kit) {
    const { api, owner } = kit;
    if (owner.user === undefined) throw new Refusal("it needs a user's token, which could not be made");
    const name = newName();
    const body = await api.create(['POST /api/v2/organizations'], { name }, {}, [owner.user]);
    const organizationId = textIn(objectIn(body, 'organization'), 'id');
    kit.made(`organization ${name}`, { path: pathTo('/api/v2/organizations/{id}', organizationId), organizationId });
    const user = await boundTo(api, owner.user, organizationId);
    const inside = { ...kit, owner: { user, organizationId }, known: { organizationId, orgId: organizationId } };
    const made = await identity(inside, { organizationRole: 'admin' }, { organizationId });
    return { variables: loginOf('foreign', made) };
  },
};
