import { type Case, wantsSuccess } from '../cases/case.ts';
import { type Given, derivedCases, startsOf } from '../cases/derive.ts';
import { type Known, neededParameters } from '../cases/draft.ts';
import { type Excluded, excludedOf } from '../cases/excluded.ts';
import { type Fixture, readFixtures } from '../cases/fixtures.ts';
import { casesFromFixtures } from '../cases/from-fixtures.ts';
import { plainCases } from '../cases/plain.ts';
import { parameterVariable } from '../cases/variables.ts';
import { configuredCredentials } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import { PROJECT } from '../config/project.ts';
import { unknownVariables } from '../config/unknown.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Connection } from '../target/connection.ts';
import { loadTargetContract } from '../target/contract-loader.ts';
import { partialDocument } from '../target/partial-document.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Waiver } from '../waivers/waiver.ts';
import { unselectedProbes } from './probes.ts';
import { isExcluded, isSelectedOperation, select, type Selection } from './selection.ts';
import { operationsOfShard } from './shards.ts';

/** Everything that is known before the first case is sent. */
export interface Plan {
  contract: Contract;
  /** Cases that are selected. */
  cases: Case[];
  /** Unselected cases that are sent as probes, or for the values in their answers. */
  probes: Case[];
  /** Operations with a selected case, and operations without any case. */
  operations: Operation[];
  /** Operations without selected cases. */
  deselected: string[];
  /** Cases of selected operations that are not selected themselves. */
  leftOut: Case[];
  /** Number of fixture cases that do not fit this contract. */
  setAside: number;
  /** Operations that are sent once at most, without credentials, with the reasons. */
  excluded: Excluded[];
  /** Seed of the explored cases. */
  seed: number | undefined;
  /** Waivers for this target and its operations. */
  waivers: Waiver[];
  warnings: string[];
}

/**
 * Reads and validates all input and makes the cases. Nothing is sent, except to fetch a contract, and
 * to find out whether a served one is complete.
 *
 * @throws Problem for invalid input
 */
export async function planRun(config: Config, connection: Connection, selection: Selection): Promise<Plan> {
  const contract = await loadTargetContract(config, connection, config.spec);
  const { waivers, warnings } = readWaivers(config.waivers, contract.operations.keys(), config.target.name);
  const made = await makeCases(config, contract, selection.include);
  const partial = config.spec === 'served' ? await partialDocument(connection, contract, made.withFixture) : undefined;
  const shard = operationsOfShard([...contract.operations.keys()], config.shard);
  const inShard = made.cases.filter(({ operation }) => shard.has(operation));
  const cases = select(inShard, selection, config.origins);
  const [chosen, selected] = [new Set(cases), new Set(cases.map(({ operation }) => operation))];
  const isDeselected = (operation: string) =>
    !selected.has(operation) && !isSelectedOperation(operation, selection, inShard);
  const isIn = (operation: string) => shard.has(operation) && !isDeselected(operation);
  return {
    contract,
    cases,
    probes: unselectedProbes(
      cases,
      made.cases.filter((one) => one.provesRoute !== true || !isExcluded(one, selection)),
    ),
    operations: [...contract.operations.values()].filter(({ key }) => isIn(key)),
    deselected: [...shard].filter(isDeselected),
    leftOut: inShard.filter((one) => selected.has(one.operation) && !chosen.has(one)),
    setAside: made.setAside,
    excluded: made.excluded.filter(({ operation }) => shard.has(operation)),
    seed: made.seed,
    waivers: waivers.filter(({ operation }) => isIn(operation)),
    warnings: [
      ...config.warnings,
      ...(partial === undefined ? [] : [partial]),
      ...unknownVariables(config.settings, [...made.variables, ...parameterVariables(contract)]),
      ...warnings,
    ],
  };
}

/** The variables of the parameters of requests without a fixture. */
const parameterVariables = ({ operations }: Contract): string[] =>
  [...operations.values()].flatMap(neededParameters).flatMap(({ name }) => parameterVariable(name) ?? []);

/** Makes all cases: from fixtures, derived from the contract, and explored. */
async function makeCases(config: Config, contract: Contract, include: readonly string[] = []) {
  const fixtures = readFixtures(`${PROJECT}fixtures`);
  const known = knownOf(config);
  const fromFixtures = casesFromFixtures(fixtures, contract, known, config.spec === 'specs');
  const withFixture = new Set(fromFixtures.cases.map(({ operation }) => operation));
  const excluded = excludedOf(contract, withFixture, include);
  const given: Given = {
    contract,
    known,
    fromFixtures: fromFixtures.cases,
    fixtures: new Map(fixtures.map((fixture): [string, Fixture] => [fixture.operation, fixture])),
    excluded: new Set(excluded.map(({ operation }) => operation)),
  };
  const explored = await explore(given, config);
  const ready = fromFixtures.cases.filter((one) => wantsSuccess(one) && one.missing.length === 0);
  const plain = plainCases(contract, new Set([...ready.map(({ operation }) => operation), ...given.excluded]), known);
  return {
    cases: [...fromFixtures.cases, ...plain, ...derivedCases(given), ...explored.cases],
    setAside: fromFixtures.setAside,
    variables: fromFixtures.variables,
    withFixture: fixtures.map(({ operation }) => operation),
    excluded,
    seed: explored.seed,
  };
}

/** Makes the explored cases. fast-check is loaded only if there are any. */
async function explore(given: Given, { exploration, origins }: Config): Promise<{ cases: Case[]; seed?: number }> {
  if (exploration === undefined || !origins.includes('explored')) return { cases: [] };
  const { exploredCases, seedOf } = await import('../cases/explored/explore.ts');
  const seed = exploration.seed ?? seedOf(given.contract);
  const starts = startsOf(given).filter(({ operation }) => !given.excluded.has(operation.key));
  return { cases: exploredCases(given.contract, starts, { runs: exploration.runs, seed }), seed };
}

function knownOf(config: Config): Known {
  const { available } = configuredCredentials(config);
  return { variables: config.variables, credentials: available, faults: config.faultHeader !== undefined };
}
