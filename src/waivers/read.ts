import { existsSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { suggest } from '../config/nearest.ts';
import { isObject, toPointer } from '../contract/pointer.ts';
import { parseSource, type Source } from '../contract/source.ts';
import { Problem } from '../problem.ts';
import { CHECKS } from '../verdict/checks/index.ts';
import { subjectOf, type Waiver } from './waiver.ts';

const REQUIRED = ['operation', 'status', 'check', 'reason', 'owner', 'expires'] as const;
const KEYS: readonly string[] = [...REQUIRED, 'pointer', 'target', 'flaky'];
const IDS = CHECKS.map(({ id }) => id);

/**
 * Reads the deviations that are known: a list of entries.
 *
 * @param operations keys of all operations of the contract
 * @param target name of the target
 * @returns those for this target; none where there is no such file
 * @throws Problem `waiver` with file and line for an entry that is none
 */
export function readWaivers(path: string, operations: Iterable<string>, target: string): Waiver[] {
  if (!existsSync(path)) return [];
  const short = relative(process.cwd(), path).replaceAll('\\', '/');
  const name = short.startsWith('..') ? basename(path) : short;
  const all = parseWaivers(name, textOf(path, name), { operations, target });
  return all.filter((waiver) => waiver.target === null || waiver.target === target);
}

/** The text of a file, without a byte order mark. */
export function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const fix = 'Name a file that can be read';
    throw new Problem({ code: 'waiver', message: `cannot be read (${errorCode(error)})`, where: name, fix });
  }
}

/** What entries are held against. */
interface Against {
  operations: Iterable<string>;
  /** Name of the target: an entry for another one may be of another contract. */
  target: string;
}

/** The entries of a text; with nothing to hold them against, of whatever operation. */
export function parseWaivers(name: string, text: string, against?: Against): Waiver[] {
  const lines = text.split(/\r?\n/);
  if (lines.every(isBlank)) return [];
  const source = parseSource(name, text);
  const { value } = source;
  if (!Array.isArray(value)) throw problem(source, '', 'is no list', 'Begin each entry with "- operation:"');
  const known = against && { ...against, operations: [...against.operations] };
  const waivers = value.map((entry: unknown, index) => waiverOf(source, entry, index, known, lines));
  const seen = new Map<string, Waiver>();
  for (const [index, waiver] of waivers.entries()) {
    const key = JSON.stringify([subjectOf(waiver), waiver.target]);
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw problem(source, `/${index}`, `waives ${subjectOf(waiver)}, as does ${twin.place}`, 'Keep one of the two');
    }
    seen.set(key, waiver);
    if (waivers[index - 1]?.place === waiver.place) {
      throw problem(source, `/${index}`, 'begins on the line of another', 'Give each waiver lines of its own');
    }
  }
  return waivers;
}

function waiverOf(
  source: Source,
  entry: unknown,
  index: number,
  against: { operations: readonly string[]; target: string } | undefined,
  lines: readonly string[],
): Waiver {
  const at = toPointer([index]);
  if (!isObject(entry)) throw problem(source, at, 'is no waiver', `Give it ${REQUIRED.join(', ')}`);
  const wrong = (key: string, message: string, fix: string) => problem(source, `${at}/${key}`, message, fix);
  const stranger = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) {
    throw wrong(stranger, `a waiver has no ${JSON.stringify(stranger)}`, suggest(stranger, KEYS));
  }
  const text = (key: string): string | null => {
    const value = entry[key] ?? null;
    if (value === null || typeof value === 'number') return value === null ? null : String(value);
    if (typeof value === 'string' && (value.trim() !== '' || key === 'pointer')) return value.trim();
    const kind = typeof value === 'object' ? 'a list or a map' : JSON.stringify(value);
    throw wrong(key, `${key} is ${kind}, which is no text`, `Write ${EXAMPLES[key] ?? 'a text'}`);
  };
  const due = (key: (typeof REQUIRED)[number]): string => {
    const value = text(key);
    if (value !== null) return value;
    throw wrong(key, `the waiver has no ${key}`, `Add "${key}: ${EXAMPLES[key] ?? ''}"`);
  };
  const [operation, check] = [due('operation'), due('check')];
  if (!IDS.includes(check)) throw wrong('check', `there is no check ${JSON.stringify(check)}`, suggest(check, IDS));
  const target = text('target');
  const isKnown = against === undefined || (target !== null && target !== against.target);
  if (!isKnown && !against.operations.includes(operation)) {
    throw wrong('operation', `the contract has no operation ${operation}`, suggest(operation, against.operations));
  }
  const [status, expires, pointer] = [due('status'), due('expires'), text('pointer')];
  if (!isStatus(status, check)) {
    throw wrong('status', `${JSON.stringify(status)} is no status`, 'Write the status that was received, such as 404');
  }
  if (!isDay(expires)) {
    throw wrong('expires', `${JSON.stringify(expires)} is no day`, 'Write its last day, such as 2027-01-31');
  }
  if (pointer !== null && pointer !== '' && !pointer.startsWith('/')) {
    throw wrong('pointer', `${JSON.stringify(pointer)} is no JSON pointer`, `Write ${EXAMPLES.pointer ?? ''}`);
  }
  const { flaky = false } = entry;
  if (typeof flaky !== 'boolean') throw wrong('flaky', 'flaky is neither true nor false', 'Write one of them');
  const first = source.lineAt(at);
  return {
    ...{ operation, status, check, pointer, target, flaky },
    ...{ reason: due('reason'), owner: due('owner'), expires },
    place: `${source.name}:${first}`,
    lines: [first, lastLine(source, index, lines)],
  };
}

/** An example of what each key holds. */
const EXAMPLES: Readonly<Record<string, string>> = {
  operation: 'GET /api/v1/groups',
  status: '200',
  check: 'body-schema',
  pointer: '/*/createdAt',
  reason: 'mended with the next release',
  owner: 'platform',
  expires: '2027-01-31',
  target: 'staging',
};

/** A transport error has a kind in the place of a status. */
const isStatus = (status: string, check: string): boolean =>
  /^([1-5](\d\d|XX)|default)$/.test(status) || (check === 'no-response' && /^[a-z-]+$/.test(status));

/** True for a date that exists: `2027-01-31` (RFC 3339, full-date). */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** True for a line that is blank or a comment. */
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** The last line of an entry that is neither blank nor a comment. */
function lastLine(source: Source, index: number, lines: readonly string[]): number {
  const next = (source.value as unknown[]).length > index + 1 ? source.lineAt(`/${index + 1}`) - 1 : lines.length;
  for (let last = next; last > source.lineAt(`/${index}`); last--) {
    if (!isBlank(lines[last - 1] ?? '')) return last;
  }
  return source.lineAt(`/${index}`);
}

const problem = (source: Source, pointer: string, message: string, fix: string): Problem =>
  new Problem({ code: 'waiver', message, where: `${source.name}:${source.lineAt(pointer)}`, fix });
