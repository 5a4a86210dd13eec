import { type Case, wantsSuccess } from '../cases/case.ts';
import { type Given, derivedCases, startsOf } from '../cases/derive.ts';
import { type Known, neededParameters } from '../cases/draft.ts';
import { type Excluded, excludedOf } from '../cases/excluded.ts';
import type { Fixture } from '../cases/fixtures.ts';
import { casesFromFixtures } from '../cases/from-fixtures.ts';
import { plainCases } from '../cases/plain.ts';
import { parameterVariable } from '../cases/variables.ts';
import { configuredCredentials } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import { COMMAND } from '../config/packed.ts';
import { unknownVariables } from '../config/unknown.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { lifecycleCases } from '../lifecycles/cases.ts';
import { exclusionOf } from '../lifecycles/excluded.ts';
import { type Lifecycles, lifecyclesOf } from '../lifecycles/lifecycle.ts';
import { ledgersIn } from '../lifecycles/read-ledger.ts';
import type { Connection } from '../target/connection.ts';
import { type LoadContract, loadContracts } from '../target/contract-loader.ts';
import { embeddedWarnings, NOT_EMBEDDED, notEmbedded } from '../target/not-embedded.ts';
import { partialDocument } from '../target/partial-document.ts';
import { SAME_RESPONSE } from '../record/sides.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Waiver } from '../waivers/waiver.ts';
import { fixturesOf } from './fixtures.ts';
import { unselectedProbes } from './probes.ts';
import { isExcluded, isSelectedOperation, select, type Selection } from './selection.ts';
import { wholeLifecycles } from './lifecycles/whole.ts';
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
  /** Operations that are sent once at most, without credentials, or never, with the reasons. */
  excluded: Excluded[];
  /** The life cycles of a disposable target, and all of their cases, selected or not. */
  writes: PlannedWrites | undefined;
  /** Seed of the explored cases. */
  seed: number | undefined;
  /** Waivers for this target and its operations. */
  waivers: Waiver[];
  warnings: string[];
}

/** The writes of a run to a disposable target. */
export interface PlannedWrites {
  lifecycles: Lifecycles;
  cases: readonly Case[];
}

/**
 * Reads and validates all input and makes the cases. Nothing is sent, except to fetch a contract, and
 * to find out whether a served one is complete.
 *
 * @param load loads each contract
 * @param sides the names of both sides of a comparison, by which waivers name them
 * @throws Problem for invalid input
 */
export async function planRun(
  config: Config,
  connection: Connection,
  selection: Selection,
  load?: LoadContract,
  sides?: readonly string[],
): Promise<Plan> {
  const loaded = await loadContracts(config, connection, load);
  const { contract, served } = loaded;
  const unsent = notEmbedded(loaded, config);
  const { waivers, warnings } = readWaivers(config.waivers, contract.operations.keys(), sides ?? [config.target.name]);
  const made = await makeCases(config, contract, selection.include);
  const partial = served && (await partialDocument(connection, served, made.withFixture));
  const groupOf = (operation: string) =>
    made.writes?.lifecycles.roles.get(operation)?.lifecycle?.create.key ?? operation;
  const shard = operationsOfShard([...contract.operations.keys()], config.shard, groupOf);
  const inShard = made.cases.filter(({ operation }) => shard.has(operation));
  const all = wholeLifecycles(select(inShard, selection, config.origins), inShard, selection, made.writes?.lifecycles);
  const isSent = ({ operation }: Case) => !unsent.has(operation);
  const cases = all.filter(isSent);
  const [chosen, selected] = [new Set(all), new Set(all.map(({ operation }) => operation))];
  const isDeselected = (operation: string) =>
    !selected.has(operation) && !isSelectedOperation(operation, selection, inShard);
  const isIn = (operation: string) => shard.has(operation) && !isDeselected(operation);
  return {
    contract,
    cases,
    probes: unselectedProbes(
      cases,
      made.cases.filter((one) => isSent(one) && (one.provesRoute !== true || !isExcluded(one, selection))),
    ),
    operations: [...contract.operations.values()].filter(({ key }) => isIn(key)),
    deselected: [...shard].filter(isDeselected),
    leftOut: inShard.filter((one) => selected.has(one.operation) && !chosen.has(one)),
    setAside: made.setAside,
    excluded: [
      ...made.excluded.filter(({ operation }) => shard.has(operation) && !unsent.has(operation)),
      ...[...unsent].filter(isIn).map((operation) => ({ operation, reason: NOT_EMBEDDED })),
    ],
    writes: made.writes,
    seed: made.seed,
    waivers: waivers.filter(
      ({ operation, check }) => isIn(operation) && (sides !== undefined || check !== SAME_RESPONSE),
    ),
    warnings: [
      ...config.warnings,
      ...made.warnings,
      ...(partial === undefined ? [] : [partial]),
      ...embeddedWarnings([...unsent].filter(isIn)),
      ...writeWarnings(config, made.writes?.cases ?? []),
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
  const { fixtures, isFor, warnings } = fixturesOf(config, contract);
  const known = knownOf(config);
  const fromFixtures = casesFromFixtures(fixtures, contract, known, isFor);
  const withFixture = new Set(fromFixtures.cases.map(({ operation }) => operation));
  const isWriting = config.isDisposable && config.origins.includes('lifecycle');
  const lifecycles = isWriting ? lifecyclesOf(contract.operations.values()) : undefined;
  const others = lifecycles === undefined ? [] : excludedWrites(lifecycles);
  const excluded = excludedOf(contract, withFixture, { include, others, isDisposable: isWriting });
  const given: Given = {
    contract,
    known,
    fromFixtures: fromFixtures.cases,
    fixtures: new Map(fixtures.map((fixture): [string, Fixture] => [fixture.operation, fixture])),
    excluded: new Set(excluded.map(({ operation }) => operation)),
  };
  const explored = await explore(given, config);
  const writes = lifecycles && { lifecycles, cases: lifecycleCases(contract, lifecycles, given.excluded, known) };
  const ready = fromFixtures.cases.filter((one) => wantsSuccess(one) && one.missing.length === 0);
  const plain = plainCases(contract, new Set([...ready.map(({ operation }) => operation), ...given.excluded]), known);
  return {
    cases: [...fromFixtures.cases, ...plain, ...derivedCases(given), ...explored.cases, ...(writes?.cases ?? [])],
    writes,
    setAside: fromFixtures.setAside,
    warnings,
    variables: fromFixtures.variables,
    withFixture: fixtures.map(({ operation }) => operation),
    excluded,
    seed: explored.seed,
  };
}

/** Warnings about consent without effect, and about what an earlier run made and did not delete. */
function writeWarnings({ isDisposable, target, settings, reportDir }: Config, cases: readonly Case[]): string[] {
  if (!isDisposable || target.baseUrl === undefined) return [];
  const names = ledgersIn(reportDir);
  const source = settings.get('CONTRACT_DISPOSABLE')?.source ?? 'environment';
  return [
    ...(cases.length > 0
      ? []
      : [`CONTRACT_DISPOSABLE (${source}) has no effect: no write of the contract is sent; try --spec served`]),
    ...names.map((name) => `${name} is of a run that did not delete what it made; ${COMMAND} clean does`),
  ];
}

/** The writes that are not sent with credentials, with the reasons. */
const excludedWrites = (lifecycles: Lifecycles): Excluded[] =>
  [...lifecycles.roles].flatMap(([operation, role]) => {
    const reason = role.kind === 'read' || role.kind === 'list' ? undefined : exclusionOf(role, lifecycles);
    return reason === undefined ? [] : [{ operation, reason }];
  });

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
