import type { Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import { madeUp } from '../draft.ts';
import { brokenValues, onlyType } from './broken.ts';
import { type Derivation, type Derived, isRead, type Start, variable, withValue } from './derivation.ts';

/** Breaks one constraint per case: a parameter omitted, empty, repeated, or violating its schema. */
export const negativeInput: Derivation = (start) =>
  isRead(start.operation)
    ? variable(start.operation).flatMap((parameter) => [
        ...(parameter.in === 'query' ? [...absent(parameter, start), ...repeated(parameter, start)] : []),
        ...brokenValues(parameter.schema, parameter.exploded).map(({ keyword, value }) =>
          rejected(parameter, `breaks ${keyword}`, value, start),
        ),
      ])
    : [];

/**
 * Cases of a required parameter that is omitted or empty. An optional parameter has none, because a server may treat an
 * empty one as omitted.
 */
function absent(parameter: Parameter, start: Start): Derived[] {
  if (!parameter.required) return [];
  const { schema } = parameter;
  const isText = isObject(schema) && onlyType(schema) === 'string';
  const isForbidden = isText && typeof schema.minLength === 'number' && schema.minLength > 0;
  return [
    rejected(parameter, 'left out', null, start),
    ...(isForbidden ? [rejected(parameter, 'empty', '', start)] : []),
  ];
}

/** A scalar that is sent twice. The server may use either value, but it must not fail. */
function repeated(parameter: Parameter, { good }: Start): Derived[] {
  const { name, schema } = parameter;
  const type = isObject(schema) ? schema.type : undefined;
  if (typeof type !== 'string' || type === 'array' || type === 'object') return [];
  const given = good.query[name];
  const value = given === undefined || typeof given === 'object' ? madeUp(parameter) : given;
  const draft = withValue(good, parameter, [value, value]);
  return [{ name: `query ${name} repeated`, rule: 'no-server-error', draft, parameter }];
}

const rejected = (parameter: Parameter, how: string, value: string | string[] | null, { good }: Start): Derived => ({
  name: `${parameter.in} ${parameter.name} ${how}`,
  rule: 'invalid-input-rejected',
  draft: withValue(good, parameter, value),
  parameter,
  ...(parameter.in === 'path' && { mayLeadElsewhere: true }),
});
