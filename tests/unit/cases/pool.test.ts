import { describe, expect, test } from '@jest/globals';
import { assignments } from '../../../src/cases/pool/assignments.ts';
import { nounBefore, nounOf, partsOf } from '../../../src/cases/pool/nouns.ts';
import type { Source } from '../../../src/cases/pool/response-values.ts';
import { ValuePool } from '../../../src/cases/pool/value-pool.ts';
import type { Operation, Parameter } from '../../../src/contract/operations.ts';

const [P, Q, E, F] = ['a', 'b', 'c', 'd'].map((digit) => `6f0d1c2b-3a49-4e58-8d67-7c86b95a4d3${digit}`);

const inPath = (name: string, schema: unknown = {}): Parameter => ({
  ...{ name, in: 'path', required: true, schema, exploded: false, style: 'simple', pointer: undefined },
});
const inQuery = (name: string): Parameter => ({ ...inPath(name), in: 'query' });

function operation(path: string, parameters: Parameter[] = []): Operation {
  return { key: `GET ${path}`, method: 'GET', path, parameters, responses: new Map() } as unknown as Operation;
}

/** A response to a GET. */
const response = (path: string, body: unknown, more: Partial<Source> = {}): Source => ({
  ...{ operation: operation(path), body, by: 'token', sent: {} },
  ...more,
});

/** The values for a parameter of a path, in order. */
function found(path: string, parameter: Parameter, sources: readonly Source[]): (string | number)[] {
  const wanted = operation(path, [parameter]);
  const pool = new ValuePool([wanted, ...sources.map((source) => source.operation)]);
  for (const source of sources) pool.add(source);
  return pool.candidates(wanted, parameter, 'token').map(({ value }) => value);
}

describe('the parts of a name', () => {
  test.each([
    ['projectSlug', 'project', 'slug'],
    ['orgId', 'org', 'id'],
    ['project_id', 'project', 'id'],
    ['id', '', 'id'],
    ['environment', 'environment', ''],
    ['username', 'username', ''],
    ['secretName', 'secret', 'name'],
  ])('of %s are %s and %s', (name, noun, kind) => {
    expect(partsOf(name)).toEqual({ noun, kind });
  });

  test('a noun is singular and has no punctuation', () => {
    expect(['dynamic-secrets', 'identities', 'auth'].map(nounOf)).toEqual(['dynamicsecret', 'identity', 'auth']);
    expect(nounBefore('/api/groups/{id}/users/{userId}', 'id')).toBe('group');
    expect(nounBefore('/api/groups/{id}/users', 'limit')).toBe('user');
  });
});

describe('a parameter takes a value', () => {
  test.each<[rule: string, path: string, parameter: Parameter, sources: Source[], expected: unknown[]]>([
    ['of the same name and resource', '/groups/{id}', inPath('id'), [response('/groups', [{ id: P }])], [P]],
    ['of a wrapped list', '/groups/{id}', inPath('id'), [response('/all', { groups: [{ id: P }] })], [P]],
    ['of a wrapped object', '/groups/{groupId}', inPath('groupId'), [response('/x', { group: { id: P } })], [P]],
    ['at any depth', '/tags/{tagId}', inPath('tagId'), [response('/x', { a: [{ b: { tags: [{ id: P }] } }] })], [P]],
    ['in a wrapper without a noun', '/cas/{caId}', inPath('caId'), [response('/cas', { data: [{ id: P }] })], [P]],
    ['by the slug of its resource', '/x/{teamSlug}', inPath('teamSlug'), [response('/teams', [{ slug: 's' }])], ['s']],
    ['of the same name anywhere', '/x/{caId}', inPath('caId'), [response('/y', { any: { caId: P } })], [P]],
    ['of a known synonym', '/x/{projectId}', inPath('projectId'), [response('/workspaces', [{ id: P }])], [P]],
    ['that refers to a synonym', '/x/{organizationId}', inPath('organizationId'), [response('/y', { orgId: P })], [P]],
    [
      'of a synonym that equal ids show',
      '/x/{customerSlug}',
      inPath('customerSlug'),
      [response('/tenants', [{ id: P, slug: 's' }]), response('/bills', [{ customerId: P }])],
      ['s'],
    ],
    [
      'of an item of the list before it',
      '/policies/{sapId}',
      inPath('sapId'),
      [response('/policies', { approvals: [{ id: P }] })],
      [P],
    ],
    [
      'of a resource with a shorter name',
      '/x/{projectMembershipId}',
      inPath('projectMembershipId'),
      [response('/members', { memberships: [{ id: P }] })],
      [P],
    ],
    [
      'of an option that a list offers',
      '/x',
      inQuery('integration'),
      [response('/integration-options', { integrationOptions: [{ slug: 'git' }] })],
      ['git'],
    ],
    ['after a word for its kind', '/roles/slug/{slug}', inPath('slug'), [response('/roles', [{ slug: 'r' }])], ['r']],
    [
      'by the slug of a resource without a suffix',
      '/x',
      inQuery('env'),
      [response('/envs', [{ slug: 'dev' }])],
      ['dev'],
    ],
    [
      'by the key of a secret',
      '/x/{secretName}',
      inPath('secretName'),
      [response('/secrets', [{ secretKey: 'K' }])],
      ['K'],
    ],
  ])('%s', (_rule, path, parameter, sources, expected) => {
    expect(found(path, parameter, sources)).toEqual(expected);
  });

  test('in the order of likelihood', () => {
    const sources = [
      response('/notes', [{ groupId: 'anywhere' }]),
      response('/groups', [{ id: 'of the resource' }]),
      response('/groups', [{ groupId: 'same name and resource' }]),
    ];
    expect(found('/groups/{groupId}', inPath('groupId'), sources)).toEqual([
      'same name and resource',
      'of the resource',
      'anywhere',
    ]);
  });

  test('of its own name before that of a synonym', () => {
    const sources = [response('/notes', [{ workspaceId: Q, projectId: P }])];
    expect(found('/x/{projectId}', inPath('projectId'), sources)).toEqual([P, Q]);
  });

  test('first of those that the same credentials received', () => {
    const sources = [response('/groups', [{ id: 'a' }], { by: 'user' }), response('/groups', [{ id: 'b' }])];
    expect(found('/groups/{id}', inPath('id'), sources)).toEqual(['b', 'a']);
  });

  test.each<[what: string, schema: unknown, body: unknown, expected: unknown[]]>([
    ['of its format', { type: 'string', format: 'uuid' }, [{ id: 'a' }, { id: P }], [P]],
    ['of its type', { type: 'integer' }, [{ id: 'a' }, { id: 7 }], [7]],
    ['of its enum', { enum: ['x'] }, [{ id: 'y' }, { id: 'x' }], ['x']],
    ['that does not lead to another route', {}, [{ id: '..' }, { id: '' }, { id: 'a' }], ['a']],
  ])('%s', (_what, schema, body, expected) => {
    expect(found('/groups/{id}', inPath('id', schema), [response('/groups', body)])).toEqual(expected);
  });
});

