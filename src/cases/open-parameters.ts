import type { Operation, Parameter } from '../contract/operations.ts';
import type { Case } from './case.ts';
import { isRead, type Start, withValue } from './derived/derivation.ts';
import { neededParameters, requestOf } from './draft.ts';
import type { Auth, Scalar } from './fixtures.ts';
import type { Draft, QueryValue } from './request.ts';

/**
 * The parameters of a case that keep the made-up value of the good request, alone or repeated. A read without a fixture
 * is open even without such a parameter, because its credentials depend on the responses, too.
 */
export function openParameters(
  { operation, fixture, good, open }: Start,
  draft: Draft,
  companions: readonly Draft[] = [],
): Pick<Case, 'open'> {
  const isOpen = (one: Parameter) => [valueOf(draft, one)].flat().every((each) => each === valueOf(good, one));
  // Large contracts have many cases whose parameters are all open.
  const parameters = open.every(isOpen) ? open : open.filter(isOpen);
  if (fixture !== undefined || !isRead(operation)) return {};
  return { open: { draft, parameters, ...(companions.length > 0 && { companions }) } };
}

/** The open parameters of a case. */
export const openOf = ({ open }: Pick<Case, 'open'>): readonly Parameter[] => open?.parameters ?? [];

/**
 * A case that sends further optional parameters, without which its operation refuses the request. One that the case
 * itself changes stays as it is.
 */
export function withAdded(one: Case, added: readonly Parameter[]): Case {
  const { open, parameter } = one;
  if (open === undefined || added.length === 0) return one;
  const missing = added.filter((each) => each.name !== parameter?.name && valueOf(open.draft, each) === undefined);
  return { ...one, open: { ...open, parameters: [...open.parameters, ...missing] } };
}

/** The values of the other parameters that the request needs: they are configured. */
export function fixedOf(one: Case, operation: Operation): ReadonlyMap<Parameter, Scalar> {
  const { draft, parameters } = one.open ?? { draft: undefined, parameters: [] };
  if (draft === undefined) return new Map();
  const fixed = neededParameters(operation).filter((each) => !parameters.some(({ name }) => name === each.name));
  return new Map(
    fixed.flatMap((each) => {
      const value = valueOf(draft, each);
      return typeof value === 'string' ? [[each, value] as const] : [];
    }),
  );
}

const valueOf = ({ path, query }: Draft, { in: location, name }: Parameter): QueryValue | undefined =>
  (location === 'query' ? query : path)[name];

/** The key of a parameter among those of its operation (OpenAPI 3.0.3, Parameter Object). */
export const keyOf = ({ in: location, name }: Parameter): string => `${location} ${name}`;

/** True for the credentials with which reads are sent. */
export const isReader = (auth: Auth): boolean => auth === 'token' || auth === 'user';

/**
 * A case with values for its open parameters; those without a value keep the made-up one. Its companions get the same
 * values, except those that they change.
 *
 * @param values by the key of the parameter
 * @param reader credentials of the requests that are sent with those of a reader
 */
export function withValues(one: Case, operation: Operation, values: ReadonlyMap<string, Scalar>, reader?: Auth): Case {
  if (one.open === undefined) return one;
  const { draft, parameters, companions = [] } = one.open;
  const filled = (each: Draft): Draft => {
    const auth = reader !== undefined && isReader(each.auth) ? reader : each.auth;
    const own = parameters.filter((parameter) => valueOf(each, parameter) === valueOf(draft, parameter));
    return own.reduce((before, parameter) => withOwn(before, parameter, values), { ...each, auth });
  };
  return {
    ...one,
    request: { ...one.request, ...requestOf(operation, filled(draft)), method: one.request.method },
    ...(companions.length > 0 && { companions: companions.map((each) => requestOf(operation, filled(each))) }),
  };
}

/** A draft with the value of a parameter, repeated as often as before. */
function withOwn(draft: Draft, parameter: Parameter, values: ReadonlyMap<string, Scalar>): Draft {
  const value = values.get(keyOf(parameter));
  if (value === undefined) return draft;
  const before = valueOf(draft, parameter);
  return withValue(draft, parameter, Array.isArray(before) ? before.map(() => value) : value);
}
