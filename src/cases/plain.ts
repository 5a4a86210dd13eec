import type { Contract } from '../contract/contract.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { type Case, wantsSuccess } from './case.ts';
import { idStem } from './derive.ts';
import { type Known, madeUp, requestOf } from './draft.ts';
import { type Listing, sourceOf } from './resource-discovery.ts';
import { templateNames } from '../contract/path-template.ts';

/**
 * Makes one case for each GET without a fixture. A parameter's value comes from the variable of its name, from the
 * response to another case, or is made up. Any status but 5XX is expected. If all values are configured, the status
 * must be declared. The route may be missing.
 *
 * @param skipped keys of the operations that have a fixture or are excluded
 * @param fromFixtures cases whose responses may list resources
 */
export function plainCases(
  contract: Contract,
  skipped: ReadonlySet<string>,
  fromFixtures: readonly Case[],
  known: Known,
): Case[] {
  const operations = [...contract.operations.values()];
  const reads = operations.filter(({ key, method }) => method === 'GET' && !skipped.has(key));
  const idOf = (operation: Operation) => `${idStem(operation, contract)} › any › as documented`;
  const listings = [
    ...listingsOf(contract, fromFixtures),
    ...reads.map((operation) => ({ operation, id: idOf(operation), isFree: needed(operation).length === 0 })),
  ];
  return reads
    .filter(({ responses }) => responses.size > 0)
    .map((operation): Case => {
      const given = needed(operation).map((parameter) => ({
        parameter,
        configured: known.variables[variableName(parameter.name)],
        source: sourceOf(operation, parameter, listings),
      }));
      const values = (location: Parameter['in']) =>
        Object.fromEntries(
          given
            .filter(({ parameter }) => parameter.in === location)
            .map(({ parameter, configured }) => [parameter.name, configured ?? madeUp(parameter)]),
        );
      const auth = known.credentials.has('token') ? 'token' : 'none';
      const drafted = { auth, path: values('path'), query: values('query'), missing: [] } as const;
      const discover = given.flatMap(({ configured, source }) =>
        configured === undefined && source !== undefined ? [source] : [],
      );
      const isCertain = given.every(({ configured }) => configured !== undefined);
      return {
        id: idOf(operation),
        operation: operation.key,
        origin: 'derived',
        expected: isCertain ? declaredExcept5xx(operation) : ['2XX', '3XX', '4XX'],
        rule: isCertain ? 'status-expected' : 'no-server-error',
        request: requestOf(operation, drafted),
        expect: {},
        missing: [],
        mayMissRoute: 'until-proved',
        provesRoute: true,
        ...(discover.length > 0 && { discover: { values: discover, draft: drafted } }),
      };
    });
}

/** Cases of fixtures that may list resources. Their requests need no values from other responses. */
function listingsOf({ operations }: Contract, cases: readonly Case[]): Listing[] {
  return cases.flatMap((one) => {
    const operation = operations.get(one.operation);
    const mayList = operation?.method === 'GET' && wantsSuccess(one) && one.request.auth === 'token';
    return mayList ? [{ operation, id: one.id, isFree: true }] : [];
  });
}

/** Parameters that a request needs. Real documents do not always declare the parameters of their paths. */
function needed({ path, parameters }: Operation): Parameter[] {
  const inPath = templateNames(path).map(
    (name): Parameter =>
      parameters.find((one) => one.in === 'path' && one.name === name) ?? {
        name,
        in: 'path',
        required: true,
        schema: undefined,
        exploded: false,
        style: 'simple',
        pointer: undefined,
      },
  );
  return [...inPath, ...parameters.filter((parameter) => parameter.in === 'query' && parameter.required)];
}

const declaredExcept5xx = ({ responses }: Operation): string[] => {
  const statuses = [...responses.keys()].filter((status) => !status.startsWith('5'));
  return statuses.length > 0 ? statuses : ['2XX'];
};

/** The variable of a parameter, without its prefix: `PROJECT_SLUG` for `projectSlug`. */
const variableName = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase();
