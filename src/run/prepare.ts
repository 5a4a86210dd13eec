import { fileURLToPath } from 'node:url';
import type { Case } from '../cases/case.ts';
import { readFixtures } from '../cases/fixtures.ts';
import { type Given, derivedCases, startsOf } from '../cases/derive.ts';
import type { Known } from '../cases/draft.ts';
import { type Excluded, excludedOf } from '../cases/excluded.ts';
import { casesFromFixtures } from '../cases/from-fixtures.ts';
import { casesWithoutFixture } from '../cases/without-fixture.ts';
import type { Client } from '../client/client.ts';
import { configuredCredentials } from '../client/credentials.ts';
import { type Config, readConfig } from '../config/config.ts';
import type { Sources } from '../config/settings.ts';
import { unknownVariables } from '../config/unknown.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { isTelling } from './refusals.ts';
import { askPatiently, createPatience } from './patience.ts';
import { isSelectedOperation, select, type Selection } from './select.ts';

/** Folder of the project: specs/ and fixtures/ belong to it. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Everything that is known before the first case is asked. */
export interface Plan {
  contract: Contract;
  /** Cases that are selected. */
  cases: Case[];
  /** Cases that are not selected, and tell whether a credential is taken that selected ones use. */
  probes: Case[];
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
  warnings: string[];
}

/** Reads the configuration with the project's own embedded.env. */
export const configure = (sources: Sources): Config => readConfig(sources, `${PROJECT}fixtures`);

/**
 * Reads and checks all input and makes the cases. Nothing is sent but for a contract that is to be fetched.
 *
 * @throws Problem for whatever of the input is wrong
 */
export async function prepare(config: Config, { client, baseUrl }: Connection, selection: Selection): Promise<Plan> {
  const own = config.spec === 'specs';
  const spec = config.spec === 'served' ? `${baseUrl}/api/docs/json` : config.spec;
  const contract = await loadContract(own ? `${PROJECT}specs` : spec, (url) =>
    download(client, url, config.patienceMs),
  );
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
  const all = [
    ...made.cases,
    ...casesWithoutFixture(contract, new Set([...asked, ...left]), known),
    ...derivedCases(given),
    ...explored.cases,
  ];
  const cases = select(all, selection, config.origins);
  const selected = new Set(cases.map(({ operation }) => operation));
  const chosen = new Set(cases);
  const rest = all.filter((one) => !chosen.has(one));
  const told = new Set(cases.filter(isTelling).map(({ request }) => request.auth));
  const used = new Set(cases.map(({ request }) => request.auth).filter((auth) => !told.has(auth)));
  const isOut = (operation: string) => !selected.has(operation) && !isSelectedOperation(operation, selection, all);
  return {
    contract,
    cases,
    probes: rest.filter((one) => isTelling(one) && used.has(one.request.auth)),
    deselected: [...contract.operations.keys()].filter(isOut),
    leftOut: rest.filter(({ operation }) => selected.has(operation)),
    setAside: made.setAside,
    excluded,
    seed: explored.seed,
    warnings: [...config.warnings, ...unknownVariables(config.settings, made.variables)],
  };
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
  const { clientId, clientSecret } = config.credentials;
  const credentials = new Set(configuredCredentials(config).available);
  if (clientId !== undefined && clientSecret !== undefined) credentials.add('token');
  return { variables: config.variables, credentials, faults: config.faultHeader !== undefined };
}

async function download(client: Client, url: string, patienceMs: number): Promise<string> {
  const patience = createPatience(patienceMs);
  const reply = await askPatiently(() => client.ask({ method: 'GET', url, headers: {} }), patience);
  if (reply.kind === 'response' && reply.status === 200) return new TextDecoder().decode(reply.body);
  const isAway = reply.kind === 'transport-error' || reply.status === 429 || reply.status >= 500;
  throw new Problem({
    code: 'contract-download',
    message: `the contract could not be fetched: ${reply.kind === 'response' ? `the answer was ${reply.status}` : reply.message}`,
    where: url,
    fix: isAway ? 'Start the server, or set CONTRACT_SPEC to a file' : 'Set CONTRACT_SPEC to where the document is',
    exitCode: isAway ? 3 : 2,
  });
}
