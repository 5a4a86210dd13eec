import { expect, test } from '@jest/globals';
import type { Operation } from '../../../src/contract/operations.ts';
import { referencesOf } from '../../../src/lifecycles/references.ts';

const text = { type: 'string' };
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** The references in a body, each as `<pointer> <name> <kinds>`. */
function references(body: unknown): string[] {
  const content = new Map([['application/json', { schema: body, pointer: '' }]]);
  const operation = { path: '/x', parameters: [], requestBody: { content } } as unknown as Operation;
  return referencesOf(operation, undefined, new Set(['team', 'user', 'folder', 'project'])).map(
    ({ pointer, parameter, alongside }) =>
      [pointer, parameter.name, ...(alongside === undefined ? [] : [alongside.pointer, ...alongside.values])].join(' '),
  );
}

test.each<[what: string, body: unknown, found: string[]]>([
  ['the id of a known resource', object({ projectId: text }), ['/projectId projectId']],
  ['a known resource by its name', object({ project: text }), ['/project project']],
  ['a text of its own', object({ name: text, comment: text }), []],
  [
    'an id whose kind the property beside it says',
    object({
      approvers: { type: 'array', items: object({ type: { type: 'string', enum: ['robot', 'team'] }, id: text }) },
    }),
    ['/approvers/0/id teamId /approvers/0/type team'],
  ],
  [
    'an id of one of several kinds',
    object({ itemType: { type: 'string', enum: ['user', 'team'] }, itemId: text }),
    ['/itemId userId /itemType user team'],
  ],
  [
    'the id of an item of a list',
    object({ folders: { type: 'array', items: object({ id: text, name: text }) } }),
    ['/folders/0/id folderId'],
  ],
])('a body refers to %s', (_, body, found) => {
  expect(references(body)).toEqual(found);
});
