import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../src/contract/operations.ts';
import { heldResource, isSameContent, namedBy, wordsOf } from '../../../src/verdict/tenancy.ts';

const ID = '24078237-18dc-453f-ba83-7877af354bd7';
const SHARED = '6f2150e9-18dc-453f-ba83-7877af354bd7';
const [OURS, THEIRS] = ['0c765623-41a4-4da6-8f8e-be7c759d10f8', 'b388bf4b-f697-49aa-b492-4bbe65c11d16'];

const held = (
  mine: unknown,
  foreign: unknown = mine,
  { named = '', others = [], made = '' }: { named?: string; others?: unknown[]; made?: string } = {},
): string | undefined =>
  heldResource({ mine, foreign, others }, named === '' ? [] : [{ parameter: named, value: 'x' }], {
    isMade: (id) => id === made,
    isOwner: (id) => id === OURS,
    isShared: (id) => id === `id ${SHARED}`,
  });

describe('a resource of one organization in a response to another one', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['by the organization that it shows', held({ group: { id: ID, orgId: OURS } }), '/group/id'],
    [
      'in a list',
      held(
        [
          { id: 'a'.repeat(20), orgId: OURS },
          { id: ID, orgId: OURS },
        ],
        [{ id: ID, orgId: OURS }],
      ),
      '/0/id',
    ],
    ['by a project in the request', held({ secret: { id: ID } }, undefined, { named: 'projectSlug' }), '/secret/id'],
    ['in a list of a project', held({ folders: [{ id: ID }] }, undefined, { named: 'project' }), '/folders/0/id'],
    ['inside of an object of the other one', held({ id: ID, orgId: OURS }, { id: 7, all: [{ id: ID }] }), '/all/0/id'],
    ['with a short id', held({ id: 4711, orgId: OURS }), '/id'],
    ['with an id of another name', held({ keyId: ID, organizationId: OURS }), '/keyId'],
    ['made by the run', held({ items: [{ _id: ID }] }, undefined, { made: ID }), '/items/0/_id'],
    [
      'not if nothing shows to whom it belongs',
      held({ template: { id: ID } }, undefined, { named: 'slug' }),
      undefined,
    ],
    ['not one that shows its own organization', held({ id: ID, orgId: OURS }, { id: ID, orgId: THEIRS }), undefined],
    [
      'not another one with the same names',
      held({ id: ID, orgId: OURS, slug: 'a' }, { id: THEIRS, slug: 'a' }),
      undefined,
    ],
    ['not one that everybody sees', held({ id: ID, orgId: OURS }, undefined, { others: [[{ id: ID }]] }), undefined],
    ['not a short id, which both may have', held({ id: '7' }, undefined, { named: 'projectId' }), undefined],
    ['not one of a third organization', held({ id: ID, organizationId: THEIRS }), undefined],
    ['not one in lists of the other one', held({ id: SHARED, orgId: OURS }), undefined],
    [
      'not what a resource refers to',
      held(
        { secret: { id: ID, createdBy: { id: OURS } } },
        { secret: { id: THEIRS, createdBy: { id: OURS } } },
        { named: 'projectId' },
      ),
      undefined,
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});

test('the same content without an id is of one project only if the request names it by a unique id', () => {
  const settings = { isEnforced: true };
  const by = (parameter: string, value: string) => isSameContent(settings, { ...settings }, [{ parameter, value }]);
  expect([by('projectId', ID), by('projectSlug', 'demo'), by('templateId', ID)]).toEqual([true, false, false]);
  expect(isSameContent({}, {}, [{ parameter: 'projectId', value: ID }])).toBe(false);
  expect(isSameContent(settings, { isEnforced: false }, [{ parameter: 'projectId', value: ID }])).toBe(false);
});

test('the parameters that name something', () => {
  const operation = { path: '/api/v1/secrets/{name}/tags/{tagId}' } as Operation;
  expect(namedBy(operation, '/api/v1/secrets/a%20b/tags/7?projectSlug=demo&limit=5')).toEqual([
    { parameter: 'name', value: 'a b' },
    { parameter: 'tagId', value: '7' },
    { parameter: 'projectSlug', value: 'demo' },
  ]);
});

test('the words of an error, without names and numbers', () => {
  const named = [
    { parameter: 'id', value: ID },
    { parameter: 'slug', value: 'no-such-slug' },
  ];
  const error = (message: string, reqId: string) => wordsOf({ message, reqId, statusCode: 404 }, named);
  expect(error(`Group ${ID} not found`, 'req-1a')).toEqual(error('Group no-such-slug not found', 'req-2b'));
  expect(error('Group not found', 'req-1')).not.toEqual(error('Group is of another organization', 'req-1'));
});

test('the words of two responses do not differ by the id of their requests', () => {
  const words = (reqId: string) => wordsOf({ reqId, message: 'There is no such group' }, []);
  expect(words('req-abcdefghijklmn')).toEqual(words('req-zyxwvutsrqponm'));
});
