import type { CellState } from '../record/cells.ts';
import type { Evaluation } from '../record/evaluation.ts';
import type { Kind } from '../lifecycles/kinds.ts';
import type { Access } from '../record/access.ts';
import type { Advice, Coverage } from '../record/coverage.ts';
import type { CaseLine, PlannedLifecycle, Recording, RunRecord } from '../record/lines.ts';
import type { Leftover } from '../record/leftover.ts';
import type { Reached, Unreached } from '../record/reached.ts';
import type { Outage } from '../target/outages.ts';
import { factsOf, type ReportedSides, sidesOf } from './sides/sides.ts';
import type { EvaluatedWaiver } from '../record/waiver-evaluation.ts';

/** A case in a report. */
export type ReportedCase = Omit<CaseLine, 'type'>;

/** A finding of an earlier run that no longer occurs. */
export interface FixedFinding {
  id: string;
  check: string;
  operation: string;
  status: string;
  message: string;
}

/** What changed since an earlier run. */
export interface Since {
  /** When the earlier run started, ISO 8601. */
  startedAt: string;
  /** Ids of the findings of this run only, of cases that the earlier run judged, without waived ones. */
  new: string[];
  /** Findings of the earlier run only, of cases that this run judged. */
  fixed: FixedFinding[];
  /** Number of findings of both runs. */
  remaining: number;
  /** Number of findings of the earlier run whose cases this run did not judge. */
  notTested: number;
  /** Number of findings of this run whose cases the earlier run did not judge. */
  notTestedBefore: number;
}

/** The content of contract.json. Other tools read it, so its fields are stable. contract.schema.json describes them. */
export interface ContractJson {
  suite: { name: string; version: string };
  target: { name: string; baseUrl: string };
  contract: { document: string; operations: number }[];
  startedAt: string;
  durationMs: number;
  requests: Record<string, number>;
  exitCode: number;
  outcome: Evaluation['outcome'];
  reasons: string[];
  counts: Evaluation['counts'];
  operations: {
    operation: string;
    document: string;
    secured: boolean;
    kind?: Kind;
    cells: { status: string; state: CellState; cases: string[]; reason: string | null }[];
    access?: Access;
    reached: Reached | null;
    unreached: Unreached | null;
  }[];
  waivers: EvaluatedWaiver[];
  deselected: string[];
  setAside: number;
  contractFaults: string[];
  excluded: { operation: string; reason: string }[];
  seed: number | null;
  shard: { index: number; count: number } | null;
  waitedMs: number;
  warnings: string[];
  doubt: string | null;
  disposable: string | null;
  leftovers: Leftover[];
  /** Absent from reports of earlier versions. */
  outages?: Outage[];
  lifecycles?: PlannedLifecycle[];
  recorded: Recording | null;
  /** The comparison of two servers; absent from the report of a run. */
  sides?: ReportedSides;
  /** What changed since an earlier run; absent if there is none to compare with. */
  since?: Since;
  /** What responses showed of their schemas; absent in reports of version 0.1. */
  coverage?: Coverage[];
  /** Violations of checks that do not fail a run; absent in reports of version 0.1. */
  advice?: Advice[];
  /** Parts of the contract at the places of findings, by `document#pointer`. */
  schemas: Record<string, unknown>;
  cases: ReportedCase[];
}

/**
 * Renders a report as JSON, case by case: as one text it would be the largest object in memory.
 *
 * @param indent spaces per level; 0 for one line
 */
export function* jsonPieces({ cases, ...rest }: ContractJson, indent = 0): Iterable<string> {
  const text = jsonText({ ...rest, cases: [] }, indent);
  const end = text.lastIndexOf(']');
  const line = (level: number): string => (indent === 0 ? '' : `\n${' '.repeat(level * indent)}`);
  yield text.slice(0, end);
  for (const [index, one] of cases.entries()) {
    yield (index === 0 ? '' : ',') + line(2) + jsonText(one, indent).replaceAll('\n', line(2));
  }
  yield (cases.length === 0 ? '' : line(1)) + text.slice(end);
}

/** The text of contract.json. */
export function* contractJsonText(report: ContractJson): Iterable<string> {
  yield* jsonPieces(report, 2);
  yield '\n';
}

/** The report of a record. */
export function contractJson(
  { plan, cases, schemas, coverage, advice, end }: RunRecord,
  outcome: Evaluation,
): ContractJson {
  const reported = cases.map(({ type: _, ...rest }) => rest);
  return {
    suite: plan.suite,
    target: plan.target,
    contract: plan.contract,
    startedAt: plan.startedAt,
    durationMs: end?.durationMs ?? 0,
    requests: end?.requests ?? {},
    exitCode: outcome.exitCode,
    outcome: outcome.outcome,
    reasons: outcome.reasons,
    counts: outcome.counts,
    operations: outcome.operations,
    waivers: outcome.waivers,
    deselected: plan.deselected,
    setAside: plan.setAside,
    contractFaults: plan.contractFaults,
    excluded: plan.excluded,
    seed: plan.seed,
    shard: plan.shard,
    waitedMs: end?.waitedMs ?? 0,
    warnings: plan.warnings,
    doubt: plan.doubt,
    disposable: plan.disposable,
    leftovers: end?.leftovers ?? [],
    outages: end?.outages ?? [],
    ...(plan.lifecycles !== undefined && { lifecycles: plan.lifecycles }),
    recorded: plan.recorded,
    ...(plan.sides !== undefined && { sides: sidesOf(factsOf(plan.sides, end?.sides), reported, outcome.operations) }),
    coverage,
    advice,
    schemas,
    cases: reported,
  };
}

/**
 * JSON in which control and formatting characters are escaped, so that it can be printed. `JSON.stringify` escapes
 * only those below U+0020.
 */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\p{Cf}]/gu, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
