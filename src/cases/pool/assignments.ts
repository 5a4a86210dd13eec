import type { Operation, Parameter } from '../../contract/operations.ts';
import type { Auth, Scalar } from '../fixtures.ts';
import { type Identifiers, identifierOf, type PooledValue } from './response-values.ts';
import type { ValuePool } from './value-pool.ts';
import { nounBefore } from './nouns.ts';

/** Values for the open parameters of a request. A parameter without a candidate is absent. */
export type Assignment = ReadonlyMap<Parameter, PooledValue>;

/** Maximum number of candidates of a parameter, and of combinations that are compared. */
const MAX_CANDIDATES = 12;
const MAX_STEPS = 500;

/** A request whose open parameters need values. */
export interface Wanted {
  operation: Operation;
  /** Its open parameters. */
  parameters: readonly Parameter[];
  /** The values of its other parameters. */
  fixed?: ReadonlyMap<Parameter, Scalar> | undefined;
  by: Auth;
  /** Identifiers of what the values must belong to. */
  context?: readonly Identifiers[];
  /** True for a value that may be used. */
  mayName?: (value: PooledValue, parameter: Parameter) => boolean;
}

/**
 * Yields the combinations of values from the pool for the open parameters of a request, the most likely first. Values
 * that belong to different resources of the same kind, such as the environment of another project, are not combined.
 */
export function* assignments(
  { operation, parameters, fixed = new Map(), by, context = [], mayName = () => true }: Wanted,
  pool: ValuePool,
): Generator<Assignment> {
  const identifiersOf = (parameter: Parameter, value: Scalar, context: Identifiers = new Map()): Identifiers =>
    new Map(context).set(identifierOf(parameter.name, nounBefore(operation.path, parameter.name)), String(value));
  const choices = parameters.map((parameter) => ({
    parameter,
    candidates: pool
      .candidates(operation, parameter, by)
      .filter((value) => mayName(value, parameter))
      .slice(0, MAX_CANDIDATES)
      .map((pooled) => ({ pooled, identifiers: identifiersOf(parameter, pooled.value, pooled.context) })),
  }));
  let steps = 0;
  yield* combined(
    choices.filter(({ candidates }) => candidates.length > 0),
    new Map(),
    [...context, ...[...fixed].map(([parameter, value]) => identifiersOf(parameter, value))],
  );

  function* combined(
    open: typeof choices,
    chosen: Assignment,
    identifiers: readonly Identifiers[],
  ): Generator<Assignment> {
    const [next, ...rest] = open;
    if (next === undefined) {
      yield chosen;
      return;
    }
    for (const candidate of next.candidates) {
      if (steps++ >= MAX_STEPS) return;
      if (!identifiers.every((one) => pool.areCompatible(candidate.identifiers, one))) continue;
      const all = [...identifiers, candidate.identifiers];
      yield* combined(rest, new Map(chosen).set(next.parameter, candidate.pooled), all);
    }
  }
}
