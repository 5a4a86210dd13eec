import { readFileSync } from 'node:fs';
import { checkerOf, inputProblem, quoted } from '../config/input.ts';
import { PROJECT } from '../config/project.ts';
import { parseSource, type Source } from '../contract/source.ts';
import type { Problem } from '../problem.ts';
import { isDay, subjectOf, type Waiver } from './waiver.ts';

/** An entry of waivers.yaml. */
interface Entry extends Pick<Waiver, 'operation' | 'check' | 'expires'> {
  status: string | number;
  pointer?: string | null;
  expected?: string | number;
  target?: string | number | null;
  flaky?: boolean;
  reason: string | number;
  owner: string | number;
}

const check = checkerOf(
  { code: 'waiver', whole: 'the file', fix: 'See waivers.schema.json for the properties of a waiver' },
  () => JSON.parse(readFileSync(`${PROJECT}waivers.schema.json`, 'utf8')) as object,
);

/**
 * Parses the entries of a text.
 *
 * @throws Problem `waiver` with file and line for an entry that is not a waiver
 */
export function parseWaivers(name: string, text: string): Waiver[] {
  const lines = text.split(/\r?\n/);
  if (lines.every(isBlank)) return [];
  const source = parseSource(name, text);
  check(source);
  const waivers = (source.value as Entry[]).map((entry, index) => waiverOf(source, entry, index, lines));
  const seen = new Map<string, Waiver>();
  for (const [index, waiver] of waivers.entries()) {
    const key = keyOf(waiver);
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw problem(source, `/${index}`, `waives ${subjectOf(waiver)}, as does ${twin.place}`, 'Keep one of the two');
    }
    seen.set(key, waiver);
    if (waivers[index - 1]?.place === waiver.place) {
      throw problem(source, `/${index}`, 'begins on the same line as another', 'Write each waiver on separate lines');
    }
  }
  return waivers;
}

/** Identifies a waiver by its subject and its target. */
export const keyOf = (waiver: Waiver): string => JSON.stringify([subjectOf(waiver), waiver.target]);

function waiverOf(source: Source, entry: Entry, index: number, lines: readonly string[]): Waiver {
  const at = `/${index}`;
  const { operation, check: id, pointer = null, target = null, flaky = false, expires } = entry;
  const status = String(entry.status);
  const wrong = (key: string, message: string, fix: string) => problem(source, `${at}/${key}`, message, fix);
  if (!isStatus(status, id)) {
    throw wrong('status', `${at}/status is ${quoted(status)}, not a status`, 'Write a status, such as 404');
  }
  const expected = entry.expected === undefined ? null : String(entry.expected);
  if (expected !== null && !['status-expected', 'same-response'].includes(id)) {
    const fix = 'Delete "expected", or waive status-expected or same-response';
    throw wrong('expected', `a waiver of ${id} cannot have "expected"`, fix);
  }
  if (expected !== null && id === 'same-response' && pointer !== '') {
    const fix = "Delete it, or write pointer: ''";
    throw wrong('expected', 'a waiver of same-response has "expected" only outside the body', fix);
  }
  if (expected !== null && id === 'status-expected' && !STATUSES.test(expected)) {
    const message = `${at}/expected is ${quoted(expected)}, not the status that was expected`;
    throw wrong('expected', message, 'Write it like "401 or 403"');
  }
  if (!isDay(expires)) {
    const message = `${at}/expires is ${quoted(expires)}, which is not a day of the calendar`;
    throw wrong('expires', message, 'Write the last day on which it is valid, such as 2027-01-31');
  }
  const first = source.lineAt(at);
  return {
    operation,
    status,
    check: id,
    pointer,
    flaky,
    expires,
    expected,
    target: target === null ? null : String(target),
    reason: String(entry.reason).trim(),
    owner: String(entry.owner).trim(),
    place: `${source.name}:${first}`,
    lines: [first, lastLine(source, index, lines)],
  };
}

/** One or more statuses, as in a finding of `status-expected`. */
const STATUSES = /^[1-5](\d\d|XX)( or [1-5](\d\d|XX))*$/;

/** True for a status; `no-response` has the kind of transport error instead. */
const isStatus = (status: string, check: string): boolean =>
  /^([1-5](\d\d|XX)|default)$/.test(status) || (check === 'no-response' && /^[a-z-]+$/.test(status));

/** True for a line that is blank or a comment. */
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** The last line of an entry that is not blank or a comment. */
function lastLine(source: Source, index: number, lines: readonly string[]): number {
  const next = (source.value as unknown[]).length > index + 1 ? source.lineAt(`/${index + 1}`) - 1 : lines.length;
  for (let last = next; last > source.lineAt(`/${index}`); last--) {
    if (!isBlank(lines[last - 1] ?? '')) return last;
  }
  return source.lineAt(`/${index}`);
}

const problem = (source: Source, pointer: string, message: string, fix: string): Problem =>
  inputProblem(source, 'waiver', pointer, message, fix);
