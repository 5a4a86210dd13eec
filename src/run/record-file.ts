import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import type { Redact } from '../client/redaction.ts';
import { Problem } from '../problem.ts';
import type { CaseLine, EndLine, PlanLine, RunRecord, SchemaLine } from './record.ts';

type Line = PlanLine | SchemaLine | CaseLine | EndLine;

const NAME = 'contract.ndjson';

/** Removes the record of an earlier run. */
export const removeRecord = (folder: string): void => rmSync(join(folder, NAME), { force: true });

/** A record that is being written, line by line, so that what was proved survives whatever comes next. */
export interface RecordFile {
  write(line: Line): void;
  /** What has been written, and by this run alone, whoever else uses the folder. */
  read(): RunRecord | undefined;
  close(): void;
}

/**
 * Begins a record, in the place of the one before.
 *
 * @throws Problem `report-dir` where the folder cannot be written to
 */
export function createRecord(folder: string, redact: Redact): RecordFile {
  const file = open(folder);
  return {
    write: (line) => void writeSync(file, `${redact(JSON.stringify(line))}\n`),
    read() {
      const bytes = Buffer.alloc(fstatSync(file).size);
      readSync(file, bytes, 0, bytes.length, 0);
      return parseRecord(bytes.toString('utf8'));
    },
    close: () => closeSync(file),
  };
}

/** A new file each time: a run that is under way in the same folder keeps its own. */
function open(folder: string): number {
  try {
    makeFolder(folder);
    rmSync(join(folder, NAME), { force: true });
    return openSync(join(folder, NAME), 'wx+');
  } catch (error) {
    throw new Problem({
      code: 'report-dir',
      message: `reports cannot be written to ${folder} (${errorCode(error)})`,
      where: 'CONTRACT_REPORT_DIR',
      fix: 'Set it to a folder that may be written to, and that no other run begins to use just now',
    });
  }
}

/** Node's own recursive mkdir never returns below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

/**
 * Reads the record that a folder holds.
 *
 * @returns undefined where there is none, or none with a plan
 */
export function readRecord(folder: string): RunRecord | undefined {
  const path = join(folder, NAME);
  return existsSync(path) ? parseRecord(readFileSync(path, 'utf8')) : undefined;
}

/** The lines of a record, its cases in the order of the plan. A last line that was cut off is left out. */
function parseRecord(text: string): RunRecord | undefined {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole
    .split('\n')
    .filter((line) => line !== '')
    .flatMap(parsedLine);
  const plan = lines.find((line) => line.type === 'plan');
  if (plan === undefined) return undefined;
  const order = new Map(plan.cases.map(({ id }, index) => [id, index]));
  const cases = lines.filter((line) => line.type === 'case');
  return {
    plan: { ...EARLIER, ...plan },
    cases: cases.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
    schemas: Object.fromEntries(lines.flatMap((line) => (line.type === 'schema' ? [[line.at, line.schema]] : []))),
    end: lines.find((line) => line.type === 'end'),
  };
}

/** What plans did not say before there were waivers and recordings. */
const EARLIER = { waivers: [], origins: [], recorded: null };

/** A line that was spoiled is no line. */
function parsedLine(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [];
  }
}
