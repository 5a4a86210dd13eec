import { isObject } from '../../contract/pointer.ts';
import { type Derivation, isRead, variable, withValue } from './derivation.ts';

/** Omitting a parameter means the same as sending its default (OpenAPI 3.0.3, Schema Object, `default`). */
export const defaults: Derivation = ({ operation, fixture, good }) =>
  fixture === undefined || !isRead(operation)
    ? []
    : variable(operation).flatMap((parameter) => {
        const preset = isObject(parameter.schema) ? parameter.schema.default : undefined;
        if (parameter.in !== 'query' || parameter.required || !isScalar(preset)) return [];
        const [out, sent] = [withValue(good, parameter, null), withValue(good, parameter, preset)];
        return [
          {
            name: `query ${parameter.name} by default`,
            rule: 'default-applied' as const,
            draft: out,
            parameter,
            companions: [out, sent, sent, out],
          },
        ];
      });

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
