import { isObject } from '../contract/pointer.ts';
import { objectIn, pathTo, Refusal, textIn } from './api.ts';
import { type Kit, type Known, needed, newName, tokensOf, type Unit } from './unit.ts';

const ENVIRONMENT = 'dev';

export const project: Unit = {
  name: 'project',
  variables: ['CONTRACT_PROJECT_SLUG'],
  async make(kit) {
    const name = newName();
    const routes = ['POST /api/v1/projects', 'POST /api/v2/workspace', 'POST /api/v1/workspace'];
    const body = await kit.api.create(routes, { projectName: name, name }, kit.known, tokensOf(kit));
    const made = objectIn(body, 'project', 'workspace');
    const [id, slug] = [textIn(made, 'id', '_id'), textIn(made, 'slug')];
    const deletes = ['/api/v1/projects/{projectId}', '/api/v1/workspace/{projectId}'];
    const template = deletes.find((each) => kit.api.declares(`DELETE ${each}`)) ?? deletes[0] ?? '';
    kit.made(`project ${slug}`, { path: pathTo(template, id) });
    const organizationId = [made.orgId, made.organizationId].find((each) => typeof each === 'string');
    const ids = { projectId: id, workspaceId: id, projectSlug: slug, workspaceSlug: slug };
    const organization = organizationId === undefined ? {} : { organizationId, orgId: organizationId };
    return { known: { ...organization, ...ids }, variables: { CONTRACT_PROJECT_SLUG: slug } };
  },
};

export const environment: Unit = {
  name: 'environment',
  needs: 'project',
  variables: ['CONTRACT_ENVIRONMENT_SLUG', 'CONTRACT_SECRET_PATH'],
  async make(kit) {
    if (!(await hasEnvironment(kit, needed(kit, 'projectId')))) {
      const routes = [
        'POST /api/v1/projects/{projectId}/environments',
        'POST /api/v1/workspace/{workspaceId}/environments',
      ];
      await kit.api.create(routes, { name: 'Development', slug: ENVIRONMENT }, kit.known, tokensOf(kit));
    }
    const names = { environment: ENVIRONMENT, environmentSlug: ENVIRONMENT, path: '/', secretPath: '/' };
    return { known: names, variables: { CONTRACT_ENVIRONMENT_SLUG: ENVIRONMENT, CONTRACT_SECRET_PATH: '/' } };
  },
};

async function hasEnvironment({ api, owner }: Kit, projectId: string): Promise<boolean> {
  for (const path of ['/api/v1/projects', '/api/v1/workspace']) {
    const { body } = await api.send('GET', `${path}/${encodeURIComponent(projectId)}`, owner.user ?? owner.identity);
    const { environments } = objectIn(body, 'project', 'workspace');
    const all: unknown[] = Array.isArray(environments) ? environments : [];
    if (all.some((each) => isObject(each) && each.slug === ENVIRONMENT)) return true;
  }
  return false;
}

export const folder: Unit = {
  name: 'folder',
  needs: 'project',
  variables: [],
  async make(kit) {
    needed(kit, 'environment');
    const routes = ['POST /api/v2/folders', 'POST /api/v1/folders'];
    await kit.api.create(routes, { ...place(kit), name: newName() }, kit.known, tokensOf(kit));
    return {};
  },
};

export const secret: Unit = {
  name: 'secret',
  needs: 'project',
  variables: [],
  async make(kit) {
    needed(kit, 'environment');
    const known = { ...kit.known, secretName: newName().toUpperCase().replace('-', '_') };
    const routes = ['POST /api/v4/secrets/{secretName}', 'POST /api/v3/secrets/raw/{secretName}'];
    await kit.api.create(routes, { ...place(kit), secretValue: newName(), type: 'shared' }, known, tokensOf(kit));
    return {};
  },
};

/** Where secrets and folders are made, by the names of all versions. */
const place = ({ known: { projectId, environment: slug } }: Kit): Known => ({
  ...{ projectId: projectId ?? '', workspaceId: projectId ?? '', environment: slug ?? '' },
  ...{ secretPath: '/', path: '/' },
});

export const serviceToken: Unit = {
  name: 'service token',
  needs: 'project',
  variables: ['CONTRACT_SERVICE_TOKEN'],
  async make(kit) {
    const values = {
      ...{ name: newName(), workspaceId: needed(kit, 'projectId') },
      ...{ scopes: [{ environment: ENVIRONMENT, secretPath: '/' }], permissions: ['read'], expiresIn: null },
      ...{ encryptedKey: '', iv: '', tag: '' },
    };
    const body = await kit.api.create(['POST /api/v2/service-token'], values, kit.known, tokensOf(kit));
    const token = kit.api.credentialIn(objectIn(body), 'serviceToken');
    kit.made('service token', { path: pathTo('/api/v2/service-token/{id}', token.split('.')[1] ?? '') });
    return { variables: { CONTRACT_SERVICE_TOKEN: token } };
  },
};

export const dynamicSecret: Unit = {
  name: 'dynamic secret',
  needs: 'project',
  variables: ['CONTRACT_DYNAMIC_SECRET_NAME'],
  async make(kit) {
    const route = 'POST /api/v1/dynamic-secrets';
    if (kit.api.declares(route) && !kit.api.mentions(route, 'totp')) {
      throw new Refusal('the server offers no provider that works without another server, such as a database');
    }
    const name = newName();
    const url = 'otpauth://totp/contract?secret=JBSWY3DPEHPK3PXP&issuer=contract';
    const values = {
      ...{ name, path: '/', defaultTTL: '1h', projectSlug: needed(kit, 'projectSlug'), environmentSlug: ENVIRONMENT },
      // The only provider that needs no other server.
      provider: { type: 'totp', inputs: { configType: 'url', url } },
    };
    await kit.api.create([route], values, kit.known, tokensOf(kit));
    return { variables: { CONTRACT_DYNAMIC_SECRET_NAME: name } };
  },
};
