import pluralize from 'pluralize';
import { configuredCredentials } from '../client/credentials.ts';
import type { Auth } from '../cases/fixtures.ts';
import { readLedgers } from '../lifecycles/read-ledger.ts';
import { Problem } from '../problem.ts';
import { clean } from '../report/clean.ts';
import { cleanLedger } from '../run/lifecycles/clean-ledgers.ts';
import { openAuthSession } from '../target/auth-session.ts';
import { createRetryBudget, sendWithBackoff } from '../target/retry-budget.ts';
import { createTarget } from '../target/target.ts';
import { print } from './printing.ts';
import type { Request } from './request.ts';
import { configured, withTarget } from './with-target.ts';

/**
 * Deletes what runs made and could not delete, because they were killed.
 *
 * @returns 3 if something is left
 * @throws Problem `disposable` if the server of a ledger is not the disposable one
 */
export function cleanUpAfter(request: Extract<Request, { command: 'clean' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configured(request, env);
  const ledgers = readLedgers(request.folder);
  if (ledgers.length === 0)
    return Promise.resolve(print(`${request.folder} contains no ledger, so no run left anything over`));
  const { baseUrl } = config.target;
  const own = ledgers.filter((ledger) => ledger.baseUrl === baseUrl);
  const other = ledgers.find((ledger) => ledger.baseUrl !== baseUrl);
  if (other !== undefined && own.length === 0) {
    throw new Problem({
      code: 'disposable',
      message: `the ledger is of ${other.baseUrl}, not of ${baseUrl ?? 'the embedded target'}`,
      where: other.file,
      fix: `Set CONTRACT_BASE_URL=${other.baseUrl} and CONTRACT_DISPOSABLE=${new URL(other.baseUrl).host}`,
    });
  }
  if (!config.isDisposable) {
    throw new Problem({
      code: 'disposable',
      message: `${baseUrl ?? ''} may not be changed, because CONTRACT_DISPOSABLE is not set`,
      where: 'CONTRACT_DISPOSABLE',
      fix: `If it may, add --disposable ${new URL(baseUrl ?? '').host}`,
    });
  }
  return withTarget(config, async (connection) => {
    const budget = createRetryBudget(config.retryBudgetMs);
    const send = (message: Parameters<typeof connection.client.send>[0]) =>
      sendWithBackoff(() => connection.client.send(message), budget);
    const session = await openAuthSession(config, connection.baseUrl, send, () => undefined);
    const target = createTarget({ ...connection.client, send }, connection.baseUrl, session, config);
    const { available } = configuredCredentials(config);
    const auths = (['token', 'user'] satisfies Auth[]).filter((auth) => available.has(auth));
    const cleaned = [];
    for (const ledger of own) cleaned.push(await cleanLedger(ledger, (one) => target.send(one), auths));
    const left = cleaned.flatMap((each) => each.left);
    const deleted = cleaned.reduce((sum, each) => sum + each.deleted, 0);
    print(
      [`${pluralize('resource', deleted, true)} deleted`, ...left.map((line) => clean(`left over: ${line}`))].join(
        '\n',
      ),
    );
    // A comparison has a ledger for each server.
    if (other !== undefined) print(clean(`${other.file} is of ${other.baseUrl}: clean that server as well`));
    if (auths.length === 0) print('Set CONTRACT_TOKEN or CONTRACT_USER_TOKEN: no credentials are configured');
    return left.length === 0 ? 0 : 3;
  });
}
