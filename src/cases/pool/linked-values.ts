import type { Link } from '../../contract/links.ts';
import { valueAt } from '../../contract/pointer.ts';
import { nounBefore } from './nouns.ts';
import { isValue, type PooledValue, type Source } from './response-values.ts';

/** Yields the values of a response that its links pass to the parameters of other operations. */
export function* linkedValues({ body, by, sent }: Source, links: readonly Link[]): Generator<PooledValue> {
  for (const { from, to, parameter, expression } of links) {
    const value = valueOf(expression, body, sent);
    const place = { property: parameter, resource: nounBefore(to.path, parameter), context: new Map() };
    if (isValue(value)) yield { value, ...place, by, from: from.key };
  }
}

/** The value of a runtime expression (OpenAPI 3.0.3, Link Object, Runtime Expressions). */
function valueOf(expression: string, body: unknown, sent: Source['sent']): unknown {
  const [, ofBody, ofRequest] = /^(?:\$response\.body#(\/.*)|\$request\.(?:path|query)\.(.+))$/.exec(expression) ?? [];
  if (ofBody !== undefined) return valueAt(body, ofBody);
  return ofRequest === undefined ? undefined : sent[ofRequest];
}
