import { existsSync, realpathSync } from 'node:fs';
import { parseDocument, stringify } from 'yaml';
import { errorCode } from '../client/error-code.ts';
import { replaceFiles } from '../config/output.ts';
import { Problem } from '../problem.ts';
import { keyOf, parseWaivers } from './parse.ts';
import { textOf } from './read.ts';
import { subjectOf, type Waiver } from './waiver.ts';

/** The content of a new entry of waivers.yaml. */
export type Entry = Pick<Waiver, 'operation' | 'check' | 'reason' | 'owner' | 'expires'> &
  Partial<Pick<Waiver, 'pointer' | 'target' | 'flaky'>> & { status: string | number; expected?: string | number };

const HEAD = '# Accepted deviations, with their owners and expiry dates.\n';

/**
 * Adds waivers to a file, which is created if it does not exist. Comments are kept.
 *
 * @returns the new waivers, as read back
 * @throws Problem `waiver` if an entry is not a waiver, or exists already
 */
export function addWaivers(path: string, name: string, entries: readonly Entry[]): Waiver[] {
  const before = existsSync(path) ? textOf(path, name) : HEAD;
  const known = parseWaivers(name, before);
  const document = parseDocument(before, { schema: 'core' });
  if (known.length === 0) document.contents = document.createNode([]) as never;
  // Differences of several kinds at one place are covered by one waiver.
  const added = [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
  for (const entry of added) document.add(document.createNode(entry));
  const text = document.toString({ lineWidth: 0 });
  checkNew(known, parseWaivers(name, stringify(added)));
  const all = parseWaivers(name, text);
  try {
    // A symbolic link to the file stays a link.
    replaceFiles(new Map([[existsSync(path) ? realpathSync(path) : path, text]]));
  } catch (error) {
    throw new Problem({
      code: 'waiver',
      message: `cannot be written (${errorCode(error)})`,
      where: name,
      fix: 'Set CONTRACT_WAIVERS to a writable file',
    });
  }
  return all.slice(known.length);
}

/** @throws Problem `waiver` for one that the file has already */
function checkNew(known: readonly Waiver[], added: readonly Waiver[]): void {
  const places = new Map(known.map((waiver) => [keyOf(waiver), waiver.place]));
  for (const waiver of added) {
    const where = places.get(keyOf(waiver));
    if (where === undefined) continue;
    const message = `already waives ${subjectOf(waiver)}`;
    throw new Problem({ code: 'waiver', message, where, fix: 'Change that waiver, or repeat the run with it' });
  }
}
