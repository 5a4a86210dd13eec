import type { Operation } from './operations.ts';
import { toTokens } from './pointer.ts';

/** A value of a response that is an input of another operation (OpenAPI 3.0.3, Link Object). */
export interface Link {
  from: Operation;
  to: Operation;
  /** Name of the target's parameter. */
  parameter: string;
  /** Runtime expression, such as `$response.body#/id`. */
  expression: string;
}

/** The links between operations of a contract. One whose target is in another document is ignored. */
export function linksOf(operations: readonly Operation[]): Link[] {
  const byId = new Map(operations.map((operation) => [operation.operationId, operation]));
  const byKey = new Map(operations.map((operation) => [operation.key, operation]));
  return operations.flatMap((from) =>
    [...from.responses]
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, { links }]) => links)
      .flatMap(({ operationId, operationRef, parameters }) => {
        const to = operationId === undefined ? byKey.get(keyOf(operationRef)) : byId.get(operationId);
        return to === undefined
          ? []
          : parameters.map(([parameter, expression]) => ({ from, to, parameter, expression }));
      }),
  );
}

/** The key of the operation that a reference such as `#/paths/~1users~1{id}/get` names. */
function keyOf(reference: string | undefined): string {
  if (reference?.startsWith('#/paths/') !== true) return '';
  const [, path = '', method = ''] = toTokens(reference.slice(1));
  return `${method.toUpperCase()} ${path}`;
}
