import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { CaseLine, EndLine, PlanLine, SchemaLine } from './record.ts';

/** What a record is made of. */
export type Line = PlanLine | SchemaLine | CaseLine | EndLine;

/** A line of a record with its number, from 1. */
export interface NumberedLine {
  number: number;
  line: Line;
}

const TYPES: ReadonlySet<unknown> = new Set<Line['type']>(['plan', 'schema', 'case', 'end']);

/**
 * The lines of a record. A last line without its end was cut off while it was written, and is left out. Each line is
 * decoded alone, since a record of many MiB takes twice as much as one text.
 *
 * @param bytes the record in UTF-8
 * @param name file of the record
 * @throws Problem `record` with file and line for a line that is not one of a record
 */
export function linesOf(bytes: Buffer, name: string): NumberedLine[] {
  const lines: NumberedLine[] = [];
  let [start, number] = [0, 1];
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start), number++) {
    if (end > start) lines.push({ number, line: lineOf(bytes.toString('utf8', start, end), `${name}:${number}`) });
    start = end + 1;
  }
  return lines;
}

const LINE_FEED = 0x0a;

function lineOf(text: string, where: string): Line {
  const value = parsed(text);
  if (isObject(value) && TYPES.has(value.type)) return value as unknown as Line;
  const message = value === undefined ? 'the line is not JSON' : 'the line is not a plan, a schema, a case or an end';
  throw recordProblem(message, where);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a user can do about any damaged line: without its line, a case has no verdict, and the run is inconclusive. */
export const recordProblem = (message: string, where: string): Problem =>
  new Problem({ code: 'record', message, where, fix: 'Run again, or delete the line: its case then has no verdict' });
