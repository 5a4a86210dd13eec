import { spawn } from 'node:child_process';
import { temporaryFolder } from './judge.ts';

/** The result of a program. */
export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The working directory. */
  cwd: string;
}

/** Runs a program with only the given variables, in an empty folder unless another is given. */
export async function run(
  program: string,
  words: readonly string[],
  env: Record<string, string>,
  cwd = temporaryFolder(),
): Promise<Ran> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(program, words, { cwd, env: { PATH, HOME, TMPDIR, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise<number>((ended) => child.on('close', (code) => ended(code ?? 128)));
  return { exitCode, stdout, stderr, cwd };
}
