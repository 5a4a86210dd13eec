import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { temporaryFolder } from './judge.ts';

/** What a command came to. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Folder of its reports. */
  reports: string;
}

/** A command that is under way. */
export interface Started {
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Called with all that was printed so far, whenever more was. */
  onOutput(listen: (stdout: string) => void): void;
}

type Environment = Record<string, string>;

/**
 * `npm run contract -- <words>` in a process of its own, without npm, until it ends. Whatever it reports fits
 * contract.schema.json and says what follows from its cases, and whatever it records can be read back.
 */
export async function contract(
  words: readonly string[],
  env: Environment = {},
  cwd = temporaryFolder(),
): Promise<Ended> {
  const ended = await startContract(words, env, cwd).ended;
  const path = join(ended.reports, 'contract.json');
  if (ended.exitCode === 2 || !existsSync(path)) return ended;
  const stated = JSON.parse(readFileSync(path, 'utf8')) as ContractJson;
  // A run that could not begin gives the reason for that alone.
  const reasons = stated.cases.length === 0 ? {} : { reasons: stated.reasons };
  expect(readContractJson(path)).toEqual({ ...stated, reasons: expect.anything(), ...reasons });
  readRecord(ended.reports);
  return ended;
}

/** The command line of the suite. The loader and the file are absolute, because the working directory is another. */
export const CLI = ['--import', import.meta.resolve('tsx'), resolve('src/cli.ts')];

/** The same, under way. */
export const startContract = (words: readonly string[], env: Environment = {}, cwd = temporaryFolder()): Started =>
  start([...CLI, ...words], env, cwd);

/** The same until it ends, where no file can grow larger, as on a disk that is full. */
export const contractWithin = (largestKiB: number, words: readonly string[], env: Environment = {}): Promise<Ended> =>
  started('bash', ['-c', `ulimit -f ${largestKiB}; exec "$@"`, 'bash', process.execPath, ...CLI, ...words], env).ended;

/**
 * Starts Node in an empty folder, with nothing of this environment but what it needs: dotenv files, waivers and
 * variables of the person who runs the tests must not change their result.
 */
export const start = (args: readonly string[], env: Environment = {}, cwd = temporaryFolder()): Started =>
  started(process.execPath, args, env, cwd);

function started(file: string, args: readonly string[], env: Environment, cwd = temporaryFolder()): Started {
  const reports = env.CONTRACT_REPORT_DIR ?? temporaryFolder();
  const { PATH, HOME, TMPDIR } = process.env;
  const own = { PATH, HOME, TMPDIR, TSX_TSCONFIG_PATH: resolve('tsconfig.json') };
  const child = spawn(file, args, { env: { ...own, CONTRACT_REPORT_DIR: reports, ...env }, cwd });
  let [stdout, stderr] = ['', ''];
  let listener: (stdout: string) => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    listener(stdout);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    ended: new Promise((resolve) =>
      child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr, reports })),
    ),
    kill: (signal) => void child.kill(signal),
    onOutput: (listen) => (listener = listen),
  };
}
