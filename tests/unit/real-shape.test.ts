import { expect, test } from '@jest/globals';
import { realShape, SHAPE } from '../bench/real-shape.ts';

test('the benchmark document has the shape of the document of a real server', () => {
  const { paths } = realShape() as {
    paths: Record<
      string,
      { get: { responses: Record<string, { content: { 'application/json': { schema: object } } }> } }
    >;
  };
  const operations = Object.values(paths).map(({ get }) => get.responses);
  const schemas = operations.flatMap((responses) =>
    Object.values(responses).map(({ content }) => JSON.stringify(content['application/json'].schema)),
  );
  expect({
    operations: operations.length,
    responseSchemas: schemas.length,
    distinct: new Set(schemas).size,
    nullableWithoutType: schemas.join().split('{"nullable":true}').length - 1,
    withoutErrors: operations.filter((responses) => Object.keys(responses).length === 1).length,
  }).toEqual(SHAPE);
});
