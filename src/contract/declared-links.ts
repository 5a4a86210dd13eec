import { isObject } from './pointer.ts';

/** A Link Object: its target, by id or by pointer, and the values of the target's parameters. */
export interface DeclaredLink {
  operationId: string | undefined;
  operationRef: string | undefined;
  /** Runtime expressions by the name of the parameter, without its location. */
  parameters: readonly [name: string, expression: string][];
}

/** The links that a response declares. */
export function declaredLinks(declared: unknown): DeclaredLink[] {
  return Object.values(isObject(declared) ? declared : {})
    .filter(isObject)
    .map(({ operationId, operationRef, parameters }) => ({
      operationId: textOf(operationId),
      operationRef: textOf(operationRef),
      parameters: Object.entries(isObject(parameters) ? parameters : {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name.replace(/^(path|query)\./, ''), value] as const] : [],
      ),
    }));
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
