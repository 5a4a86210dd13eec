import { Problem } from '../problem.ts';
import { nearest } from './nearest.ts';
import { OPTIONS } from './options.ts';
import type { Settings } from './settings.ts';

const NAMES = OPTIONS.map((option) => option.variable);

/**
 * Finds variables that are not used.
 *
 * @param used names of the variables that fixtures and parameters use
 * @returns a warning for each unused `CONTRACT_…` variable, and for each other name that resembles an option
 * @throws Problem `unknown-variable` for a `CONTRACT_…` name within two edits of an option's
 */
export function unknownVariables(settings: Settings, used: readonly string[]): string[] {
  const known = new Set<string>([...NAMES, ...used]);
  const warnings: string[] = [];
  for (const [name, { source }] of settings) {
    if (known.has(name)) continue;
    const meant = nearest(name.toUpperCase(), NAMES, 2);
    const isOurs = name.startsWith('CONTRACT_');
    if (meant !== undefined && !isOurs) warnings.push(`${name} (${source}) is ignored; did you mean ${meant}?`);
    if (meant !== undefined && isOurs) {
      throw new Problem({
        code: 'unknown-variable',
        message: `unknown variable ${name}`,
        where: source,
        fix: `Did you mean ${meant}?`,
      });
    }
    if (isOurs) warnings.push(`${name} (${source}) is not used by any option, fixture or parameter`);
  }
  return warnings;
}
