import type { Operation, Parameter } from '../../contract/operations.ts';
import type { Auth } from '../fixtures.ts';
import { type Identifiers, identifierOf, type PooledValue, type ValuePool } from './value-pool.ts';
import { nounBefore } from './nouns.ts';

/** Values for the open parameters of a request. A parameter without a candidate is absent. */
export type Assignment = ReadonlyMap<Parameter, PooledValue>;

/** Maximum number of candidates of a parameter, and of combinations that are compared. */
const MAX_CANDIDATES = 12;
const MAX_STEPS = 500;

/**
 * Yields the combinations of values from the pool for the parameters of a request, the most likely first. Values that
 * belong to different resources of the same kind, such as the environment of another project, are not combined.
 */
export function* assignments(
  operation: Operation,
  parameters: readonly Parameter[],
  by: Auth,
  pool: ValuePool,
): Generator<Assignment> {
  const choices = parameters.map((parameter) => ({
    parameter,
    candidates: pool.candidates(operation, parameter, by).slice(0, MAX_CANDIDATES),
  }));
  let steps = 0;
  yield* combined(
    choices.filter(({ candidates }) => candidates.length > 0),
    new Map(),
  );

  function* combined(open: typeof choices, chosen: Map<Parameter, PooledValue>): Generator<Assignment> {
    const [next, ...rest] = open;
    if (next === undefined) {
      yield new Map(chosen);
      return;
    }
    for (const candidate of next.candidates) {
      if (steps++ >= MAX_STEPS) return;
      const known = identifiersOf(next.parameter, candidate);
      const isCompatible = [...chosen].every(([parameter, value]) =>
        pool.areCompatible(known, identifiersOf(parameter, value)),
      );
      if (isCompatible) yield* combined(rest, new Map(chosen).set(next.parameter, candidate));
    }
  }

  /** The resources of a value, with the one that it identifies itself. */
  function identifiersOf(parameter: Parameter, { value, context }: PooledValue): Identifiers {
    return new Map(context).set(
      identifierOf(parameter.name, nounBefore(operation.path, parameter.name)),
      String(value),
    );
  }
}
