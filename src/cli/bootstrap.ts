import { basename, join } from 'node:path';
import pluralize from 'pluralize';
import { isEmptyServer } from '../bootstrap/administrator.ts';
import { Api } from '../bootstrap/api.ts';
import { bootstrap } from '../bootstrap/bootstrap.ts';
import type { Bootstrapping } from '../bootstrap/bootstrapping.ts';
import { cleanBootstrap } from '../bootstrap/clean.ts';
import { checkIgnored, EnvFile } from '../bootstrap/env-file.ts';
import { knownOwner } from '../bootstrap/owner.ts';
import { BootstrapState } from '../bootstrap/state.ts';
import { UNITS, VARIABLES } from '../bootstrap/units.ts';
import type { Client } from '../client/client.ts';
import { configuredSecrets } from '../client/credentials.ts';
import type { Reply } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import type { OptionName } from '../config/options.ts';
import { COMMAND } from '../config/packed.ts';
import { unknownVariables } from '../config/unknown.ts';
import { Problem } from '../problem.ts';
import { clean } from '../report/clean.ts';
import type { Connection } from '../target/connection.ts';
import { loadTargetContract } from '../target/contract-loader.ts';
import { checkTarget } from '../target/preflight.ts';
import { createRetryBudget, sendWithBackoff } from '../target/retry-budget.ts';
import { print } from './printing.ts';
import type { Request } from './request.ts';
import { configured, withTarget } from './with-target.ts';

/** Name of the target of `bootstrap` and `local`, unless another one is named. */
const LOCAL = 'local';

/** A request for the target `local`, unless another one is named. */
export function asLocal<R extends { flags: Partial<Record<OptionName, string>> }>(
  request: R,
  env: NodeJS.ProcessEnv,
): R {
  const isNamed = request.flags.CONTRACT_TARGET !== undefined || (env.CONTRACT_TARGET ?? '') !== '';
  return isNamed ? request : { ...request, flags: { ...request.flags, CONTRACT_TARGET: LOCAL } };
}

/**
 * The name of a target, as that of a file.
 *
 * @throws Problem `target-name` for the embedded target, whose values are in fixtures/
 */
function fileNameOf({ target, settings }: Config): string {
  if (settings.get('CONTRACT_TARGET')?.value !== 'embedded') return target.name;
  throw new Problem({
    code: 'target-name',
    message: 'embedded is the name of the target that comes with the suite',
    where: settings.get('CONTRACT_TARGET')?.source ?? 'environment',
    fix: `Choose another name, such as ${LOCAL}`,
  });
}

/** Path of the dotenv file of a target. */
export const envFileOf = (config: Config): string => join(process.cwd(), `.env.${fileNameOf(config)}`);

/** Path of the file with what bootstrap made on a target. */
const stateFileOf = (config: Config): string => `${envFileOf(config)}.bootstrap`;

/** What bootstrap made on a target. */
export const stateOf = (config: Config, baseUrl: string): BootstrapState =>
  new BootstrapState(stateFileOf(config), baseUrl);

/**
 * Makes what a full run needs on a disposable server.
 *
 * @returns 3 if a run has no credentials
 * @throws Problem `disposable` without consent
 */
export async function bootstrapTarget(
  request: Extract<Request, { command: 'bootstrap' }>,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const config = configured(asLocal(request, env), env);
  checkDisposable(config);
  // A typo in the file would make the next command fail.
  unknownVariables(config.settings, []);
  const file = openFile(config, request.force);
  return withTarget(
    config,
    async (connection) => {
      if (!(await makeAll(config, connection, file))) return 3;
      const host = config.settings.get('CONTRACT_DISPOSABLE')?.value ?? '';
      const target = config.target.name === LOCAL ? '' : ` --target ${config.target.name}`;
      return print(`next: ${COMMAND} local${target} --disposable ${host}`);
    },
    INTERRUPTED,
  );
}

/** Printed when bootstrap is interrupted. */
export const INTERRUPTED = 'bootstrap was interrupted; run it again to complete it';

/** The dotenv file of a target, for bootstrap. */
export function openFile(config: Config, isForced = false): EnvFile {
  const path = envFileOf(config);
  const file = new EnvFile(path, isForced);
  checkIgnored([path, stateFileOf(config)]);
  return file;
}

