import { spawn } from 'node:child_process';
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

/** `npm run contract -- <words>` in a process of its own, without npm. */
export const contract = (words: readonly string[], env: Environment = {}): Promise<Ended> =>
  start(['--import', 'tsx', 'src/cli.ts', ...words], env).ended;

/** Starts Node with nothing of this environment but what it needs. */
export function start(args: readonly string[], env: Environment = {}, cwd = process.cwd()): Started {
  const reports = env.CONTRACT_REPORT_DIR ?? temporaryFolder();
  const own = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };
  const child = spawn(process.execPath, args, { env: { ...own, CONTRACT_REPORT_DIR: reports, ...env }, cwd });
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