describe('a value is never taken', () => {
  test.each<[what: string, path: string, parameter: Parameter, body: unknown]>([
    ['from a credential-like property', '/x/{token}', inPath('token'), { token: 'abc' }],
    [
      'below a resource with a credential-like name',
      '/secrets/{value}',
      inPath('value'),
      { secrets: [{ value: 'abc' }] },
    ],
    ['from a secret id', '/x/{secretId}', inPath('secretId'), { credentials: { secretId: P } }],
    ['that is a JWT', '/x/{sessionId}', inPath('sessionId'), { session: { id: 'eyJhbGciOiJub25lIn0.e30.' } }],
    ['below a credential-like key', '/x/{name}', inPath('name'), { credentials: { name: 'abc' } }],
    ['from an id that is not a UUID below such a key', '/x/{id}', inPath('id'), { credentials: { id: 'AKIA' } }],
    [
      'of an ambiguous noun',
      '/x/{actorSlug}',
      inPath('actorSlug'),
      {
        users: [{ id: P, slug: 'u' }],
        identities: [{ id: Q, slug: 'i' }],
        logs: [{ actorId: P }, { actorId: Q }],
      },
    ],
  ])('%s', (_what, path, parameter, body) => {
    expect(found(path, parameter, [response('/any', body)])).toEqual([]);
  });
});

describe('values of a request', () => {
  const parameters = [inQuery('projectId'), inQuery('environmentId')];
  const wanted = operation('/secrets', parameters);

  /** The combinations for a request with a project and an environment. */
  function combinations(sources: readonly Source[], fixed?: ReadonlyMap<Parameter, string>): unknown[][] {
    const open = parameters.filter((parameter) => fixed?.has(parameter) !== true);
    const pool = new ValuePool([wanted, ...sources.map((source) => source.operation)]);
    for (const source of sources) pool.add(source);
    const found = assignments({ operation: wanted, parameters: open, fixed, by: 'token' }, pool);
    return [...found].map((values) => open.map((parameter) => values.get(parameter)?.value));
  }

  test('belong together if one surrounds the other', () => {
    const projects = [P, Q].map((id, at) => ({ id, environments: [{ id: [E, F][at] }] }));
    expect(combinations([response('/projects', projects)])).toEqual([
      [P, E],
      [Q, F],
    ]);
  });

  test('belong to the configured value', () => {
    const projects = [P, Q].map((id, at) => ({ id, environments: [{ id: [E, F][at] }] }));
    expect(
      combinations(
        [response('/projects', projects)],
        new Map(parameters.slice(0, 1).map((project) => [project, String(Q)])),
      ),
    ).toEqual([[F]]);
  });

  test('belong together if they are beside each other', () => {
    const environments = [E, F].map((id, at) => ({ id, projectId: [P, Q][at] }));
    expect(combinations([response('/environments', environments)])).toEqual([
      [P, E],
      [Q, F],
    ]);
  });

  test('belong together if one was in the request for the other', () => {
    const ofProject = (id: string | undefined, environment: string | undefined) =>
      response('/projects/{projectId}/environments', [{ id: environment }], { sent: { projectId: id } });
    const projects = response('/projects', [{ id: P }, { id: Q }]);
    expect(combinations([projects, ofProject(P, E), ofProject(Q, F)])).toEqual([
      [P, E],
      [Q, F],
    ]);
  });

  test('are omitted without a candidate', () => {
    expect(combinations([response('/projects', [{ id: P }])])).toEqual([[P, undefined]]);
  });
});
