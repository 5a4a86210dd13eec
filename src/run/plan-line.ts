import { SUITE } from '../client/client.ts';
import type { Config } from '../config/config.ts';
import type { Plan } from './prepare.ts';
import type { PlanLine } from './record.ts';

/** The first line of a record. */
export function planLine({ target, requireCells }: Config, plan: Plan, baseUrl: string): PlanLine {
  const { contract, cases, deselected, leftOut, excluded, seed, setAside, warnings } = plan;
  const selected = [...contract.operations.values()].filter(({ key }) => !deselected.includes(key));
  return {
    type: 'plan',
    suite: SUITE,
    target: { name: target.name, baseUrl },
    contract: contract.documents.map(({ name, operations }) => ({ document: name, operations })),
    startedAt: new Date().toISOString(),
    operations: selected.map(({ key, document, responses }) => ({
      operation: key,
      document,
      statuses: [...responses.keys()],
    })),
    cases: cases.map(({ id, operation, origin, expected, missing }) => ({ id, operation, origin, expected, missing })),
    deselected,
    leftOut: leftOut.map(({ operation, origin, expected }) => ({ operation, origin, expected })),
    excluded,
    seed: seed ?? null,
    setAside,
    requireCells,
    warnings,
  };
}
