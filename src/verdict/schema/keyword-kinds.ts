import { isObject } from '../../contract/pointer.ts';

type Kind = (value: unknown) => boolean;

const isBoolean: Kind = (value) => typeof value === 'boolean';
const isNumber: Kind = (value) => typeof value === 'number';
const isString: Kind = (value) => typeof value === 'string';
const isList: Kind = (value) => Array.isArray(value);
const isSchemaOrBoolean: Kind = (value) => isObject(value) || isBoolean(value);
const isNumberOrBoolean: Kind = (value) => isNumber(value) || isBoolean(value);

/** The JSON type of each keyword's value (OpenAPI 3.0.3, Schema Object; JSON Schema 2020-12). */
const KINDS: Readonly<Record<string, Kind>> = {
  multipleOf: isNumber,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumberOrBoolean,
  exclusiveMaximum: isNumberOrBoolean,
  uniqueItems: isBoolean,
  minLength: isNumber,
  maxLength: isNumber,
  minItems: isNumber,
  maxItems: isNumber,
  minProperties: isNumber,
  maxProperties: isNumber,
  pattern: isString,
  format: isString,
  required: isList,
  enum: isList,
  allOf: isList,
  anyOf: isList,
  oneOf: isList,
  prefixItems: isList,
  properties: isObject,
  patternProperties: isObject,
  dependentSchemas: isObject,
  dependentRequired: isObject,
  additionalProperties: isSchemaOrBoolean,
  items: isSchemaOrBoolean,
  not: isSchemaOrBoolean,
  /** Never valid: a `$ref` that remains after dereferencing refers only to itself. */
  $ref: () => false,
};

/** Keywords whose value has a wrong type, so their meaning is undefined. */
export const malformedKeywords = (node: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(node).filter((keyword) => Object.hasOwn(KINDS, keyword) && !KINDS[keyword]?.(node[keyword]));
