import { describe, expect, test } from '@jest/globals';
import { extractOperation } from '../../../src/contract/extract.ts';
import { problemOf } from '../problem-of.ts';

const ref = (section: string, name: string) => ({ $ref: `#/components/${section}/${name}` });

/** A document with an operation, and components that it may refer to. */
const documentOf = (operation: object): Record<string, unknown> => ({
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
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

/** Names of the components that are extracted with an operation. */
const extracted = (operation: object): string[] => {
  const { components } = extractOperation(documentOf(operation), 'GET /x') as { components?: Record<string, object> };
  return Object.entries(components ?? {}).flatMap(([section, all]) =>
    Object.keys(all).map((name) => `${section}/${name}`),
  );
};

const respondingWith = (schema: object, more: object = {}) => ({
  responses: { 200: { description: 'ok', content: { 'application/json': { schema, ...more } } } },
});

describe('an operation that is extracted from a document', () => {
  test.each<[what: string, operation: object, components: string[]]>([
    [
      'the default response',
      { responses: { default: ref('responses', 'Error') } },
      ['responses/Error', 'schemas/Error', 'schemas/Text'],
    ],
    [
      'a property called default',
      respondingWith({ properties: { default: ref('schemas', 'Text') } }),
      ['schemas/Text'],
    ],
    ['an example in components', respondingWith({}, { examples: { a: ref('examples', 'Shown') } }), ['examples/Shown']],
    ['a name with a percent sign', respondingWith({ $ref: '#/components/schemas/a%25b' }), ['schemas/a%b']],
    ['no data', respondingWith({ default: ref('schemas', 'Text'), enum: [ref('schemas', 'Text')] }), []],
  ])('is extracted with the components that it refers to: %s', (_what, operation, components) => {
    expect(extracted(operation).sort()).toEqual(components);
  });

  test('may not refer to another document', () => {
    const run = () => extracted(respondingWith({ $ref: 'other.yaml' }));
    expect(problemOf(run).line).toContain(
      'the operation refers to "other.yaml", which is not a component of its document',
    );
  });
});
