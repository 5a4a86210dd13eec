type Json = Record<string, unknown>;

/** Counts of the document of a real server, which the generated document reproduces. */
export const SHAPE = {
  operations: 489,
  responseSchemas: 2760,
  distinct: 279,
  nullableWithoutType: 82,
  withoutErrors: 31,
} as const;

const text = { type: 'string' };
const ERRORS = [400, 401, 403, 404, 500];

const error = (status: number): Json => ({
  type: 'object',
  properties: { statusCode: { type: 'number', enum: [status] }, message: text, error: text },
  required: ['statusCode', 'message', 'error'],
  additionalProperties: false,
});

/** A distinct success schema per index, with nested objects, arrays and formats as in the real document. */
const success = (index: number, hasUntypedNullable: boolean): Json => ({
  type: 'object',
  properties: {
    [`thing${index}`]: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: text,
        note: { type: 'string', nullable: true },
        ...(hasUntypedNullable && { anything: { nullable: true } }),
        tags: { type: 'array', items: { type: 'object', properties: { key: text, value: text }, required: ['key'] } },
        createdAt: { type: 'string', format: 'date-time' },
        updatedAt: { type: 'string', format: 'date-time' },
      },
      required: ['id', 'name', 'createdAt', 'updatedAt'],
      additionalProperties: false,
    },
  },
  required: [`thing${index}`],
  additionalProperties: false,
});

const response = (schema: Json): Json => ({
  description: 'Default Response',
  content: { 'application/json': { schema } },
});

/** A document with the size and shape of a real Infisical's, or its first operations. */
export function realShape(operations: number = SHAPE.operations): Json {
  const successes = SHAPE.distinct - ERRORS.length;
  const repeated = SHAPE.operations - successes;
  const hasUntypedNullable = (index: number) => index < 12 || (index >= repeated && index < repeated + 58);
  const fewer = ERRORS.length * (SHAPE.operations - SHAPE.withoutErrors) + SHAPE.operations - SHAPE.responseSchemas;
  const paths = Array.from({ length: SHAPE.operations }, (_, index): [string, Json] => {
    const distinct = index % successes;
    const declared = index < SHAPE.withoutErrors ? [] : ERRORS.slice(index < SHAPE.withoutErrors + fewer ? 1 : 0);
    const errors = declared.map((status): [string, Json] => [String(status), response(error(status))]);
    const parameters = [{ in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } }];
    const responses = { 200: response(success(distinct, hasUntypedNullable(distinct))), ...Object.fromEntries(errors) };
    return [`/api/v1/things${index}/{id}`, { get: { parameters, responses } }];
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Real shape', version: '1' },
    paths: Object.fromEntries(paths.slice(0, operations)),
  };
}
