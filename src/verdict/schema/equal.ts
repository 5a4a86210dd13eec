import { isObject } from '../../contract/pointer.ts';

/**
 * A schema that only one value fits. Objects are spelled out property by property: the validator would take an object
 * in an `enum` for a schema, and rewrite it.
 */
export function equalTo(value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) {
    const length = { minItems: value.length, maxItems: value.length };
    return value.length === 0
      ? { type: 'array', ...length }
      : { type: 'array', ...length, items: value.map((item) => equalTo(item)) };
  }
  if (!isObject(value)) return { enum: [value] };
  const entries = Object.entries(value);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, child]) => [key, equalTo(child)])),
    required: Object.keys(value),
    additionalProperties: false,
  };
}
