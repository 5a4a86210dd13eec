import { join } from 'node:path';
import { NO_FILE, readInput } from '../config/read-input.ts';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import { jsonDetails } from '../verdict/json.ts';
import { adviceOf, coverageOf } from './coverage.ts';
import type { CaseLine, Line, NumberedLine, PlanLine, RunRecord } from './lines.ts';
import { RECORD } from './report-folder.ts';
import { recordProblem, validateRecord } from './validation.ts';

/**
 * Reads the record of a folder. A last line without a line break is incomplete and is ignored.
 *
 * @returns undefined if the record does not exist or has no plan
 * @throws Problem `no-record` if it cannot be read, `record` with file and line for a line that is damaged
 */
export function readRecord(folder: string): RunRecord | undefined {
  const path = join(folder, RECORD);
  const input = readInput(path);
  if ('text' in input) {
    const lines = parseLines(input.text, path);
    validateRecord(lines, path);
    return recordOf(lines.map(({ line }) => line));
  }
  if (input.error === NO_FILE) return undefined;
  throw new Problem({
    code: 'no-record',
    message: `is ${input.error}, not the record of a run`,
    where: path,
    fix: 'Specify the folder that contains the reports of the run',
  });
}

const TYPES: ReadonlySet<unknown> = new Set<Line['type']>(['plan', 'schema', 'case', 'coverage', 'advice', 'end']);

function parseLines(text: string, name: string): NumberedLine[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.flatMap((line, index) =>
    line === '' ? [] : [{ number: index + 1, line: parseLine(line, `${name}:${index + 1}`) }],
  );
}

function parseLine(text: string, where: string): Line {
  const value = parsed(text);
  if (value === undefined) throw recordProblem('the line is not JSON', where);
  if (!isObject(value) || !TYPES.has(value.type)) {
    throw recordProblem(`the line is not of a known type: ${[...TYPES].join(', ')}`, where);
  }
  const [duplicate] = jsonDetails(text, value).duplicates;
  if (duplicate !== undefined) throw recordProblem(`the line has the name ${duplicate} twice in one object`, where);
  return value as unknown as Line;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(lines: readonly Line[]): RunRecord | undefined {
  const plan = lines.find((line) => line.type === 'plan');
  if (plan === undefined) return undefined;
  return {
    plan,
    cases: inPlanOrder(
      lines.filter((line) => line.type === 'case'),
      plan,
    ),
    schemas: Object.fromEntries(lines.flatMap((line) => (line.type === 'schema' ? [[line.at, line.schema]] : []))),
    coverage: coverageOf(lines.filter((line) => line.type === 'coverage')),
    advice: adviceOf(lines.filter((line) => line.type === 'advice')),
    end: lines.find((line) => line.type === 'end'),
  };
}

/** Cases in the order of their plan. */
export function inPlanOrder(cases: readonly CaseLine[], plan: PlanLine): CaseLine[] {
  const order = new Map(plan.cases.map(({ id }, index) => [id, index]));
  return [...cases].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}
