import type { Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import { matches } from '../pattern.ts';
import { onlyType } from './broken.ts';
import {
  type Derivation,
  type Derived,
  isRead,
  namesByVariable,
  type Start,
  variable,
  withValue,
} from './derivation.ts';

/**
 * Replaces each value of the path with a made-up one of the same format, which must not be found. Of query values, only
 * those from the configuration are known to name a resource. For those, a success is acceptable unless it returns the
 * known record.
 */
export const unknownResource: Derivation = (start) => {
  if (!isRead(start.operation)) return [];
  const parameters = variable(start.operation);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  if (start.fixture === undefined) return inPath.slice(0, 1).flatMap((parameter) => unknown(parameter, start));
  const naming = parameters.filter((parameter) => parameter.in === 'query' && namesByVariable(parameter, start));
  return [
    ...inPath.flatMap((parameter) => unknown(parameter, start)),
    ...naming.flatMap((parameter) =>
      unknown(parameter, start).map((one) => ({ ...one, expected: ['2XX', '4XX'], companions: [start.good] })),
    ),
  ];
};

function unknown(parameter: Parameter, { good }: Start): Derived[] {
  const value = unknownValue(parameter, good.query[parameter.name]);
  if (value === undefined) return [];
  return [
    {
      name: `${parameter.in} ${parameter.name} unknown`,
      rule: 'unknown-resource-rejected',
      draft: withValue(good, parameter, value),
      parameter,
    },
  ];
}

/** A made-up value of the right type; undefined if any value of the type may name a resource. */
export function unknownValue({ name, schema }: Parameter, known: unknown): string | undefined {
  const declared = isObject(schema) ? schema : {};
  if (Array.isArray(declared.enum)) return undefined;
  const type = onlyType(declared) ?? 'string';
  if (type === 'integer' || type === 'number') return '2147483646';
  if (type !== 'string') return undefined;
  if (declared.format === 'uuid') return '5f1c9e7a-0000-4000-8000-0000deadc0de';
  if (declared.format !== undefined) return undefined;
  const { pattern, minLength = 0, maxLength = Infinity } = declared;
  const slash = typeof known === 'string' && known.startsWith('/') ? '/' : '';
  return [`${slash}no-such-${name.toLowerCase()}-5f1c9e7a`, 'no-such-5f1c', 'zzzzzz']
    .filter((text) => text.length >= Number(minLength) && text.length <= Number(maxLength))
    .find((text) => typeof pattern !== 'string' || matches(pattern, text) === true);
}
