import type { ValuePool } from '../../cases/pool/value-pool.ts';
import type { Operation } from '../../contract/operations.ts';
import { templateNames } from '../../contract/path-template.ts';
import { ID } from '../../lifecycles/ledger.ts';
import { isAttachment, isSingleItem, ownNameOf } from '../../lifecycles/lifecycle.ts';
import { idOf, isScalar, namesOf, type Resource } from '../../lifecycles/resource.ts';
import type { Built } from './wish.ts';

/**
 * True for a write whose target is a resource of the run. The last parameter of its path identifies the target; without
 * one, a value of its body does. Attachments and single items have the path of their create.
 */
export function isOurs(
  operation: Operation,
  { parameters, body }: Pick<Built, 'parameters' | 'body'>,
  resource: Resource,
  pool: ValuePool,
): boolean {
  const { lifecycle, sent } = resource;
  const names = templateNames(operation.path);
  const value = (name: string | undefined): string => String(parameters.get(`path ${name ?? ''}`));
  if (isAttachment(lifecycle) || isSingleItem(lifecycle)) {
    return templateNames(lifecycle.create.path).every((name, at) => value(names[at]) === String(sent[name]));
  }
  const identities = identitiesOf(resource, pool);
  return names.length === 0 ? containsAny(body, identities) : identities.has(value(names.at(-1)));
}

/** The values by which the run knows a resource that it made. */
function identitiesOf(resource: Resource, { own }: ValuePool): Set<string> {
  const { lifecycle, object, sent, name } = resource;
  const ownName = ownNameOf(lifecycle);
  const values = [idOf(resource), object.slug, ...namesOf(resource), ownName === undefined ? undefined : sent[ownName]];
  // Every name of the run begins in the same way, also after a change.
  const ofRun = name.replace(/-[^-]*$/, '');
  const isMade = (value: string | number): boolean =>
    value === ID || String(value).includes(ofRun) || [...lifecycle.nouns].some((noun) => own.has(noun, value));
  return new Set(values.filter(isScalar).filter(isMade).map(String));
}

const DEEPEST = 5;

function containsAny(body: unknown, texts: ReadonlySet<string>, depth = 0): boolean {
  if (isScalar(body)) return texts.has(String(body));
  if (typeof body !== 'object' || body === null || depth > DEEPEST) return false;
  return Object.values(body).some((part) => containsAny(part, texts, depth + 1));
}
