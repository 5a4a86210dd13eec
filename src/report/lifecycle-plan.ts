import type { Edge } from '../lifecycles/graph.ts';
import type { Lifecycle } from '../lifecycles/lifecycle.ts';
import { clean } from './clean.ts';

/**
 * The life cycles of a run: what creates, reads, lists, updates, acts on and deletes each resource, and a graph of what
 * needs the resources of which (Mermaid flowchart).
 *
 * @param edges inputs of the creates
 */
export function lifecyclePlan(lifecycles: readonly Lifecycle[], edges: readonly Edge[]): string {
  const ids = new Map(lifecycles.map(({ create }, at) => [create.key, `r${at + 1}`]));
  const parts = lifecycles.flatMap(({ create, reads, lists, updates, actions, deletes }) => [
    create.key,
    ...Object.entries({ read: reads, list: lists, update: updates, action: actions, delete: deletes }).flatMap(
      ([kind, operations]) => operations.map(({ key }) => `  ${kind.padEnd(6)}  ${key}`),
    ),
  ]);
  const nodes = [...ids].map(([key, id]) => `  ${id}["${key.replaceAll('"', "'")}"]`);
  const arrows = edges.map(({ from, to, input }) => `  ${ids.get(from) ?? ''} -- ${input} --> ${ids.get(to) ?? ''}`);
  return ['flowchart LR', ...nodes, ...arrows, '', ...parts, ''].map(clean).join('\n');
}
