import type { Side } from '../../../src/compare/pass.ts';
import { openComparison } from '../../../src/compare/session.ts';
import { readSides } from '../../../src/config/sides.ts';
import { type FailOn, SIDES } from '../../../src/record/sides.ts';
import { type ContractJson, contractJson } from '../../../src/report/contract-json.ts';
import type { ReportedSides } from '../../../src/report/sides/sides.ts';
import { planRun } from '../../../src/run/planner.ts';
import { connect } from '../../../src/target/connection.ts';
import { COORDINATES, temporaryFolder } from '../judge.ts';

/** The report of a comparison. */
export type Comparison = ContractJson & { sides: ReportedSides };

/** Options of a comparison. */
export interface How {
  env?: Record<string, string>;
  only?: readonly string[];
  values?: boolean;
  failOn?: FailOn;
  disposable?: readonly string[];
  /** Folder with the dotenv files of both sides. */
  directory?: string;
}

/**
 * Compares two servers in this process, without reports on disk.
 *
 * @param sides names of targets, or base URLs; these have the coordinates of the embedded target
 */
export async function compareServers(sides: readonly [a: string, b: string], how: How = {}): Promise<Comparison> {
  const { env = {}, only = [], values = false, failOn = 'breaking', disposable = [] } = how;
  const directory = how.directory ?? temporaryFolder();
  const all = { ...COORDINATES, CONTRACT_REPORT_DIR: temporaryFolder(), CONTRACT_CASES: 'fixture', ...env };
  const configs = readSides({ env: all, flags: {}, directory, sides, disposable, values });
  const [a, b]: Side[] = await Promise.all(
    SIDES.map(async (side) => ({ config: configs[side], connection: await connect(configs[side]) })),
  );
  if (a === undefined || b === undefined) throw new Error('a comparison needs two servers');
  const names = [...SIDES, a.config.target.name, b.config.target.name];
  const plan = await planRun(a.config, a.connection, { only: [...only], exclude: [] }, undefined, names);
  const onVerdict = () => undefined;
  const session = await openComparison(a, b, plan, { failOn, values, isForced: false, onVerdict });
  try {
    const { record, evaluation } = await session.run();
    const report = contractJson(record, evaluation);
    const { sides: compared } = report;
    if (compared === undefined) throw new Error('the report has no sides');
    return { ...report, sides: compared };
  } finally {
    await session.close();
  }
}

/** The differences of a comparison, one text for each cause: `status allowed breaking /pointer`. */
export const differencesOf = ({ sides }: Comparison): string[] =>
  sides.differences.map(({ kind, referee, isBreaking, pointer }) =>
    [kind, referee, isBreaking ? 'breaking' : 'harmless', pointer].join(' ').trim(),
  );
