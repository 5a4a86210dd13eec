import { isObject } from './pointer.ts';
import type { Parameter } from './operations.ts';

/** Keywords whose value is a non-negative integer (JSON Schema Validation, sections 6.3 and 6.4). */
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems'];

/** The first constraint of a parameter whose value is invalid; undefined if there is none. */
export function senselessConstraint(parameters: readonly Parameter[]): string | undefined {
  for (const { name, schema } of parameters) {
    const found = senseless(schema) ?? (isObject(schema) ? senseless(schema.items) : undefined);
    if (found !== undefined) return `parameter ${name} has ${found}`;
  }
  return undefined;
}

function senseless(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  const count = COUNTS.find((keyword) => keyword in schema && !isCount(schema[keyword]));
  if (count !== undefined) return `${count} ${JSON.stringify(schema[count])}, which is not a non-negative integer`;
  const { multipleOf } = schema;
  const isStep = multipleOf === undefined || (typeof multipleOf === 'number' && multipleOf > 0);
  return isStep ? undefined : `multipleOf ${JSON.stringify(multipleOf)}, which is not a positive number`;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
