import type { Case } from '../../cases/case.ts';
import type { Operation } from '../../contract/operations.ts';
import { isCredentialLike } from '../../contract/credential-keys.ts';
import { isObject } from '../../contract/pointer.ts';
import { routeOf } from '../../contract/path-template.ts';
import { requiredOf } from '../../lifecycles/bodies/body.ts';
import { primaryObject } from '../../lifecycles/locate.ts';
import { bodySchema, propertiesOf } from '../../lifecycles/resource-schema.ts';
import type { Reader } from '../reader.ts';
import { isMasked } from '../../verdict/same-value.ts';

/**
 * The values that a singleton has, for an update that changes nothing: those of the read with the path of the update. A
 * masked value, and one under a credential-like key, is never sent.
 *
 * @param bodies successful reads, by operation
 * @returns undefined if a required one is not known
 */
export function restated(operation: Operation, bodies: Reader['bodies']): Restated | undefined {
  const schema = bodySchema(operation);
  const source = sourceOf(operation, bodies);
  const shown = primaryObject(source?.body, new Set());
  if (!isObject(schema) || source === undefined || shown === undefined) return undefined;
  // What the read was asked for is a value of the singleton as well.
  const read = { ...Object.fromEntries(new URLSearchParams(source.one.request.url.split('?')[1])), ...shown };
  const names = [...propertiesOf(schema).keys()];
  const known = names.filter((name) => read[name] !== undefined && read[name] !== null && isSafe(name, read[name]));
  // A PUT clears what it does not contain (RFC 9110, section 9.3.4).
  const needed = operation.method === 'PUT' ? names : requiredOf(schema);
  const isComplete = needed.every((name) => known.includes(name));
  // What only the request of the read contains may not exist yet.
  if (!known.some((name) => shown[name] !== undefined) || !isComplete) return undefined;
  return { set: new Map(known.map((name) => [`/${name}`, read[name]])), settable: new Set(names), read: source.one };
}

/** An update that changes nothing. */
export interface Restated {
  /** Values by pointer into the body. */
  set: ReadonlyMap<string, unknown>;
  /** Properties that the update can set. */
  settable: ReadonlySet<string>;
  /** The read that shows them. */
  read: Case;
}

/** The read at the path of the update. */
function sourceOf({ path }: Operation, bodies: Reader['bodies']): { body: unknown; one: Case } | undefined {
  const key = [...bodies.keys()].find((each) => routeOf(each) === `GET ${routeOf(path)}`);
  return key === undefined ? undefined : bodies.get(key);
}

/** True for a value without masks and credentials, at any depth. */
const isSafe = (name: string, value: unknown): boolean =>
  !isCredentialLike([name]) &&
  !isMasked(value) &&
  (typeof value !== 'object' || value === null || Object.entries(value).every(([key, part]) => isSafe(key, part)));
