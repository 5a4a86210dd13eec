import { objectIn, pathTo, textIn } from './api.ts';
import { newName, tokensOf, type Unit } from './unit.ts';

export const group: Unit = {
  name: 'group',
  variables: [],
  async make(kit) {
    const name = newName();
    const values = { name, slug: name, role: 'no-access' };
    const body = await kit.api.create(['POST /api/v1/groups'], values, kit.known, tokensOf(kit));
    kit.made(`group ${name}`, { path: pathTo('/api/v1/groups/{id}', textIn(objectIn(body, 'group'), 'id')) });
    return {};
  },
};

export const role: Unit = {
  name: 'custom role',
  variables: ['CONTRACT_ORGANIZATION_ROLE_ID'],
  async make(kit) {
    const name = newName();
    const organization = encodeURIComponent(kit.known.organizationId ?? '');
    const own = `/api/v1/organization/${organization}/roles/{roleId}`;
    const routes = ['POST /api/v1/organization/roles', 'POST /api/v1/organization/{organizationId}/roles'];
    const values = { name, slug: name, description: 'made by bootstrap', permissions: [] };
    const body = await kit.api.create(routes, values, kit.known, tokensOf(kit));
    const id = textIn(objectIn(body, 'role'), 'id');
    const isNew = kit.api.declares('POST /api/v1/organization/roles');
    kit.made(`custom role ${name}`, { path: pathTo(isNew ? '/api/v1/organization/roles/{roleId}' : own, id) });
    return { variables: { CONTRACT_ORGANIZATION_ROLE_ID: id } };
  },
};
