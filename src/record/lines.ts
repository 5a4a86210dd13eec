import type { CaseOrigin } from '../config/origins.ts';
import type { Shape } from '../client/shape.ts';
import type { Verdict } from '../verdict/judge.ts';
import type { Waiver } from '../waivers/waiver.ts';

/** The first line of a record: what was to be asked, and of whom. */
export interface PlanLine {
  type: 'plan';
  suite: { name: string; version: string };
  target: { name: string; baseUrl: string };
  contract: { document: string; operations: number }[];
  /** ISO 8601. */
  startedAt: string;
  operations: PlannedOperation[];
  /** Every case that is selected. */
  cases: PlannedCase[];
  /** Operations of which nothing is selected. */
  deselected: string[];
  /** Cases of selected operations that are not selected themselves. */
  leftOut: { operation: string; origin: CaseOrigin; expected: readonly string[] }[];
  /** What is wrong in the contract, one line each. */
  contractFaults: string[];
  /** Operations that nothing is made up for, and why. */
  excluded: { operation: string; reason: string }[];
  /** The part of the operations that this run asks; null: all. */
  shard: { index: number; count: number } | null;
  /** Seed of the explored cases; null where nothing is explored. */
  seed: number | null;
  /** Fixture cases for which the contract has no place. */
  setAside: number;
  requireCells: number;
  /** Who made the cases that are selected from. */
  origins: readonly CaseOrigin[];
  /** Known deviations of this target, in its operations. */
  waivers: Waiver[];
  warnings: string[];
  /** Why the target may be no Infisical at all. */
  doubt: string | null;
  /** The exchanges that were judged, where nobody was asked; null: the target was asked. */
  recorded: Recording | null;
}

/** What others recorded. */
export interface Recording {
  /** What it is called. */
  file: string;
  /** How many exchanges it has. */
  exchanges: number;
  /** Those that are of no operation, by where they went; the most frequent ones first. */
  unmatched: { request: string; reason: string; count: number }[];
}

/** An operation of which something is selected. */
export interface PlannedOperation {
  operation: string;
  document: string;
  statuses: string[];
  /** What is wrong in its part of the contract. */
  fault: string | null;
  /** True for a GET or HEAD that takes credentials, and that can be judged. */
  secured: boolean;
}

/** A case as it was planned. */
export interface PlannedCase {
  id: string;
  operation: string;
  origin: CaseOrigin;
  expected: readonly string[];
  missing: readonly string[];
}

/** A line per verdict, written before anybody asserts anything about it. */
export interface CaseLine {
  type: 'case';
  id: string;
  operation: string;
  origin: CaseOrigin;
  expected: readonly string[];
  /** Null where it was not sent. */
  request: { method: string; url: string; headers: Record<string, string> } | null;
  response: { status: number; headers: Record<string, string>; body: Shape | null; durationMs: number } | null;
  verdict: Verdict['verdict'];
  reason: string | null;
  findings: Verdict['findings'];
  notes: string[];
  /** True for a deviation that was not there when the case was asked once more. */
  flaky: boolean;
  curl: string;
  /** When its verdict was recorded, ISO 8601. */
  recordedAt: string;
}

/** What the contract says at a place that findings name; written once, before the first of them. */
export interface SchemaLine {
  type: 'schema';
  /** `specs/groups/get.yaml#/paths/…`. */
  at: string;
  schema: unknown;
}

/** The last line; without it the run did not end by itself. */
export interface EndLine {
  type: 'end';
  durationMs: number;
  /** Milliseconds that the target made the run wait. */
  waitedMs: number;
  requests: Record<string, number>;
}

/** One line of a record. */
export type Line = PlanLine | SchemaLine | CaseLine | EndLine;

/** A line with its number in the file, from 1. */
export interface NumberedLine {
  number: number;
  line: Line;
}

/** A run as it was seen. */
export interface RunRecord {
  plan: PlanLine;
  cases: CaseLine[];
  /** By place, as `placeKey` gives it. */
  schemas: Record<string, unknown>;
  end: EndLine | undefined;
}
