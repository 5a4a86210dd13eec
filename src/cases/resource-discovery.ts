import pluralize from 'pluralize';
import { isCredentialLike } from '../contract/credential-keys.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';
import type { Case, Discovery } from './case.ts';
import { withValue } from './derived/derivation.ts';
import { requestOf } from './draft.ts';
import { isOtherRoute } from './url.ts';

/** A GET that may list resources. */
export interface Listing {
  operation: Operation;
  /** Id of its case for success. */
  id: string;
  /** True if all its values are known, so that it does not wait for another list. */
  isFree: boolean;
}

/**
 * Finds the operation that lists the resources of a parameter: the one at the path before the parameter, otherwise one
 * with its name (`/api/v1/groups` for `groupId`). The latter must be free, so that no two cases wait for each other.
 */
export function sourceOf(
  dependent: Operation,
  parameter: Parameter,
  listings: readonly Listing[],
): Discovery | undefined {
  const { name } = parameter;
  const before = parameter.in === 'path' ? dependent.path.split(`/{${name}}`)[0] : undefined;
  const noun = singular(name.replace(/(Id|Slug|Name)$/, ''));
  const others = listings.filter(({ operation }) => operation.key !== dependent.key);
  const found =
    others.find(({ operation }) => operation.path === before) ??
    others.find(({ operation, isFree }) => isFree && noun.length > 2 && lastNoun(operation) === noun);
  return found && { parameter, from: found.id, operation: found.operation.key };
}

const lastNoun = ({ path }: Operation): string => singular(path.split('/').at(-1) ?? '');

const singular = (word: string): string => pluralize.singular(word.toLowerCase().replaceAll(/[-_]/g, ''));

/** Values from one response, by parameter. The response itself is not kept, because it may be large. */
export type FoundValues = ReadonlyMap<Parameter, string>;

/** The parameters whose values other cases take from the response to a case, by its id. */
export function wantedValues(cases: readonly Case[]): Map<string, Parameter[]> {
  const wanted = new Map<string, Parameter[]>();
  for (const { parameter, from } of cases.flatMap(({ discover }) => discover?.values ?? [])) {
    if (!isSecret(parameter)) wanted.set(from, [...(wanted.get(from) ?? []), parameter]);
  }
  return wanted;
}

/**
 * Finds values for parameters in the response to a case.
 *
 * @param body JSON body of a successful response; undefined if there is none
 */
export function valuesIn(body: unknown, parameters: readonly Parameter[]): FoundValues {
  const values = parameters.map((parameter) => [parameter, discovered(body, parameter)] as const);
  return new Map(values.filter((found): found is [Parameter, string] => found[1] !== undefined));
}

/**
 * Fills a case with values from other responses of the run, and adds a note for each. Parameters without such a value
 * keep the made-up one.
 *
 * @param valuesOf the values in the response to a case, by its id
 */
export async function fillFromAnswers(
  one: Case,
  operation: Operation,
  valuesOf: (id: string) => Promise<FoundValues> | undefined,
): Promise<{ filled: Case; notes: string[] }> {
  if (one.discover === undefined) return { filled: one, notes: [] };
  let { draft } = one.discover;
  const notes: string[] = [];
  for (const { parameter, from, operation: list } of one.discover.values) {
    if (isSecret(parameter)) {
      notes.push(`${parameter.name} is not taken from a response, because it may be a credential`);
      continue;
    }
    const value = (await valuesOf(from))?.get(parameter);
    if (value === undefined) continue;
    draft = withValue(draft, parameter, value);
    notes.push(`${parameter.name} is taken from the response to ${list}`);
  }
  return { filled: { ...one, request: requestOf(operation, draft) }, notes };
}

/** True for a parameter whose value should not be in a URL. The id of a secret may be. */
const isSecret = ({ name }: Parameter): boolean => isCredentialLike([name]) && !/(Id|Slug|Name)$/.test(name);

/**
 * The first suitable value for a parameter in a response: in a list item, under its name or the end of it (`id` for
 * `groupId`), and of its type, enum or UUID format.
 */
function discovered(body: unknown, { name, schema }: Parameter): string | undefined {
  const suffix = /(Id|Slug|Name)$/.exec(name)?.[1]?.toLowerCase();
  const keys = [name, ...(suffix === undefined ? [] : [suffix])];
  for (const item of itemsOf(body)) {
    const value = keys.map((key) => item[key]).find((each) => fits(each, schema));
    if (value !== undefined) return String(value);
  }
  return undefined;
}

/** Items of a list: the body itself, or a property of it. */
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
