import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { temporaryFolder } from '../self/judge.ts';

const ROUNDS = 7;

/** The commands that are started, in turn. */
const COMMANDS: Readonly<Record<string, readonly [file: string, ...words: string[]]>> = {
  'Node.js alone': [process.execPath, '-e', '0'],
  'the package: --help': [process.execPath, resolve('dist/esm/infisical-contract.js'), '--help'],
  'the package: a run of the embedded target': [process.execPath, resolve('dist/esm/infisical-contract.js'), '--quiet'],
  'npm run contract: the same run': ['npm', 'run', '--silent', '--prefix', resolve('.'), 'contract', '--', '--quiet'],
};

/** Prints how long whole processes take, and the peak of the memory of the package. */
export function starting(): void {
  spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, [file, ...words]] of Object.entries(COMMANDS)) {
      const start = performance.now();
      run(file, words);
      // The first round fills the caches.
      if (round > 0) times.get(name)?.push(performance.now() - start);
    }
  }
  const medians = [...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[(ROUNDS - 1) / 2] ?? NaN] as const);
  const bare = medians[0]?.[1] ?? NaN;
  for (const [name, median] of medians) {
    process.stdout.write(`${name}: ${Math.round(median)} ms, ${(median / bare).toFixed(1)} times Node.js alone\n`);
  }
  process.stdout.write(`the package: peak memory of that run ${peakMib()} MiB\n`);
}

function run(file: string, words: readonly string[], options = ''): string {
  const env = { ...process.env, CONTRACT_REPORT_DIR: temporaryFolder(), NODE_OPTIONS: options };
  const { status, stderr } = spawnSync(file, words, { env, cwd: temporaryFolder(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  return stderr;
}

/** Peak of the resident memory in MiB. */
function peakMib(): number {
  const script = "process.on('exit', () => console.error(process.resourceUsage().maxRSS))";
  const [file, ...words] = COMMANDS['the package: a run of the embedded target'] ?? [''];
  const printed = run(file, words, `--import=data:text/javascript,${encodeURIComponent(script)}`);
  return Math.round(Number(/\d+\n$/.exec(printed)?.[0]) / 1024);
}
