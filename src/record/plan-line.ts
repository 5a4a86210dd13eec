import type { Case } from '../cases/case.ts';
import type { Excluded } from '../cases/excluded.ts';
import { SUITE } from '../client/suite.ts';
import type { Config } from '../config/config.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { edgesTo, neededBy } from '../lifecycles/graph.ts';
import type { Lifecycles } from '../lifecycles/lifecycle.ts';
import type { Waiver } from '../waivers/waiver.ts';
import type { PlanLine, PlannedLifecycle, PlannedOperation } from './lines.ts';

/** The part of a plan that is recorded. */
export interface Planned {
  contract: Pick<Contract, 'documents' | 'faults'>;
  cases: readonly Case[];
  operations: readonly Operation[];
  deselected: string[];
  leftOut: readonly Case[];
  setAside: number;
  excluded: Excluded[];
  seed: number | undefined;
  /** The life cycles of a disposable target. */
  writes?: { lifecycles: Lifecycles } | undefined;
  waivers: Waiver[];
  warnings: string[];
}

/** The plan of a run whose contract could not be fetched. */
export const NOTHING_PLANNED: Planned = {
  contract: { documents: [], faults: [] },
  cases: [],
  operations: [],
  deselected: [],
  leftOut: [],
  setAside: 0,
  excluded: [],
  seed: undefined,
  waivers: [],
  warnings: [],
};

/** The first line of a record. */
export function planLine(
  { target, requireCells, requireReached, shard, origins }: Config,
  plan: Planned,
  { baseUrl, doubt }: { baseUrl: string; doubt: string | null },
): PlanLine {
  const { contract, cases, deselected, leftOut, excluded, seed, setAside, waivers, warnings } = plan;
  return {
    type: 'plan',
    suite: SUITE,
    target: { name: target.name, baseUrl },
    contract: contract.documents.map(({ name, operations }) => ({ document: name, operations })),
    startedAt: new Date().toISOString(),
    operations: plannedOperations(plan.operations, plan.writes?.lifecycles.roles),
    cases: cases.map(({ id, operation, origin, expected, missing }) => ({ id, operation, origin, expected, missing })),
    deselected,
    leftOut: leftOut.map(({ operation, origin, expected }) => ({ operation, origin, expected })),
    contractFaults: contract.faults,
    excluded,
    seed: seed ?? null,
    shard: shard ?? null,
    setAside,
    requireCells,
    requireReached,
    origins,
    waivers,
    warnings,
    doubt,
    ...(plan.writes !== undefined && { lifecycles: plannedLifecycles(plan.writes.lifecycles, plan) }),
    disposable: cases.some(({ origin }) => origin === 'lifecycle') ? new URL(baseUrl).host : null,
    recorded: null,
  };
}

/** Operations as a plan records them. */
export const plannedOperations = (
  operations: readonly Operation[],
  roles: Lifecycles['roles'] = new Map(),
): PlannedOperation[] =>
  operations.map(({ key, method, document, responses, secured, fault = null }): PlannedOperation => {
    const kind = roles.get(key)?.kind;
    return {
      operation: key,
      document,
      statuses: [...responses.keys()],
      fault,
      secured: secured && fault === null && (method === 'GET' || method === 'HEAD'),
      ...(kind !== undefined && { kind }),
    };
  });

/**
 * The life cycles of the selected cases with those whose resources they need, as a plan records them, without
 * excluded operations.
 */
export function plannedLifecycles(
  lifecycles: Lifecycles,
  { cases, excluded }: Pick<Planned, 'cases' | 'excluded'>,
): PlannedLifecycle[] {
  const left = new Set(excluded.map(({ operation }) => operation));
  const needed = neededBy(new Set(cases.map(({ operation }) => operation)), lifecycles);
  return lifecycles.all
    .filter((one) => needed.has(one) && !left.has(one.create.key))
    .map((one) => ({
      create: one.create.key,
      needs: edgesTo(one.create, one, lifecycles)
        .filter(({ from }) => !left.has(from))
        .map(({ from, input }) => ({ create: from, input })),
      operations: [...one.reads, ...one.lists, ...one.updates, ...one.actions, ...one.deletes]
        .map(({ key }) => key)
        .filter((key) => !left.has(key)),
    }));
}
