import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readInput } from '../config/read-input.ts';
import { Problem } from '../problem.ts';
import { keepPrevious } from './previous.ts';
import { cannotWrite, makeFolder, RECORD } from './report-folder.ts';
import type { PlanLine, RunRecord } from './record.ts';
import { checkRecord } from './record-check.ts';
import { type Line, linesOf, type NumberedLine } from './record-lines.ts';

/** A record that is being written, line by line, so that what was proved survives whatever comes next. */
export interface RecordFile {
  /** @throws Problem `report-dir` where a line could not be written, for that line and every later one */
  write(line: Line): void;
  /** What has been written, and by this run alone, whoever else uses the folder. */
  read(): RunRecord | undefined;
  close(): void;
}

/**
 * Begins a record; the one before and its reports are kept in `previous/`.
 *
 * @throws Problem `report-dir` where the folder cannot be written to
 */
export function createRecord(folder: string): RecordFile {
  const file = open(folder);
  let failure: Problem | undefined;
  return {
    write(line) {
      // A line behind one that was cut off would be lost with it.
      if (failure !== undefined) throw failure;
      try {
        append(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throw (failure = cannotWrite(join(folder, RECORD), error));
      }
    },
    read() {
      const bytes = Buffer.alloc(fstatSync(file).size);
      readSync(file, bytes, 0, bytes.length, 0);
      return recordOf(linesOf(bytes, RECORD));
    },
    close: () => closeSync(file),
  };
}

/** A new file each time: a run that is under way in the same folder keeps its own. */
function open(folder: string): number {
  try {
    makeFolder(folder);
    keepPrevious(folder);
    return openSync(join(folder, RECORD), 'wx+');
  } catch (error) {
    throw error instanceof Problem ? error : cannotWrite(folder, error);
  }
}

/** A disk that is nearly full takes a part of what is written, and says so by the number of bytes alone. */
function append(file: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/**
 * Reads the record that a folder holds.
 *
 * @returns undefined where there is none, or none with a plan
 * @throws Problem `no-record` where it cannot be read, `record` with file and line for a line that is damaged
 */
export function readRecord(folder: string): RunRecord | undefined {
  const path = join(folder, RECORD);
  const input = readInput(path);
  if ('text' in input) {
    const lines = linesOf(Buffer.from(input.text), path);
    checkRecord(lines, path);
    return recordOf(lines);
  }
  if (input.error === 'no file') return undefined;
  throw new Problem({
    code: 'no-record',
    message: `is ${input.error}, not the record of a run`,
    where: path,
    fix: 'Name the folder that the run wrote its reports to',
  });
}

/** A run from its lines, its cases in the order of the plan. */
function recordOf(numbered: readonly NumberedLine[]): RunRecord | undefined {
  const lines = numbered.map(({ line }) => line);
  const plan = lines.find((line) => line.type === 'plan');
  if (plan === undefined) return undefined;
  const order = new Map(plan.cases.map(({ id }, index) => [id, index]));
  const cases = lines.filter((line) => line.type === 'case');
  return {
    plan: upToDate(plan),
    cases: cases.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
    schemas: Object.fromEntries(lines.flatMap((line) => (line.type === 'schema' ? [[line.at, line.schema]] : []))),
    end: lines.find((line) => line.type === 'end'),
  };
}

/** A plan with what earlier versions did not write. */
const upToDate = (plan: PlanLine): PlanLine => {
  const whole = { ...BEFORE_WAIVERS, ...plan };
  return { ...whole, waivers: whole.waivers.map((waiver) => ({ ...BEFORE_EXPECTATIONS, ...waiver })) };
};

const BEFORE_WAIVERS = { waivers: [], origins: [], recorded: null };
const BEFORE_EXPECTATIONS = { expected: null };
