import type { OptionName } from '../config/options.ts';
import type { Bootstrapping } from './bootstrapping.ts';
import type { Owner } from './administrator.ts';
import { Refusal } from './api.ts';
import type { EnvFile } from './env-file.ts';
import { ownerFor } from './owner.ts';
import type { BootstrapState } from './state.ts';
import type { Kit, Unit } from './unit.ts';
import { UNITS, VARIABLES } from './units.ts';

/**
 * Makes what a full run needs, and writes its credentials to the file. What is there already is kept.
 *
 * @returns false if a run has no credentials
 * @throws Problem `bootstrap` without an administrator
 */
export async function bootstrap(given: Bootstrapping): Promise<boolean> {
  const { file, state, baseUrl, say } = given;
  const wasEmpty = !state.isBegun;
  const owner = await ownerFor(given);
  // A file of another database has credentials that are not valid here.
  if (!wasEmpty && state.removals.length === 0 && UNITS.every(({ name }) => !state.isDone(name)))
    file.remove(VARIABLES);
  file.set('CONTRACT_BASE_URL', baseUrl);
  if (owner.identity !== undefined) file.set('CONTRACT_ADMIN_TOKEN', owner.identity);
  if (owner.user !== undefined) file.set('CONTRACT_USER_TOKEN', owner.user);
  for (const unit of UNITS) await complete(unit, owner, given);
  if (owner.user === undefined) say('not made', "user's token: the server does not log in its administrator");
  return isUsable(file);
}

/** True if a run has credentials. */
export const isUsable = (file: EnvFile): boolean => file.get('CONTRACT_UNIVERSAL_AUTH_CLIENT_ID') !== undefined;

/** True if an earlier bootstrap was interrupted. */
export const isIncomplete = (state: BootstrapState): boolean =>
  state.isBegun && UNITS.some(({ name }) => !state.isSettled(name));

/** Makes a unit that is not complete. */
async function complete(unit: Unit, owner: Owner, given: Bootstrapping): Promise<void> {
  const { api, file, state, baseUrl, say } = given;
  const isSet = unit.variables.every((variable) => file.get(variable) !== undefined);
  if (isSet && state.isDone(unit.name)) {
    say('kept', unit.name);
    return;
  }
  state.begin(baseUrl);
  state.undo([unit.name, ...UNITS.filter(({ needs }) => needs === unit.name).map(({ name }) => name)]);
  const { organizationId } = owner;
  const organization = organizationId === undefined ? {} : { organizationId, orgId: organizationId };
  const kit: Kit = {
    ...{ api, owner, known: { ...organization, ...state.known } },
    made: (what, removal) => state.made({ what, removal }),
  };
  try {
    const { known = {}, variables = {} } = await unit.make(kit);
    for (const [variable, value] of Object.entries(variables)) file.set(variable as OptionName, value);
    state.done(unit.name, known);
    say('made', unit.name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    state.refused(unit.name);
    say('not made', `${unit.name}: ${api.redact(error.message)}`);
  }
}
