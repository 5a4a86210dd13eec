import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '../cases/case.ts';
import type { Redact } from '../client/redaction.ts';
import type { Shape } from '../client/shape.ts';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';
import type { Verdict } from '../verdict/judge.ts';

/** The first line of a record: what was to be asked, and of whom. */
export interface PlanLine {
  type: 'plan';
  suite: { name: string; version: string };
  target: { name: string; baseUrl: string };
  contract: { document: string; operations: number }[];
  /** ISO 8601. */
  startedAt: string;
  operations: { operation: string; document: string; statuses: string[] }[];
  /** Every case that is selected. */
  cases: PlannedCase[];
  /** Operations of which no case is selected. */
  deselected: string[];
  /** Fixture cases for which the contract has no place. */
  setAside: number;
  requireCells: number;
  warnings: string[];
}

/** A case as it was planned. */
export interface PlannedCase {
  id: string;
  operation: string;
  expected: readonly string[];
  missing: readonly string[];
}

/** A line per verdict, written before anybody asserts anything about it. */
export interface CaseLine {
  type: 'case';
  id: string;
  operation: string;
  origin: Origin;
  expected: readonly string[];
  /** Null where it was not sent. */
  request: { method: string; url: string; headers: Record<string, string> } | null;
  response: { status: number; headers: Record<string, string>; body: Shape | null; durationMs: number } | null;
  verdict: Verdict['verdict'];
  reason: string | null;
  findings: Verdict['findings'];
  notes: string[];
  curl: string;
}

/** The last line; without it the run did not end by itself. */
export interface EndLine {
  type: 'end';
  durationMs: number;
  /** Milliseconds that the target made the run wait. */
  waitedMs: number;
  requests: Record<string, number>;
}

/** A run as it was seen. */
export interface RunRecord {
  plan: PlanLine;
  cases: CaseLine[];
  end: EndLine | undefined;
}

const NAME = 'contract.ndjson';

/** Writes a record line by line, so that what was proved survives whatever comes next. */
export interface RecordWriter {
  write(line: PlanLine | CaseLine | EndLine): void;
  close(): void;
}

/**
 * Begins a record, in the place of the one before.
 *
 * @throws Problem `report-dir` where the folder cannot be written to
 */
export function createRecord(folder: string, redact: Redact): RecordWriter {
  const file = open(folder);
  return {
    write: (line) => void writeSync(file, `${redact(JSON.stringify(line))}\n`),
    close: () => closeSync(file),
  };
}

function open(folder: string): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(join(folder, NAME), 'w');
  } catch (error) {
    throw new Problem({
      code: 'report-dir',
      message: `reports cannot be written to ${folder} (${errorCode(error)})`,
      where: 'CONTRACT_REPORT_DIR',
      fix: 'Set it to a folder that may be written to',
    });
  }
}

/**
 * Reads a record back, its cases in the order of the plan. A last line that was cut off is left out.
 *
 * @returns undefined where there is no record with a plan
 */
export function readRecord(folder: string): RunRecord | undefined {
  const path = join(folder, NAME);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(parsed) : [];
  const plan = lines.find((line) => line.type === 'plan');
  if (plan === undefined) return undefined;
  const order = new Map(plan.cases.map(({ id }, index) => [id, index]));
  const cases = lines.filter((line) => line.type === 'case');
  return {
    plan,
    cases: cases.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
    end: lines.find((line) => line.type === 'end'),
  };
}

function parsed(line: string): (PlanLine | CaseLine | EndLine)[] {
  try {
    return [JSON.parse(line) as PlanLine | CaseLine | EndLine];
  } catch {
    return [];
  }
}
