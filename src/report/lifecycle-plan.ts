import type { PlannedLifecycle, PlannedOperation } from '../record/lines.ts';
import { clean } from './clean.ts';

/** Which creates need the resources of which others, as a Mermaid flowchart. */
export function flowchart(lifecycles: readonly PlannedLifecycle[]): string {
  const ids = new Map(lifecycles.map(({ create }, at) => [create, `r${at + 1}`]));
  const nodes = [...ids].map(([key, id]) => `  ${id}["${key.replaceAll('"', "'")}"]`);
  const arrows = lifecycles.flatMap(({ create, needs }) =>
    needs.map((need) => `  ${ids.get(need.create) ?? ''} -- ${need.input} --> ${ids.get(create) ?? ''}`),
  );
  return ['flowchart LR', ...nodes, ...arrows].map(clean).join('\n');
}

/** The operations of each life cycle with their kinds, one line each. */
export function lifecycleLines(
  lifecycles: readonly PlannedLifecycle[],
  operations: readonly Pick<PlannedOperation, 'operation' | 'kind'>[],
): string[] {
  const kinds = new Map(operations.map(({ operation, kind }) => [operation, kind]));
  return lifecycles.flatMap(({ create, operations: others }) => [
    create,
    ...others.map((operation) => `  ${(kinds.get(operation) ?? '').padEnd(6)}  ${operation}`),
  ]);
}
