import { deepStrictEqual as deepEqual } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { temporaryFolder } from './judge.ts';

/** The result of a command that has ended. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Without the lines of the progress, whose number depends on the speed of the machine. */
  stderr: string;
  /** Folder of its reports. */
  reports: string;
}

/** A running command. */
export interface Started {
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Calls the listener with the whole output so far, each time there is more. */
  onOutput(listener: (stdout: string, stderr: string) => void): void;
  stdin: Writable;
}

type Environment = Record<string, string>;

/** Lines that show the progress of a run, one every ten seconds. */
const PROGRESS = /^\d+ of \d+ cases · .* a second.*\n/gm;

/**
 * Runs `npm run contract -- <words>` in a separate process, without npm, until it ends. Checks that its report fits
 * contract.schema.json and agrees with its cases, and that its record can be read.
 */
export async function contract(
  words: readonly string[],
  env: Environment = {},
  cwd = temporaryFolder(),
): Promise<Ended> {
  const ended = await startContract(words, env, cwd).ended;
  const path = join(ended.reports, 'contract.json');
  if (ended.exitCode === 2 || !existsSync(path)) return ended;
  // Recomputing adds reasons to a run that could not begin.
  const compared = (report: ContractJson) => (report.cases.length === 0 ? { ...report, reasons: [] } : report);
  deepEqual(compared(readContractJson(path)), compared(JSON.parse(readFileSync(path, 'utf8')) as ContractJson));
  readRecord(ended.reports);
  return ended;
}

/** The command line of the suite. Its path is absolute, because the working directory differs. */
export const CLI = [resolve('start.js')];

/** Starts a command and does not wait for its end. */
export const startContract = (words: readonly string[], env: Environment = {}, cwd = temporaryFolder()): Started =>
  start([...CLI, ...words], env, cwd);

/** Runs a command with a limit on the size of files, which fails writes as a full disk does. */
export const contractWithin = (maxKiB: number, words: readonly string[], env: Environment = {}): Promise<Ended> =>
  started('bash', ['-c', `ulimit -f ${maxKiB}; exec "$@"`, 'bash', process.execPath, ...CLI, ...words], env).ended;

/**
 * Starts Node in an empty folder, with only the variables that it needs. Dotenv files, waivers and variables of the
 * developer must not change the result of the tests.
 */
export const start = (args: readonly string[], env: Environment = {}, cwd = temporaryFolder()): Started =>
  started(process.execPath, args, env, cwd);

function started(file: string, args: readonly string[], env: Environment, cwd = temporaryFolder()): Started {
  const reports = env.CONTRACT_REPORT_DIR ?? temporaryFolder();
  const { PATH, HOME, TMPDIR } = process.env;
  const own = { PATH, HOME, TMPDIR };
  const child = spawn(file, args, { env: { ...own, CONTRACT_REPORT_DIR: reports, ...env }, cwd });
  let [stdout, stderr] = ['', ''];
  let listener: (stdout: string, stderr: string) => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    listener(stdout, stderr);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    listener(stdout, stderr);
  });
  return {
    ended: new Promise((resolve) =>
      child.on('close', (exitCode, signal) =>
        resolve({ exitCode, signal, stdout, stderr: stderr.replace(PROGRESS, ''), reports }),
      ),
    ),
    kill: (signal) => void child.kill(signal),
    onOutput: (listen) => (listener = listen),
    stdin: child.stdin,
  };
}
