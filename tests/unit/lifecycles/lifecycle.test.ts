import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { exclusionOf } from '../../../src/lifecycles/excluded.ts';
import { edgesTo, neededBy } from '../../../src/lifecycles/graph.ts';
import { type Lifecycles, lifecyclesOf } from '../../../src/lifecycles/lifecycle.ts';
import { files } from '../files.ts';

type Schema = Record<string, unknown>;

const id = { type: 'string', format: 'uuid' };
const one = (name?: string): Schema => {
  const item = { type: 'object', properties: { id, name: { type: 'string' } } };
  return name === undefined ? item : { type: 'object', properties: { [name]: item } };
};
const many = (name: string): Schema => ({ type: 'object', properties: { [name]: { type: 'array', items: one() } } });

/** An operation: `METHOD /path`, the schema of its 200, and the properties of its body. */
type Row = readonly [operation: string, response?: Schema, body?: readonly string[]];

/** The life cycles of a contract with some operations. */
async function lifecyclesIn(rows: readonly Row[]): Promise<Lifecycles> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operation, schema, body] of rows) {
    const [method = '', path = ''] = operation.split(' ');
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: {},
    }));
    const text = { type: 'string' };
    const properties = Object.fromEntries((body ?? []).map((name) => [name, text]));
    const content = { 'application/json': { schema: { type: 'object', properties, required: body } } };
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        parameters,
        ...(body !== undefined && { requestBody: { content } }),
        responses: { 200: { description: 'x', content: { 'application/json': { schema: schema ?? {} } } } },
      },
    };
  }
  const document = { openapi: '3.0.3', info: { title: 't', version: '1' }, paths };
  const contract = await loadContract(files({ 'api.json': JSON.stringify(document) }), () =>
    Promise.reject(new Error('nothing is downloaded')),
  );
  return lifecyclesOf(contract.operations.values());
}

/** `kind: create of the resource`, by operation. */
const roles = ({ roles: all }: Lifecycles): Record<string, string> =>
  Object.fromEntries([...all].map(([key, { kind, lifecycle }]) => [key, `${kind}: ${lifecycle?.create.key ?? '-'}`]));

describe('what an operation does follows from its path and its response', () => {
  test('to the items of a collection', async () => {
    const found = await lifecyclesIn([
      ['GET /groups', many('groups')],
      ['POST /groups', one('group'), ['name']],
      ['GET /groups/{groupId}', one('group')],
      ['PATCH /groups/{groupId}', one('group'), ['name']],
      ['PUT /groups/{groupId}/settings', one('group'), ['name']],
      ['POST /groups/{groupId}/archive', one('group')],
      ['DELETE /groups/{groupId}', one('group')],
    ]);
    expect(roles(found)).toEqual({
      'GET /groups': 'list: POST /groups',
      'POST /groups': 'create: POST /groups',
      'GET /groups/{groupId}': 'read: POST /groups',
      'PATCH /groups/{groupId}': 'update: POST /groups',
      'PUT /groups/{groupId}/settings': 'update: POST /groups',
      'POST /groups/{groupId}/archive': 'action: POST /groups',
      'DELETE /groups/{groupId}': 'delete: POST /groups',
    });
  });

  test('to an item that its path names, to children, and across versions', async () => {
    const found = await lifecyclesIn([
      ['POST /v2/workspace', one('project'), ['projectName']],
      ['GET /v1/workspace/{workspaceId}', one('workspace')],
      ['GET /v1/bot/{projectId}', one('bot')],
      ['POST /secrets/{secretName}', one('secret'), ['workspaceId', 'value']],
      ['GET /secrets/{secretName}', one('secret')],
      ['DELETE /secrets/{secretName}', one('secret'), ['workspaceId']],
      ['POST /v1/workspace/{workspaceId}/tags', one('workspaceTag'), ['slug']],
      ['DELETE /v1/workspace/{workspaceId}/tags/{tagId}', one('workspaceTag')],
      ['POST /v1/workspace/{workspaceId}/name', one('workspace'), ['name']],
      ['DELETE /v1/workspace/{workspaceId}/leave'],
      ['POST /references', {}, ['workspaceId']],
    ]);
    expect(roles(found)).toMatchObject({
      'GET /v1/workspace/{workspaceId}': 'read: POST /v2/workspace',
      'GET /secrets/{secretName}': 'read: POST /secrets/{secretName}',
      'DELETE /v1/workspace/{workspaceId}/tags/{tagId}': 'delete: POST /v1/workspace/{workspaceId}/tags',
      'POST /v1/workspace/{workspaceId}/name': 'action: POST /v2/workspace',
      'DELETE /v1/workspace/{workspaceId}/leave': 'action: POST /v2/workspace',
    });
    const [project, secret, tag] = found.all;
    expect(project?.reads.map(({ key }) => key)).toEqual(['GET /v1/workspace/{workspaceId}']);
    expect(secret && edgesTo(secret.create, secret, found)).toEqual([
      { from: 'POST /v2/workspace', to: 'POST /secrets/{secretName}', input: 'workspaceId' },
    ]);
    expect(neededBy([tag?.create.key ?? ''], found)).toEqual(new Set([tag, project]));
    expect(roles(found)['POST /references']).toBe('action: -');
    expect(neededBy(['POST /references'], found)).toEqual(new Set([project]));
  });

  test('of what is named by its body, or is no resource', async () => {
    const found = await lifecyclesIn([
      ['POST /privileges/permanent', one('privilege'), ['slug']],
      ['DELETE /privileges', one('privilege'), ['privilegeSlug']],
      ['POST /rotations', one('rotation'), ['name']],
      ['POST /rotations/restart', one('rotation'), ['id']],
      ['POST /auth/check'],
    ]);
    expect(roles(found)).toMatchObject({
      'DELETE /privileges': 'delete: POST /privileges/permanent',
      'POST /rotations/restart': 'action: -',
      'POST /auth/check': 'action: -',
    });
  });
});

