import type { CellState } from '../run/cells.ts';
import type { Outcome } from '../run/outcome.ts';
import type { CaseLine, RunRecord } from '../run/record.ts';

/** The content of contract.json; other tools read it, so its fields stay. */
export interface ContractJson {
  suite: { name: string; version: string };
  target: { name: string; baseUrl: string };
  contract: { document: string; operations: number }[];
  startedAt: string;
  durationMs: number;
  requests: Record<string, number>;
  exitCode: number;
  outcome: Outcome['outcome'];
  reasons: string[];
  counts: Outcome['counts'];
  operations: {
    operation: string;
    document: string;
    cells: { status: string; state: CellState; cases: string[]; reason: string | null }[];
  }[];
  deselected: string[];
  setAside: number;
  contractFaults: string[];
  excluded: { operation: string; reason: string }[];
  seed: number | null;
  shard: { index: number; count: number } | null;
  waitedMs: number;
  warnings: string[];
  cases: Omit<CaseLine, 'type'>[];
}

/** A run as JSON, in the order of its record. */
export function contractJson({ plan, cases, end }: RunRecord, outcome: Outcome): string {
  const content: ContractJson = {
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
    deselected: plan.deselected,
    setAside: plan.setAside,
    contractFaults: plan.contractFaults,
    excluded: plan.excluded,
    seed: plan.seed,
    shard: plan.shard,
    waitedMs: end?.waitedMs ?? 0,
    warnings: plan.warnings,
    cases: cases.map(({ type: _, ...rest }) => rest),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
