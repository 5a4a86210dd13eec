import { describe, expect, test } from '@jest/globals';
import { extractOperation } from '../../../src/contract/extract.ts';
import { problemOf } from '../problem-of.ts';

const ref = (section: string, name: string) => ({ $ref: `#/components/${section}/${name}` });

/** A document whose one operation is this, with components that may be needed. */
const documentOf = (operation: object): Record<string, unknown> => ({
  ...{ openapi: '3.1.0', info: { title: 't', version: '1' } },
  paths: { '/x': { get: operation, put: { responses: { 200: ref('responses', 'Unused') } } } },
  components: {
    responses: {
      Error: { description: 'no', content: { 'application/json': { schema: ref('schemas', 'Error') } } },
      Unused: { description: 'unused' },
    },
    schemas: { Error: { properties: { default: ref('schemas', 'Text') } }, Text: { type: 'string' }, 'a%b': {} },
    examples: { Shown: { value: ref('schemas', 'Unknown') } },
  },
});

/** Names of the components that go with an operation. */
const taken = (operation: object): string[] => {
  const { components } = extractOperation(documentOf(operation), 'GET /x') as { components?: Record<string, object> };
  return Object.entries(components ?? {}).flatMap(([section, all]) =>
    Object.keys(all).map((name) => `${section}/${name}`),
  );
};

const answering = (schema: object, more: object = {}) => ({
  responses: { 200: { description: 'ok', content: { 'application/json': { schema, ...more } } } },
});

describe('an operation that is taken out of a document', () => {
  test.each<[what: string, operation: object, components: string[]]>([
    [
      'the default response',
      { responses: { default: ref('responses', 'Error') } },
      ['responses/Error', 'schemas/Error', 'schemas/Text'],
    ],
    ['a property called default', answering({ properties: { default: ref('schemas', 'Text') } }), ['schemas/Text']],
    ['an example in components', answering({}, { examples: { a: ref('examples', 'Shown') } }), ['examples/Shown']],
    ['a name with a percent sign', answering({ $ref: '#/components/schemas/a%25b' }), ['schemas/a%b']],
    ['no data', answering({ default: ref('schemas', 'Text'), enum: [ref('schemas', 'Text')] }), []],
  ])('brings what it refers to: %s', (_what, operation, components) => {
    expect(taken(operation).sort()).toEqual(components);
  });

  test('may not refer to another document', () => {
    const run = () => taken(answering({ $ref: 'other.yaml' }));
    expect(problemOf(run).line).toContain('not a component of its document: "other.yaml"');
  });
});
