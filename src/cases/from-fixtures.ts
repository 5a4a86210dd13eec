import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';
import { isDeclared } from '../contract/responses.ts';
import type { Case } from './case.ts';
import type { Auth, Fixture, Overrides, Scalar } from './fixtures.ts';
import { checkName, checkOperation, checkPath, checkStatus } from './fixture-problems.ts';
import { urlOf } from './url.ts';
import { fill, variablesOf } from './variables.ts';

/** What the configuration can give to a case. */
export interface Known {
  /** Values by the name that fixtures use. */
  variables: Readonly<Record<string, string>>;
  /** Credentials that are there to be sent. */
  credentials: ReadonlySet<Auth>;
  /** True where the target can be told to answer a status. */
  faults: boolean;
}

/** Cases made from fixtures, and what of the fixtures the contract has no place for. */
export interface FixtureCases {
  cases: Case[];
  /** Cases whose operation or status the contract lacks. */
  setAside: number;
  /** Every environment variable that a fixture names. */
  variables: string[];
}

/** Variable that each kind of credentials is configured by. */
const CREDENTIAL: Readonly<Record<string, string>> = {
  token: 'CONTRACT_TOKEN',
  restricted: 'CONTRACT_RESTRICTED_TOKEN',
  service: 'CONTRACT_SERVICE_TOKEN',
};

/**
 * Makes the cases that fixtures describe.
 *
 * @param own true where the contract is the one the fixtures were written for: what it lacks is then a Problem,
 *   otherwise it is set aside and counted
 */
export function casesFromFixtures(
  fixtures: readonly Fixture[],
  contract: Contract,
  known: Known,
  own: boolean,
): FixtureCases {
  const result: FixtureCases = { cases: [], setAside: 0, variables: [] };
  const ids = new Set<string>();
  const operations = new Map<string, Fixture>();
  for (const fixture of fixtures) {
    result.variables.push(...variablesOf(JSON.stringify(fixture.source.value)));
    const operation = contract.operations.get(fixture.operation);
    if (own) checkOperation(fixture, contract, operations);
    if (operation === undefined) {
      result.setAside += fixture.cases.length;
      continue;
    }
    for (const row of fixture.cases) {
      const expected = row.status.split(' ');
      if (own) checkStatus(fixture, row, operation, expected);
      if (!expected.every((status) => isDeclared(operation, status))) {
        result.setAside++;
        continue;
      }
      const id = `${fixture.stem} › ${row.status} › ${row.name}`;
      checkName(fixture, row, id, ids);
      result.cases.push({
        id,
        operation: operation.key,
        origin: 'fixture',
        expected,
        ...ask(fixture, row, operation, known),
      });
    }
  }
  return result;
}

/** The request of one row, with variables put in where they are set, and made-up values where none are needed. */
function ask(
  fixture: Fixture,
  { overrides, pointer }: Fixture['cases'][number],
  operation: Operation,
  known: Known,
): Pick<Case, 'request' | 'expect' | 'missing'> {
  const { auth, path, query } = merged(fixture.request, overrides);
  const { fault } = overrides;
  const missing = new Set<string>();
  const anyValueDoes = fault !== undefined || auth === 'none' || auth === 'malformed';
  const value = <T extends Scalar | null>(given: T, name: string): T | string => {
    if (typeof given !== 'string') return given;
    const { text, missing: unset } = fill(given, known.variables);
    if (text !== undefined) return text;
    if (anyValueDoes) return madeUp(operation, name);
    unset.forEach((each) => missing.add(each));
    return given;
  };
  const filledPath = mapValues(path, value);
  checkPath(fixture, pointer, operation, filledPath);
  const filledQuery = mapValues(query, (given, name) =>
    Array.isArray(given) ? given.map((each) => value(each, name)) : value(given, name),
  );
  const ready = credentials(auth, known, missing, fault !== undefined);
  if (fault !== undefined && !known.faults) missing.add('CONTRACT_FAULT_HEADER');
  return {
    request: { method: operation.method, url: urlOf(operation.path, filledPath, filledQuery), auth: ready, fault },
    expect: mapValues(overrides.expect ?? {}, value),
    missing: [...missing],
  };
}

/** Overrides replace the request key by key. */
function merged(request: Fixture['request'], overrides: Overrides) {
  return {
    auth: overrides.auth ?? request.auth,
    path: { ...request.path, ...overrides.path },
    query: { ...request.query, ...overrides.query },
  };
}

/** A fault comes before authentication, so it needs no credentials. */
function credentials(auth: Auth, known: Known, missing: Set<string>, faulted: boolean): Auth {
  if (typeof auth === 'object') {
    fill(auth.bearer, known.variables).missing.forEach((each) => missing.add(each));
    return auth;
  }
  const variable = CREDENTIAL[auth];
  if (variable === undefined || known.credentials.has(auth)) return auth;
  if (faulted) return 'none';
  missing.add(variable);
  return auth;
}

/** A value of the declared format that names nothing. */
function madeUp(operation: Operation, name: string): string {
  const schema = operation.parameters.find((parameter) => parameter.name === name)?.schema;
  return isObject(schema) && schema.format === 'uuid'
    ? '5f1c9e7a-0000-4000-8000-000000000000'
    : `made-up-${name.toLowerCase()}`;
}

const mapValues = <T, U>(object: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
