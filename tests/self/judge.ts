import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { loadContract } from '../../src/contract/contract.ts';
import { connect } from '../../src/target/connection.ts';
import type { Outage } from '../../src/target/outages.ts';
import type { Evaluation } from '../../src/record/evaluation.ts';
import { readConfig } from '../../src/config/config.ts';
import { planRun } from '../../src/run/planner.ts';
import type { CaseLine, RunRecord } from '../../src/record/lines.ts';
import { openSession } from '../../src/run/session.ts';

/** Coordinates and credentials of the embedded target. */
export const COORDINATES = parse(readFileSync('fixtures/embedded.env'));

const { operations } = await loadContract('specs', () => Promise.reject(new Error('the tests download nothing')));

/** Number of cells of the contract in specs/, all of which the embedded target proves. */
export const CELLS = [...operations.values()].reduce((sum, { responses }) => sum + responses.size, 0);

/** The evaluation of a run, with the contents of its record. */
export interface Run extends Evaluation {
  cases: CaseLine[];
  /** Ids of all checks with findings. */
  checks: string[];
  /** Advice, as check, status and pointer. */
  advice: string[];
  /** The text of the record. */
  record: string;
}

/**
 * Judges a server with the coordinates of the embedded target, in this process and without reports. Sends the cases of
 * fixtures/, unless `env` selects others.
 */
export async function judge(
  baseUrl: string,
  { env = {}, only = [] }: { env?: Record<string, string>; only?: string[] } = {},
): Promise<Run> {
  const reports = temporaryFolder();
  const settings = {
    ...COORDINATES,
    CONTRACT_BASE_URL: baseUrl,
    CONTRACT_REPORT_DIR: reports,
    CONTRACT_CASES: 'fixture',
    ...env,
  };
  const config = readConfig({ env: settings, flags: {}, directory: reports });
  const connection = await connect(config);
  const session = await openSession(config, await planRun(config, connection, { only, exclude: [] }), connection);
  try {
    const { record, evaluation } = await session.finish();
    const { cases } = record;
    const checks = cases.flatMap(({ findings }) => findings.map(({ check }) => check));
    const advice = record.advice.map(({ finding: { check, status, pointer } }) => `${check} ${status} ${pointer}`);
    const text = JSON.stringify(record);
    return { ...evaluation, cases, checks: [...new Set(checks)].sort(), advice, record: text };
  } finally {
    await session.close();
  }
}

/** The cases of a run that deviate. */
export const deviating = ({ cases }: Run): CaseLine[] => cases.filter(({ verdict }) => verdict === 'deviating');

/** The outages that a run has recorded. */
export const outagesOf = ({ record }: Run): readonly Outage[] | undefined =>
  (JSON.parse(record) as RunRecord).end?.outages;

/** Creates a folder below the system's folder for temporary files. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'contract-'));
