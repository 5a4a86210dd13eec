import type { Case } from '../cases/case.ts';
import { readFixtures } from '../cases/fixtures.ts';
import { type Given, derivedCases, startsOf } from '../cases/derive.ts';
import type { Known } from '../cases/draft.ts';
import { type Excluded, excludedOf } from '../cases/excluded.ts';
import { casesFromFixtures } from '../cases/from-fixtures.ts';
import { plainCases } from '../cases/plain.ts';
import { configuredCredentials } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import type { Shard } from '../config/shard.ts';
import { unknownVariables } from '../config/unknown.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { Problem } from '../problem.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Waiver } from '../waivers/waiver.ts';
import type { Connection } from './connection.ts';
import { PROJECT } from './configure.ts';
import { contractOf } from './contract-of.ts';
import { isTelling } from './refusals.ts';
import { isSelectedOperation, select, type Selection } from './select.ts';

/** Everything that is known before the first case is asked. */
export interface Plan {
  contract: Contract;
  /** Cases that are selected. */
  cases: Case[];
  /** Cases that are not selected, and tell whether a credential is taken or what is there to be named. */
  probes: Case[];
  /** Operations that are asked, or could not be. */
  operations: Operation[];
  /** Operations of which nothing is selected. */
  deselected: string[];
  /** Cases of selected operations that are not selected themselves. */
  leftOut: Case[];
  /** Fixture cases for which the contract has no place. */
  setAside: number;
  /** Operations that nothing is made up for, since their GETs do more than read. */
  excluded: Excluded[];
  /** What the explored cases are drawn from. */
  seed: number | undefined;
  /** Known deviations of this target, in its operations. */
  waivers: Waiver[];
  warnings: string[];
}

/**
 * Reads and checks all input and makes the cases. Nothing is sent but for a contract that is to be fetched.
 *
 * @throws Problem for whatever of the input is wrong
 */
export async function prepare(config: Config, connection: Connection, selection: Selection): Promise<Plan> {
  const own = config.spec === 'specs';
  const contract = await contractOf(config, connection, config.spec);
  const { waivers, warnings } = readWaivers(config.waivers, contract.operations.keys(), config.target.name);
  const fixtures = readFixtures(`${PROJECT}fixtures`);
  const known = knownOf(config);
  const made = casesFromFixtures(fixtures, contract, known, own);
  const asked = new Set(made.cases.map(({ operation }) => operation));
  const excluded = excludedOf(contract, asked);
  const left = new Set(excluded.map(({ operation }) => operation));
  const given: Given = {
    ...{ contract, known, fromFixtures: made.cases, excluded: left },
    fixtures: new Map(fixtures.map((fixture) => [fixture.operation, fixture])),
  };
  const explored = await explore(given, config);
  const shard = inShard([...contract.operations.keys()], config.shard);
  const everything = [
    ...made.cases,
    ...plainCases(contract, new Set([...asked, ...left]), made.cases, known),
    ...derivedCases(given),
    ...explored.cases,
  ];
  const all = everything.filter(({ operation }) => shard.has(operation));
  const cases = select(all, selection, config.origins);
  const selected = new Set(cases.map(({ operation }) => operation));
  const chosen = new Set(cases);
  const rest = all.filter((one) => !chosen.has(one));
  const told = new Set(cases.filter(isTelling).map(({ request }) => request.auth));
  const used = new Set(cases.map(({ request }) => request.auth).filter((auth) => !told.has(auth)));
  const sources = sourcesOf(cases, everything);
  const isProbe = (one: Case) => sources.has(one.id) || (isTelling(one) && used.has(one.request.auth));
  const isOut = (operation: string) => !selected.has(operation) && !isSelectedOperation(operation, selection, all);
  return {
    contract,
    cases,
    probes: everything.filter((one) => !chosen.has(one) && isProbe(one)),
    operations: [...contract.operations.values()].filter(({ key }) => shard.has(key) && !isOut(key)),
    deselected: [...shard].filter(isOut),
    leftOut: rest.filter(({ operation }) => selected.has(operation)),
    setAside: made.setAside,
    excluded: excluded.filter(({ operation }) => shard.has(operation)),
    seed: explored.seed,
    waivers: waivers.filter(({ operation }) => shard.has(operation) && !isOut(operation)),
    warnings: [...config.warnings, ...unknownVariables(config.settings, made.variables), ...warnings],
  };
}

/** Ids of all cases whose answers tell what is put into others. */
function sourcesOf(cases: readonly Case[], all: readonly Case[]): Set<string> {
  const byId = new Map(all.map((one) => [one.id, one]));
  const found = new Set<string>();
  const open = [...cases];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { from } of one.discover?.values ?? []) {
      const source = byId.get(from);
      if (found.has(from) || source === undefined) continue;
      found.add(from);
      open.push(source);
    }
  }
  return found;
}

/**
 * The operations of one shard, by turns: the same ones on every machine.
 *
 * @throws Problem `shard` where there are fewer operations than shards
 */
function inShard(operations: readonly string[], shard: Shard | undefined): Set<string> {
  if (shard === undefined) return new Set(operations);
  const { index, count } = shard;
  const own = [...operations].sort().filter((_, at) => at % count === index - 1);
  if (own.length > 0) return new Set(own);
  throw new Problem({
    code: 'shard',
    message: `shard ${index}/${count} has none of the ${operations.length} operations`,
    where: 'CONTRACT_SHARD',
    fix: `Use no more than ${operations.length} shards`,
  });
}

/** Drawn only where they are asked: a library is read for it. */
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
