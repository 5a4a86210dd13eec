import { Problem } from '../problem.ts';
import { nearest } from './nearest.ts';
import { OPTIONS } from './options.ts';
import type { Settings } from './settings.ts';

const NAMES = OPTIONS.map((option) => option.variable);

/**
 * Looks for variables that nobody reads.
 *
 * @param used names of variables that fixtures use
 * @returns a warning line for each unused `CONTRACT_…` variable
 * @throws Problem `unknown-variable` for a name within two edits of an option's
 */
export function unknownVariables(settings: Settings, used: readonly string[]): string[] {
  const known = new Set<string>([...NAMES, ...used]);
  const warnings: string[] = [];
  for (const [name, { source }] of settings) {
    if (known.has(name)) continue;
    const meant = nearest(name.toUpperCase(), NAMES, 2);
    if (meant !== undefined) {
      throw new Problem({
        code: 'unknown-variable',
        message: `there is no variable ${name}`,
        where: source,
        fix: `Did you mean ${meant}?`,
      });
    }
    if (name.startsWith('CONTRACT_')) warnings.push(`${name} (${source}) is not used by any option or fixture`);
  }
  return warnings;
}
