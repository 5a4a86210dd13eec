import type { Config } from '../config/config.ts';
import { COMMAND } from '../config/packed.ts';

/** Only on a disposable server do other operations carry credentials. */
const isRead = (operation: string): boolean => /^(GET|HEAD) /.test(operation);

/**
 * The next step after an import: the variables to set, and the command that judges the operation.
 *
 * @param variables variables that the requests of its fixture need
 */
export function nextStep(operation: string, variables: readonly string[], config: Config): string {
  const { settings, target } = config;
  const isSet = (name: string): boolean => (settings.get(name)?.value ?? '') !== '';
  const canLogIn = isSet('CONTRACT_TOKEN') || isSet('CONTRACT_UNIVERSAL_AUTH_CLIENT_ID');
  const missing = [...(canLogIn ? [] : ['CONTRACT_TOKEN']), ...variables.filter((name) => !isSet(name))];
  const isEmbedded = target.baseUrl === undefined;
  const isNamed = !isEmbedded && settings.has('CONTRACT_TARGET');
  const selected = isNamed
    ? `CONTRACT_TARGET=${target.name}`
    : `CONTRACT_BASE_URL=${isEmbedded ? 'https://…' : target.baseUrl}`;
  const isSent = isEmbedded || config.isDisposable || isRead(operation);
  const disposable = isSent ? '' : ` --disposable ${new URL(target.baseUrl ?? '').host}`;
  const set = missing.length === 0 ? '' : `set ${missing.join(', ')}, then `;
  return `next: ${set}${selected} ${COMMAND} --only ${JSON.stringify(operation)}${disposable}`;
}
