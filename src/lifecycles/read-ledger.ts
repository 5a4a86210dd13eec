import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../config/read-input.ts';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { LedgerLine, Removal, Search } from './ledger.ts';

/** What a run made and did not delete, the latest first. */
export interface OpenLedger {
  /** Path of the file. */
  file: string;
  baseUrl: string;
  /** Its resources; `removal` is null for one that is deleted with what it belongs to. */
  resources: { key: string; operation: string; removal: Removal | null; parents: readonly string[] }[];
  /** Creates without a known result; `mayStay`: it failed, or it is deleted with what it belongs to. */
  lost: { operation: string; name: string; find: Search | null; mayStay: boolean }[];
}

/** Names of ledgers in a folder of reports. */
const LEDGER = /^ledger-[0-9a-f]+\.ndjson$/;

/**
 * Reads the ledgers in a folder of reports.
 *
 * @throws Problem `ledger` if a file is not a ledger
 */
export function readLedgers(folder: string): OpenLedger[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw problem(folder, 'is not a folder', 'Name the folder with the reports of the run');
  }
  return ledgersIn(folder).map((name) => openLedger(join(folder, name)));
}

/** Names of the ledgers in a folder; empty if it does not exist. */
export const ledgersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => LEDGER.test(name))
        .sort()
    : [];

const problem = (where: string, message: string, fix: string): Problem =>
  new Problem({ code: 'ledger', message, where, fix });

/**
 * Reads a ledger.
 *
 * @throws Problem `ledger` if the file is not a ledger
 */
export function openLedger(file: string): OpenLedger {
  const input = readInput(file);
  if ('error' in input) throw problem(file, `is ${input.error}`, 'Name the folder with the reports of the run');
  const rows = input.text.split('\n');
  // A run that was killed may have written a part of its last line.
  const whole = rows.slice(0, -1);
  const lines = whole.map((row, at) => lineOf(row, `${file}:${at + 1}`));
  const [head] = lines;
  if (head?.type !== 'ledger')
    throw problem(
      file,
      'does not begin as a ledger',
      'Restore it; if you delete the file, what it names is not deleted',
    );
  return { file, baseUrl: head.baseUrl, ...openEntries(lines) };
}

function openEntries(lines: readonly LedgerLine[]): Pick<OpenLedger, 'resources' | 'lost'> {
  const planned = new Map(lines.flatMap((line) => (line.type === 'planned' ? [[line.entry, line]] : [])));
  const known = new Set(
    lines.flatMap((line) => (line.type === 'created' || line.type === 'refused' ? [line.entry] : [])),
  );
  const removed = new Set(lines.flatMap((line) => (line.type === 'removed' ? [`${line.entry}.${line.item}`] : [])));
  const resources = lines.flatMap((line) => {
    if (line.type !== 'created' || removed.has(`${line.entry}.${line.item}`)) return [];
    const operation = planned.get(line.entry)?.operation ?? '';
    return [{ key: `${line.entry}.${line.item}`, operation, removal: line.removal, parents: line.parents }];
  });
  const failed = new Set(lines.flatMap((line) => (line.type === 'failed' ? [line.entry] : [])));
  const lost = [...planned.values()].flatMap(({ entry, operation, name, find, isBelow = false }) =>
    known.has(entry) || name === null ? [] : [{ operation, name, find, mayStay: isBelow || failed.has(entry) }],
  );
  return { resources: resources.reverse(), lost };
}

function lineOf(row: string, where: string): LedgerLine {
  const again = 'Restore it; if you delete it, what it names is not deleted';
  let line: unknown;
  try {
    line = JSON.parse(row);
  } catch {
    throw problem(where, 'the line is not JSON', again);
  }
  if (isObject(line) && isLedgerLine(line)) return line as LedgerLine;
  throw problem(where, 'the line is not one of a ledger', again);
}

function isLedgerLine({ type, baseUrl, entry, name, find, removal, parents }: Record<string, unknown>): boolean {
  if (type === 'ledger') return typeof baseUrl === 'string';
  if (typeof entry !== 'number') return false;
  if (type === 'planned' && name !== null && !isOwnName(name)) return false;
  if (type === 'planned') return find === null || (isObject(find) && isPath(find.list) && isRemoval(find.removal));
  if (type === 'created') return Array.isArray(parents) && (removal === null || isRemoval(removal));
  return type === 'removed' || type === 'refused' || type === 'failed';
}

/** True for a name that a run makes. */
const isOwnName = (name: unknown): boolean =>
  typeof name === 'string' && /^contract-[0-9a-f]{8}-[0-9a-z]{4,}$/.test(name);

/** True for a request to the server of the ledger, and to no other. */
const isRemoval = (value: unknown): boolean =>
  isObject(value) && isPath(value.url) && ['DELETE', 'POST', 'PUT', 'PATCH'].includes(String(value.method));

const isPath = (url: unknown): boolean => typeof url === 'string' && url.startsWith('/') && !url.startsWith('//');