/** Makes what is missing, and prints each step; false if a run has no credentials. */
export async function makeAll(config: Config, connection: Connection, file: EnvFile): Promise<boolean> {
  await checkTarget(config, connection, createRetryBudget(config.retryBudgetMs), false);
  const { baseUrl } = connection;
  const state = stateOf(config, baseUrl);
  const api = await apiOf(config, connection);
  print(`bootstrap of ${baseUrl}\n`);
  const isUsable = await bootstrap({ api, baseUrl, file, state, ...talkOf(config, file) });
  print(`\n${basename(file.path)} has ${pluralize('variable', file.size, true)}; it contains credentials`);
  return isUsable;
}

/** True for a target that nobody has set up. */
export async function isEmptyTarget(config: Config, connection: Connection): Promise<boolean> {
  await checkTarget(config, connection, createRetryBudget(config.retryBudgetMs), false);
  return (await isEmptyServer(await apiOf(config, connection))) === true;
}

/** How bootstrap reads values, and prints what it does. */
const talkOf = (config: Config, file: EnvFile): Pick<Bootstrapping, 'configured' | 'say'> => ({
  configured: (variable) => valueOf(config, variable) ?? file.get(variable),
  say: (what, text) => void print(`${what.padEnd(9)} ${clean(text)}`),
});

async function apiOf(config: Config, connection: Connection): Promise<Api> {
  const { operations } = await loadTargetContract(config, connection, 'served');
  const budget = createRetryBudget(config.retryBudgetMs);
  const { client, baseUrl } = connection;
  // What may have been made must not be made twice.
  const send: Client['send'] = (request) =>
    sendWithBackoff(
      () => client.send(request),
      budget,
      (reply) => typeof request !== 'function' && request.method === 'POST' && !isThrottled(reply),
    );
  const api = new Api(send, baseUrl, operations.values());
  for (const secret of configuredSecrets(config)) api.hide(secret);
  return api;
}

const isThrottled = (reply: Reply): boolean => reply.kind === 'response' && reply.status === 429;

function valueOf({ settings }: Config, variable: OptionName): string | undefined {
  const value = settings.get(variable)?.value ?? '';
  return value === '' ? undefined : value;
}

/** Deletes what bootstrap made. */
export async function cleanBootstrapped(
  request: Extract<Request, { command: 'clean' }>,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const config = configured(asLocal(request, env), env);
  const baseUrl = checkDisposable(config);
  const state = stateOf(config, baseUrl);
  if (state.removals.length === 0) return print(`bootstrap made nothing on ${baseUrl}`);
  const file = openFile(config);
  return withTarget(config, async (connection) => {
    const api = await apiOf(config, connection);
    if (state.login !== undefined) api.hide(state.login.password);
    const owner = await knownOwner({ api, state, file, ...talkOf(config, file), say: () => undefined }, false);
    state.undo(UNITS.map(({ name }) => name));
    file.remove(VARIABLES);
    const { deleted, left } = await cleanBootstrap(api, owner ?? {}, state);
    print(`${deleted} of ${pluralize('resource', deleted + left.length, true)} deleted`);
    for (const line of left) print(clean(`left over: ${line}`));
    if (left.length === 0) print(`the administrator stays; ${basename(file.path)} has its token`);
    return left.length === 0 ? 0 : 3;
  });
}

/** @throws Problem `disposable` if the target must not be changed */
export function checkDisposable({ isDisposable, target: { baseUrl } }: Config): string {
  if (baseUrl !== undefined && isDisposable) return baseUrl;
  const host = baseUrl === undefined ? 'localhost:8080' : new URL(baseUrl).host;
  throw new Problem({
    code: 'disposable',
    message:
      baseUrl === undefined
        ? 'the embedded target has everything already'
        : `${baseUrl} may not be changed, because CONTRACT_DISPOSABLE is not set`,
    where: 'CONTRACT_DISPOSABLE',
    fix: `If the server may be changed, add --base-url ${baseUrl ?? `http://${host}`} --disposable ${host}`,
  });
}
