import pluralize from 'pluralize';
import type { Operation, Parameter } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';
import { isOtherRoute } from './url.ts';

/** Where the value of a parameter is looked for: the answer of another case. */
export interface Discovery {
  parameter: Parameter;
  /** Id of the case that asks for the list. */
  from: string;
  /** Key of its operation. */
  operation: string;
}

/** A GET that may list what parameters name. */
export interface Listing {
  operation: Operation;
  /** Id of the case that asks it for success. */
  id: string;
  /** True where all that it needs is known: it waits for no other listing. */
  isFree: boolean;
}

/**
 * The operation whose answer lists what a parameter names: the one at the path before it, otherwise one that is called
 * as the parameter is (`/api/v1/groups` for `groupId`) and waits for nothing, so that no two wait for each other.
 */
export function sourceOf(asked: Operation, parameter: Parameter, listings: readonly Listing[]): Discovery | undefined {
  const { name } = parameter;
  const before = parameter.in === 'path' ? asked.path.split(`/{${name}}`)[0] : undefined;
  const noun = singular(name.replace(/(Id|Slug|Name)$/, ''));
  const others = listings.filter(({ operation }) => operation.key !== asked.key);
  const found =
    others.find(({ operation }) => operation.path === before) ??
    others.find(({ operation, isFree }) => isFree && noun.length > 2 && lastNoun(operation) === noun);
  return found && { parameter, from: found.id, operation: found.operation.key };
}

const lastNoun = ({ path }: Operation): string => singular(path.split('/').at(-1) ?? '');

const singular = (word: string): string => pluralize.singular(word.toLowerCase().replaceAll(/[-_]/g, ''));

/** The first value in an answer that a parameter can take: of the same name in an item of a list, and of its schema. */
export function discovered(body: unknown, { name, schema }: Parameter): string | undefined {
  const suffix = /(Id|Slug|Name)$/.exec(name)?.[1]?.toLowerCase();
  const keys = [name, ...(suffix === undefined ? [] : [suffix])];
  for (const item of itemsOf(body)) {
    const value = keys.map((key) => item[key]).find((each) => fits(each, schema));
    if (value !== undefined) return String(value);
  }
  return undefined;
}

/** Items of a list that stands alone, or beside others in an object. */
function itemsOf(body: unknown): Record<string, unknown>[] {
  if (Array.isArray(body)) return body.filter(isObject);
  return isObject(body)
    ? Object.values(body).flatMap((value) => (Array.isArray(value) ? value.filter(isObject) : []))
    : [];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function fits(value: unknown, schema: unknown): value is string | number {
  const { type, format, enum: allowed } = isObject(schema) ? schema : {};
  if (Array.isArray(allowed) && !allowed.includes(value)) return false;
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  if (typeof value === 'number') return type === undefined;
  return typeof value === 'string' && !isOtherRoute(value) && (format !== 'uuid' || UUID.test(value));
}
