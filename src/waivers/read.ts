import { existsSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { readInput } from '../config/read-input.ts';
import { Problem } from '../problem.ts';
import { unappliedWaivers } from './unapplied.ts';
import { parseWaivers } from './parse.ts';
import type { Waiver } from './waiver.ts';

/**
 * Reads the waivers of a file.
 *
 * @param operations keys of all operations of the contract; waivers of other operations are left out with a warning,
 * because several contracts may share a file
 * @param targets names of the target, or of both sides of a comparison
 * @returns the waivers for this target, and warnings for the user; both are empty if the file does not exist
 * @throws Problem `waiver` with file and line for an entry that is not a waiver
 */
export function readWaivers(
  path: string,
  operations: Iterable<string>,
  targets: readonly string[],
): { waivers: Waiver[]; warnings: string[] } {
  if (!existsSync(path)) return { waivers: [], warnings: [] };
  const short = relative(process.cwd(), path).replaceAll('\\', '/');
  const name = short.startsWith('..') ? basename(path) : short;
  const all = parseWaivers(name, textOf(path, name)).filter(
    (one) => one.target === null || targets.includes(one.target),
  );
  const known = new Set(operations);
  return {
    waivers: all.filter(({ operation }) => known.has(operation)),
    warnings: unappliedWaivers(name, all, known),
  };
}

/** The text of a file, without a byte order mark. */
export function textOf(path: string, name: string): string {
  const input = readInput(path);
  if ('text' in input) return input.text.replace(/^\uFEFF/, '');
  throw new Problem({
    code: 'waiver',
    message: `is ${input.error}, not a waivers file`,
    where: name,
    fix: 'Specify a readable file',
  });
}
