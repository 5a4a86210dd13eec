import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { isDeclared } from '../contract/responses.ts';
import type { Case } from './case.ts';
import { draftOf, type Known, requestOf } from './draft.ts';
import type { Draft } from './request.ts';
import type { Fixture, Overrides, Scalar } from './fixtures.ts';
import { checkName, checkOperation, checkPath, checkStatus } from './fixture-problems.ts';
import { fill, variablesOf } from './variables.ts';

/** Cases made from fixtures, and the number of those that were set aside. */
export interface FixtureCases {
  cases: Case[];
  /** Cases whose operation or status the contract does not declare. */
  setAside: number;
  /** Every environment variable that fixtures name. */
  variables: string[];
}

/**
 * Makes the cases that fixtures describe.
 *
 * @param isFor true for a fixture that was written for this contract. A case of it that does not fit the contract is a
 * Problem; other cases are set aside and counted
 */
export function casesFromFixtures(
  fixtures: readonly Fixture[],
  contract: Contract,
  known: Known,
  isFor: (fixture: Fixture) => boolean,
): FixtureCases {
  const result: FixtureCases = { cases: [], setAside: 0, variables: [] };
  const ids = new Set<string>();
  const operations = new Map<string, Fixture>();
  for (const fixture of fixtures) {
    result.variables.push(...variablesOf(JSON.stringify(fixture.source.value)));
    const operation = contract.operations.get(fixture.operation);
    const own = isFor(fixture);
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
        rule: 'status-expected',
        expected,
        ...requestPart(fixture, row, operation, known),
      });
    }
  }
  return result;
}

/** The request of a case, with variables replaced by their values. */
function requestPart(
  fixture: Fixture,
  { overrides, pointer }: Fixture['cases'][number],
  operation: Operation,
  known: Known,
): Pick<Case, 'request' | 'expect' | 'missing' | 'given'> {
  const { fault } = overrides;
  const draft = draftOf(fixture, overrides, operation, known);
  checkPath(fixture, pointer, operation, draft.path);
  const { expect, missing } = expectations(overrides.expect ?? {}, draft, known);
  if (fault !== undefined && !known.faults) missing.push('CONTRACT_FAULT_HEADER');
  const { given = [] } = draft;
  return { request: { ...requestOf(operation, draft), fault }, expect, missing: [...new Set(missing)], given };
}

/** The expected values of the body, with variables replaced by their values. */
function expectations(
  expect: NonNullable<Overrides['expect']>,
  { missing }: Draft,
  { variables }: Known,
): { expect: Case['expect']; missing: string[] } {
  const all = [...missing];
  const filled = Object.entries(expect).map(([pointer, given]): [string, Scalar | null] => {
    if (typeof given !== 'string') return [pointer, given];
    const { text, missing: unset } = fill(given, variables);
    all.push(...unset);
    return [pointer, text ?? given];
  });
  return { expect: Object.fromEntries(filled), missing: all };
}