describe('what a POST makes', () => {
  const text = { type: 'string' };
  const certificate = { type: 'object', properties: { serialNumber: text, certificate: text } };

  test('is the item beside it that its name and its response tell', async () => {
    const found = await lifecyclesIn([
      ['POST /certificates/issue-certificate', certificate, ['commonName']],
      ['POST /certificates/sign-certificate', certificate, ['csr']],
      ['POST /certificates/search', certificate, ['text']],
      ['DELETE /certificates/{serialNumber}', certificate],
    ]);
    expect(roles(found)).toMatchObject({
      'POST /certificates/issue-certificate': 'create: POST /certificates/issue-certificate',
      'DELETE /certificates/{serialNumber}': 'delete: POST /certificates/issue-certificate',
    });
    expect(roles(found)['POST /certificates/search']).not.toContain('create');
    const deletes = found.all.map(({ create, deletes: all }) => [create.path, all.map(({ key }) => key)]);
    // Both make certificates, so both are cleaned up in the same way.
    expect(deletes).toEqual([
      ['/certificates/issue-certificate', ['DELETE /certificates/{serialNumber}']],
      ['/certificates/sign-certificate', ['DELETE /certificates/{serialNumber}']],
    ]);
  });

  test('is at its own path if that is read and updated as one thing', async () => {
    const settings = { type: 'object', properties: { days: { type: 'integer' } } };
    const found = await lifecyclesIn([
      ['POST /projects', one('project'), ['name']],
      ['DELETE /projects/{projectId}', one('project')],
      ['POST /projects/{projectId}/settings', settings, ['days']],
      ['GET /projects/{projectId}/settings', settings],
      ['PATCH /projects/{projectId}/settings', settings, ['days']],
    ]);
    expect(roles(found)).toMatchObject({
      'POST /projects/{projectId}/settings': 'create: POST /projects/{projectId}/settings',
      'GET /projects/{projectId}/settings': 'read: POST /projects/{projectId}/settings',
      'PATCH /projects/{projectId}/settings': 'update: POST /projects/{projectId}/settings',
    });
  });

  test('is an item of the list at its path, even if its response does not identify it', async () => {
    const found = await lifecyclesIn([
      ['POST /identities/{identityId}/tokens', { type: 'object', properties: { accessToken: text } }, ['name']],
      ['GET /identities/{identityId}/tokens', many('tokens')],
      ['PATCH /tokens/{tokenId}', one('token'), ['name']],
    ]);
    expect(roles(found)).toEqual({
      'POST /identities/{identityId}/tokens': 'create: POST /identities/{identityId}/tokens',
      'GET /identities/{identityId}/tokens': 'list: POST /identities/{identityId}/tokens',
      'PATCH /tokens/{tokenId}': 'update: POST /identities/{identityId}/tokens',
    });
  });
});

test('writes that concern more than the resources of a run are excluded', async () => {
  const found = await lifecyclesIn([
    ['POST /auth/logout'],
    ['DELETE /users/me/sessions'],
    ['DELETE /users/me'],
    ['PUT /rate-limit', {}, ['limit']],
    ['POST /projects/{projectId}/memberships', one('membership'), ['emails']],
    ['POST /organizations', one('organization'), ['name']],
    ['POST /identities/{identityId}/secrets/{secretId}/revoke'],
    ['POST /groups', one('group'), ['name']],
    ['DELETE /groups/{groupId}', one('group')],
    ['POST /wishes', one('wish'), ['text']],
    ['POST /groups/{groupId}/notes', one('note'), ['text']],
  ]);
  const excluded = [...found.roles].filter(([, role]) => exclusionOf(role, found) !== undefined).map(([key]) => key);
  expect(excluded).toEqual([
    'POST /auth/logout',
    'DELETE /users/me/sessions',
    'DELETE /users/me',
    'PUT /rate-limit',
    'POST /projects/{projectId}/memberships',
    'POST /organizations',
    'POST /wishes',
  ]);
});
