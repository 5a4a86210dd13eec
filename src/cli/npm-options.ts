import { Problem } from '../problem.ts';

/**
 * Detects options before `--`: npm removes them, and puts the unknown ones into the environment.
 *
 * @param flags names of our options without their dashes
 * @throws Problem `command-line` with the correct command
 */
export function checkSwallowed(flags: readonly string[], argv: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env.npm_lifecycle_event !== 'contract') return;
  const swallowed = flags
    .filter((flag) => !argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`)))
    .find((flag) => env[`npm_config_${flag.replaceAll('-', '_')}`] !== undefined);
  if (swallowed === undefined) return;
  throw new Problem({
    code: 'command-line',
    message: `npm removed --${swallowed}`,
    where: 'command line',
    fix: `Put -- before the options: npm run contract -- --${swallowed} …`,
  });
}
