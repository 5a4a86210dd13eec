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
 * @param operations keys of all operations of the contract; a waiver of any other operation is left out with a
 * warning, because one file may serve several contracts
 * @param target name of the target
 * @returns those for this target, and lines that a user should see; none where there is no such file
 * @throws Problem `waiver` with file and line for an entry that is not a waiver
 */
export function readWaivers(
  path: string,
  operations: Iterable<string>,
  target: string,
): { waivers: Waiver[]; warnings: string[] } {
  if (!existsSync(path)) return { waivers: [], warnings: [] };
  const short = relative(process.cwd(), path).replaceAll('\\', '/');
  const name = short.startsWith('..') ? basename(path) : short;
  const all = parseWaivers(name, textOf(path, name)).filter((one) => one.target === null || one.target === target);
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
    message: `is ${input.error}, not a file of waivers`,
    where: name,
    fix: 'Name a file that can be read',
  });
}
