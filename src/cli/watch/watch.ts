import { setFlagsFromString } from 'node:v8';
import { type EmbeddedTarget, startEmbedded } from '../../embedded/server.ts';
import { Problem } from '../../problem.ts';
import { clean } from '../../report/clean.ts';
import { onInterrupted } from '../interruption.ts';
import { print, printProblem } from '../printing.ts';
import type { Request } from '../request.ts';
import { planned, runCases } from '../run.ts';
import { configured, withTarget } from '../with-target.ts';
import { createChanges } from './changes.ts';
import { createContracts } from './contracts.ts';
import { createInputs } from './inputs.ts';
import { readKeys } from './keys.ts';
import { createPlans } from './plans.ts';

type RunRequest = Extract<Request, { watch: unknown }>;

/**
 * Runs the cases, and again after changes of files or of the served document, and on Enter, until it is interrupted. The
 * cases are sent without Jest, whose start takes longer than a run of one operation.
 *
 * @param requestOf makes the request of a run, whose defaults may depend on dotenv files
 * @returns the exit code of the last run
 * @throws Problem of the first run if the command line or the configuration is wrong
 */
export async function watch(requestOf: () => RunRequest, env: NodeJS.ProcessEnv): Promise<number> {
  // The default of V8. To collect garbage often would take as long as the run of one operation.
  setFlagsFromString('--heap-growing-percent=0');
  const changes = createChanges();
  const contracts = createContracts();
  const plans = createPlans(contracts);
  const inputs = createInputs(process.cwd(), changes, contracts, plans);
  let embedded: EmbeddedTarget | undefined;
  let stopListening: (() => void) | undefined;

  const run = async (isFurther: boolean): Promise<number> => {
    const request = requestOf();
    const config = configured(request, env);
    await inputs.use(config);
    if (config.target.baseUrl === undefined) embedded ??= await startEmbedded();
    stopListening ??= onInterrupted(() => changes.end());
    // Each run has its own connection, because requests are counted and the time is limited by connection.
    const options = { ...request, env, isFurther, runTests: () => Promise.resolve() };
    return withTarget(
      config,
      async (connection, ready) => {
        const make = plans.make(config, connection, request.selection);
        return runCases(config, await planned(make, config, connection, options), connection, { ...options, ready });
      },
      undefined,
      embedded,
    );
  };

  const stopKeys = readKeys(process.stdin, { again: () => changes.note('Enter'), end: () => changes.end() });
  try {
    let exitCode = await run(false).catch((error: unknown) => {
      if (isFinal(error)) throw error;
      return printProblem(error, env);
    });
    if (!changes.isEnded()) print(HINT);
    for (;;) {
      inputs.poll(true);
      const all = await changes.next();
      inputs.poll(false);
      if (all === undefined) return exitCode;
      print(heading(all));
      exitCode = await run(true).catch((error: unknown) => printProblem(error, env));
    }
  } finally {
    stopListening?.();
    stopKeys();
    await inputs.close();
    await embedded?.close();
  }
}

const HINT = '\nwaiting for changes; Enter runs again, q and Enter ends';

/** True for a Problem of an option or a variable, which no change of a file corrects. */
const isFinal = (error: unknown): boolean =>
  error instanceof Problem && error.exitCode === 2 && /^(?:--|CONTRACT_|environment$|command line$)/.test(error.where);

/** Maximum number of changes that are named. */
const MAX_NAMES = 3;

/** The line before a run: the time, and what has changed. */
function heading(changes: readonly string[]): string {
  const more = changes.length - MAX_NAMES;
  const names = [...changes.slice(0, MAX_NAMES), ...(more > 0 ? [`${more} more changes`] : [])];
  return `\n${new Date().toTimeString().slice(0, 8)} ${clean(names.join(', '))}`;
}
