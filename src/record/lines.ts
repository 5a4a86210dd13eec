import type { CaseOrigin } from '../config/origins.ts';
import type { Kind } from '../lifecycles/kinds.ts';
import type { Outage } from '../target/outages.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Waiver } from '../waivers/waiver.ts';
import type { Advice, AdviceLine, Coverage, CoverageLine } from './coverage.ts';
import type { RecordedRequest, RecordedResponse } from './exchange.ts';
import type { Leftover } from './leftover.ts';
import type { CaseSides, PlannedComparison, SideEnd, SideName } from './sides.ts';

/** The first line of a record: the plan of the run. */
export interface PlanLine {
  type: 'plan';
  suite: { name: string; version: string };
  target: { name: string; baseUrl: string };
  contract: { document: string; operations: number }[];
  /** ISO 8601. */
  startedAt: string;
  operations: PlannedOperation[];
  /** Every selected case. */
  cases: PlannedCase[];
  /** Operations without selected cases. */
  deselected: string[];
  /** Cases of selected operations that are not selected themselves. */
  leftOut: { operation: string; origin: CaseOrigin; expected: readonly string[] }[];
  /** Faults of the contract, one line each. */
  contractFaults: string[];
  /** Operations that are sent once at most, without credentials, or never, with the reason. */
  excluded: { operation: string; reason: string }[];
  /** The shard of the operations that this run covers; null: all. */
  shard: { index: number; count: number } | null;
  /** Seed of the explored cases; null if there are none. */
  seed: number | null;
  /** Number of fixture cases that do not fit this contract. */
  setAside: number;
  requireCells: number;
  requireReached: number;
  /** Origins from which cases are selected. */
  origins: readonly CaseOrigin[];
  /** Waivers for this target and its operations. */
  waivers: Waiver[];
  warnings: string[];
  /** Why the target may not be an Infisical server; null if it looks like one. */
  doubt: string | null;
  /** Host and port of a disposable target that life cycles change; null: no write carries credentials. */
  disposable: string | null;
  /** The life cycles of the contract; absent unless the target is disposable. */
  lifecycles?: PlannedLifecycle[];
  /** The recording that was judged; null: requests were sent. */
  recorded: Recording | null;
  /** The two servers that are compared; absent from a run. Its target is then b. */
  sides?: PlannedComparison;
}

/** Exchanges that others recorded. */
export interface Recording {
  /** Name of its file. */
  file: string;
  /** Number of exchanges in it. */
  exchanges: number;
  /** Exchanges that match no operation, by request, the most frequent first. */
  unmatched: { request: string; reason: string; count: number }[];
}

/** An operation of the plan. */
export interface PlannedOperation {
  operation: string;
  document: string;
  statuses: string[];
  /** The fault in its part of the contract; null if there is none. */
  fault: string | null;
  /** True for a GET or HEAD that requires credentials and can be judged. */
  secured: boolean;
  /** What it does to a resource; absent unless the target is disposable. */
  kind?: Kind;
}

/** A life cycle of the plan. */
export interface PlannedLifecycle {
  /** The operation that creates the resource. */
  create: string;
  /** The creates of the resources that it needs, with the parameter or property that names each. */
  needs: { create: string; input: string }[];
  /** The other operations on the resource. */
  operations: string[];
}

/** A case as it was planned. */
export interface PlannedCase {
  id: string;
  operation: string;
  origin: CaseOrigin;
  expected: readonly string[];
  missing: readonly string[];
}

/** The line of a verdict, written before a test asserts anything about it. */
export interface CaseLine {
  type: 'case';
  id: string;
  operation: string;
  origin: CaseOrigin;
  expected: readonly string[];
  /** Null if it was not sent. */
  request: RecordedRequest | null;
  response: RecordedResponse | null;
  verdict: Verdict['verdict'];
  reason: string | null;
  findings: Verdict['findings'];
  notes: string[];
  /** Where values of the request come from: the operation whose response contained them; null: they are made up. */
  values: { parameter: string; from: string | null }[];
  /** True for a deviation that did not occur when the case was sent again. */
  flaky: boolean;
  curl: string;
  /**
   * The requests of its life cycle before it, each with its status, followed by itself and the reads that disagree with
   * it; absent outside of life cycles.
   */
  steps?: readonly string[];
  /** When its verdict was recorded, ISO 8601. */
  recordedAt: string;
  /** The comparison of two servers; absent from a run. Request and response are then those of b. */
  sides?: CaseSides;
}

/** The part of the contract that findings refer to; written once, before the first of them. */
export interface SchemaLine {
  type: 'schema';
  /** `specs/groups/get.yaml#/paths/…`. */
  at: string;
  schema: unknown;
}

/** The last line. Without it the run was cut off. */
export interface EndLine {
  type: 'end';
  durationMs: number;
  /** Milliseconds that the run waited for the target. */
  waitedMs: number;
  requests: Record<string, number>;
  /** What the run made and could not delete. */
  leftovers: Leftover[];
  /** When the target did not respond; absent from records of earlier versions. */
  outages?: Outage[];
  /** What a comparison did to each server. */
  sides?: Record<SideName, SideEnd>;
}

/** One line of a record. */
export type Line = PlanLine | SchemaLine | CaseLine | CoverageLine | AdviceLine | EndLine;

/** A line with its number in the file, from 1. */
export interface NumberedLine {
  number: number;
  line: Line;
}

/** The record of a run. */
export interface RunRecord {
  plan: PlanLine;
  cases: CaseLine[];
  /** By place, as `placeKey` gives it. */
  schemas: Record<string, unknown>;
  coverage: Coverage[];
  advice: Advice[];
  end: EndLine | undefined;
}
