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

/**
 * The operation whose answer lists what a parameter names: the one at the path before it, otherwise one without
 * parameters that is called as the parameter is (`/api/v1/groups` for `groupId`).
 *
 * @param asking id of the case that asks an operation for success, by the operation's key
 */
export function sourceOf(
  asked: Operation,
  { name, in: location, ...rest }: Parameter,
  operations: readonly Operation[],
  asking: ReadonlyMap<string, string>,
): Discovery | undefined {
  const before = location === 'path' ? asked.path.split(`/{${name}}`)[0] : undefined;
  const noun = singular(name.replace(/(Id|Slug|Name)$/, ''));
  const lists = operations.filter(({ key, method }) => method === 'GET' && key !== asked.key && asking.has(key));
  const found =
    lists.find(({ path }) => path === before) ??
    lists.find(({ path }) => !path.includes('{') && noun.length > 2 && singular(path.split('/').at(-1) ?? '') === noun);
  const from = found && asking.get(found.key);
  if (found === undefined || from === undefined) return undefined;
  return { parameter: { name, in: location, ...rest }, from, operation: found.key };
}

const singular = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll(/[-_]/g, '')
    .replace(/ies$/, 'y')
    .replace(/(ss|[^s])e?s$/, (_, stem: string) => (stem === 'ss' ? 'ss' : stem));

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
