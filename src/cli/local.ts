import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { isIncomplete } from '../bootstrap/bootstrap.ts';
import type { Config } from '../config/config.ts';
import type { OptionName } from '../config/options.ts';
import { readSettings } from '../config/settings.ts';
import type { RunTests } from '../run/session.ts';
import { asLocal, envFileOf, INTERRUPTED, isEmptyTarget, makeAll, openFile, stateOf } from './bootstrap.ts';
import { print } from './printing.ts';
import type { Request } from './request.ts';
import { runWithTarget } from './run-with-target.ts';
import { configured, withTarget } from './with-target.ts';

type RunRequest = Extract<Request, { watch: unknown }>;

/** Values that `local` uses if they are not set. */
const DEFAULTS = {
  CONTRACT_SPEC: 'specs,served',
  CONTRACT_WAIT_SECONDS: '180',
} as const satisfies Partial<Record<OptionName, string>>;

/** The server that is judged if none is named. */
const HOST = 'localhost:8080';

/**
 * Judges a server on this machine: waits for it, makes what a run needs if that is not complete and the server is
 * disposable, and then runs the cases of specs/ and of the document that the server serves.
 */
export async function runLocal(request: RunRequest, env: NodeJS.ProcessEnv, runTests: RunTests): Promise<number> {
  const whole = withDefaults(asLocal(request, env), env);
  const config = configured(whole, env);
  const isRun = !request.list && !request.plan;
  if (isRun && (isBare(config) || (await isReset(config)))) {
    if (config.isDisposable) await prepare(config);
    else print(hint(config));
  }
  if (request.watch) {
    const { watch } = await import('./watch/watch.ts');
    return watch(() => withDefaults(asLocal(request, env), env), env);
  }
  return runWithTarget(whole, env, runTests);
}

/** True without a dotenv file, and after an interrupted bootstrap. */
const isBare = (config: Config): boolean =>
  !existsSync(envFileOf(config)) || isIncomplete(stateOf(config, config.target.baseUrl ?? ''));

/** True for a server that bootstrap has set up, and that has no data any more. */
async function isReset(config: Config): Promise<boolean> {
  if (!config.isDisposable || !stateOf(config, config.target.baseUrl ?? '').isBegun) return false;
  let isEmpty = false;
  await withTarget(config, async (connection) => {
    isEmpty = await isEmptyTarget(config, connection);
    return 0;
  });
  return isEmpty;
}

const hint = (config: Config): string => {
  const { host } = new URL(config.target.baseUrl ?? '');
  return `${basename(envFileOf(config))} is not complete; with --disposable ${host}, bootstrap makes what is missing\n`;
};

/** Makes what a run needs. */
async function prepare(config: Config): Promise<void> {
  const file = openFile(config);
  await withTarget(
    config,
    async (connection) => {
      await makeAll(config, connection, file);
      return print('');
    },
    INTERRUPTED,
  );
}

function withDefaults(request: RunRequest, env: NodeJS.ProcessEnv): RunRequest {
  const settings = readSettings({ env, flags: request.flags, directory: process.cwd() });
  const host = settings.get('CONTRACT_DISPOSABLE')?.value ?? HOST;
  const defaults = { CONTRACT_BASE_URL: `http://${host}`, ...DEFAULTS };
  const missing = Object.entries(defaults).filter(([name]) => !settings.has(name));
  return { ...request, flags: { ...Object.fromEntries(missing), ...request.flags } };
}
