import { TOKEN_VARIABLES } from '../config/credentials.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';
import type { Auth, Fixture, Overrides, Scalar } from './fixtures.ts';
import { templateNames } from '../contract/path-template.ts';
import { acceptOf } from './accept.ts';
import type { CaseRequest, Draft } from './request.ts';
import { isOtherRoute, urlOf } from './url.ts';
import { fill, parameterVariable, variablesOf } from './variables.ts';

/** The values that the configuration provides for cases. */
export interface Known {
  /** Values by their names in fixtures. */
  variables: Readonly<Record<string, string>>;
  /** Credentials that are configured. */
  credentials: ReadonlySet<Auth>;
  /** True if the target can be made to return a given status. */
  faults: boolean;
}

/**
 * A fixture's request with the overrides of a case. Variables are replaced by their values. If a variable is not set
 * and the server rejects the request before it uses the value, a made-up value is used.
 */
export function draftOf(fixture: Fixture, overrides: Overrides, operation: Operation, known: Known): Draft {
  const { auth, path, query } = merged(fixture.request, overrides);
  const isFaulted = overrides.fault !== undefined;
  const acceptsMadeUp = isFaulted || auth === 'none' || auth === 'malformed';
  const missing: string[] = [];
  const used = new Set<string>();
  const value = <T extends Scalar | null>(given: T, name: string): T | string => {
    if (typeof given !== 'string') return given;
    const { text, missing: unset } = fill(given, known.variables);
    if (text !== undefined) {
      for (const variable of variablesOf(given)) used.add(variable);
      return text;
    }
    if (acceptsMadeUp) return madeUp(operation.parameters.find((parameter) => parameter.name === name) ?? { name });
    missing.push(...unset);
    return given;
  };
  const filled = {
    path: mapValues(path, value),
    query: mapValues(query, (given, name) =>
      Array.isArray(given) ? given.map((each) => value(each, name)) : value(given, name),
    ),
  };
  return { ...filled, auth: credentials(auth, known, missing, isFaulted), missing, given: [...used] };
}

/** Parameters that a request needs. Real documents do not always declare the parameters of their paths. */
export function neededParameters({ path, parameters }: Operation): Parameter[] {
  const undeclared = { in: 'path', required: true, exploded: false, style: 'simple' } as const;
  const inPath = templateNames(path).map(
    (name): Parameter =>
      parameters.find((one) => one.in === 'path' && one.name === name) ?? {
        ...{ ...undeclared, name, schema: undefined, pointer: undefined },
      },
  );
  return [...inPath, ...parameters.filter((parameter) => parameter.in === 'query' && parameter.required)];
}

/**
 * A draft with the required parameters only. Their values come from the variables of their names, or are made up.
 *
 * @param variables values by variable, without prefix
 * @returns the draft, and the parameters whose values are made up
 */
export function requiredDraft(
  operation: Operation,
  auth: Auth,
  variables: Known['variables'] = {},
): { draft: Draft; open: Parameter[] } {
  const needed = neededParameters(operation);
  const configured = ({ name }: Parameter): string | undefined => {
    const variable = parameterVariable(name);
    return variable === undefined ? undefined : variables[variable.replace('CONTRACT_', '')];
  };
  const values = (location: Parameter['in']) =>
    Object.fromEntries(
      needed.filter((one) => one.in === location).map((one) => [one.name, configured(one) ?? madeUp(one)]),
    );
  const given = needed
    .filter((one) => configured(one) !== undefined)
    .flatMap(({ name }) => parameterVariable(name) ?? []);
  return {
    draft: { auth, path: values('path'), query: values('query'), missing: [], given },
    open: needed.filter((one) => configured(one) === undefined),
  };
}

/** Builds the request of a draft. */
export const requestOf = (operation: Operation, { auth, path, query }: Draft): CaseRequest => ({
  method: operation.method,
  url: urlOf(operation.path, path, query),
  auth,
  accept: acceptOf(operation),
  fault: undefined,
});

/** Merges overrides into a request, key by key. */
function merged(request: Fixture['request'], overrides: Overrides) {
  return {
    auth: overrides.auth ?? request.auth,
    path: { ...request.path, ...overrides.path },
    query: { ...request.query, ...overrides.query },
  };
}

/** The credentials to send. Servers return a fault before they authenticate, so a fault needs no credentials. */
function credentials(auth: Auth, known: Known, missing: string[], isFaulted: boolean): Auth {
  if (typeof auth === 'object') {
    if ('bearer' in auth) missing.push(...fill(auth.bearer, known.variables).missing);
    return auth;
  }
  if (auth === 'none' || auth === 'malformed' || known.credentials.has(auth)) return auth;
  if (isFaulted) return 'none';
  missing.push(TOKEN_VARIABLES[auth]);
  return auth;
}

/** A made-up value of the declared type. */
export function madeUp({ name, schema }: { name: string; schema?: unknown }): string {
  const { format, type, enum: values } = isObject(schema) ? schema : {};
  const listed: unknown[] = Array.isArray(values) ? values : [];
  const allowed = listed.filter(isScalar).find((value) => !isOtherRoute(String(value)));
  if (allowed !== undefined) return String(allowed);
  if (format === 'uuid') return '5f1c9e7a-0000-4000-8000-000000000000';
  if (format === 'date-time') return '2020-01-01T00:00:00Z';
  if (type === 'integer' || type === 'number') return '1';
  return type === 'boolean' ? 'true' : `made-up-${name.toLowerCase()}`;
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const mapValues = <T, U>(object: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
