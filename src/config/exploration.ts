import { randomInt } from 'node:crypto';
import { Problem } from '../problem.ts';
import { type Origin, ORIGINS } from './origins.ts';
import type { Settings } from './settings.ts';
import { number, text, words } from './values.ts';

/** Settings of the exploration. */
export interface Exploration {
  /** Cases per operation. */
  runs: number;
  /** Undefined: derived from the contract. */
  seed: number | undefined;
  /** Time limit in milliseconds. */
  limitMs: number;
}

/**
 * Origins of the cases to send. By default, hostile strings are sent to loopback only, because a firewall may ban their
 * sender, and life cycles only to a disposable target, because they change it.
 *
 * @throws Problem `invalid-value` for origins that the other settings do not allow
 */
export function originsOf(settings: Settings, onLoopback: boolean, isDisposable: boolean): Origin[] {
  const chosen = words(settings, 'CONTRACT_CASES', ORIGINS);
  const explores = text(settings, 'CONTRACT_EXPLORE') !== undefined;
  if (chosen === undefined) {
    const isDefault: Record<Origin, boolean> = {
      fixture: true,
      derived: true,
      hostile: onLoopback,
      explored: explores,
      lifecycle: isDisposable,
    };
    return ORIGINS.filter((origin) => isDefault[origin]);
  }
  const where = settings.get('CONTRACT_CASES')?.source ?? 'default';
  if (chosen.includes('explored') && !explores) {
    throw impossible('CONTRACT_CASES contains explored, but CONTRACT_EXPLORE is not set', where, 'Add --explore 100');
  }
  if (chosen.includes('lifecycle') && !isDisposable) {
    const fix = 'If the server may be changed, add --disposable with its host and port';
    throw impossible('CONTRACT_CASES contains lifecycle, but CONTRACT_DISPOSABLE is not set', where, fix);
  }
  return chosen;
}

const impossible = (message: string, where: string, fix: string): Problem =>
  new Problem({ code: 'invalid-value', message, where, fix });

/** Reads the settings of the exploration; undefined: none. */
export function explorationOf(settings: Settings): Exploration | undefined {
  const runs = number(settings, 'CONTRACT_EXPLORE', { least: 1, integer: true });
  const seconds = number(settings, 'CONTRACT_EXPLORE_SECONDS', { least: 1 });
  const drawn = text(settings, 'CONTRACT_SEED') === 'random' ? randomInt(2 ** 31 - 1) : undefined;
  const seed = drawn ?? number(settings, 'CONTRACT_SEED', { least: 0, most: 2 ** 31 - 1, integer: true });
  return runs === undefined ? undefined : { runs, seed, limitMs: seconds === undefined ? Infinity : seconds * 1000 };
}
