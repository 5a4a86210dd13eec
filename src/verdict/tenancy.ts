import { isDeepStrictEqual } from 'node:util';
import type { Case } from '../cases/case.ts';
import { namesOwner, ownerOf, partsOf } from '../cases/pool/nouns.ts';
import type { Operation } from '../contract/operations.ts';
import { isObject, toPointer } from '../contract/pointer.ts';
import { IDENTIFYING, primaryObject } from '../lifecycles/locate.ts';

/** A resource in a response. */
export interface OwnedRecord {
  /** Its id with the name of the property. */
  id: string;
  /** Pointer to the id. */
  pointer: string;
  /** The ids of the organization and the project that it belongs to, by noun. */
  owners: ReadonlyMap<string, string>;
  /** True for the resource of a body, and for an item of its lists, but not for what these contain. */
  isOutermost: boolean;
}

/** The parameters of a request that identify something, with their values. */
export type Named = readonly { parameter: string; value: string }[];

/** Shortest id that is taken to be unique, so that no two organizations have it. */
const DISTINCT = 16;

/** The parameters of a request to an operation, without those of the query that identify nothing. */
export function namedBy({ path }: Operation, url: string): Named {
  const [pathname = '', query = ''] = url.split('?');
  const template = path.split('/');
  const inPath = pathname.split('/').flatMap((segment, at) => {
    const [, parameter] = /^\{(.+)\}$/.exec(template[at] ?? '') ?? [];
    return parameter === undefined ? [] : [{ parameter, value: decoded(segment) }];
  });
  const inQuery = [...new URLSearchParams(query)].map(([parameter, value]) => ({ parameter, value }));
  return [...inPath, ...inQuery.filter(({ parameter }) => partsOf(parameter).kind !== '' || namesOwner(parameter))];
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The pointer to a resource of the own organization in a response to another one, by the id that both responses contain;
 * undefined if nothing proves that it is the same one and belongs to the own organization. Several organizations may
 * share resources, such as predefined roles.
 *
 * @param mine the body of the response to the own identity
 * @param foreign the body of the response to the other one
 * @param others bodies with what everybody may read
 */
export function heldResource(
  { mine, foreign, others }: { mine: unknown; foreign: unknown; others: readonly unknown[] },
  named: Named,
  { isMade, isOwner, isShared }: NonNullable<Case['tenancy']>,
): string | undefined {
  const own = new Map(recordsIn(mine).map((record) => [record.id, record]));
  const shown = new Set(others.flatMap((body) => recordsIn(body)).map(({ id }) => id));
  const isBelow = named.some(({ parameter }) => namesOwner(parameter));
  const held = recordsIn(foreign).find((record) => {
    const twin = own.get(record.id);
    if (twin === undefined || shown.has(record.id) || !isSameOwner(record, twin)) return false;
    const id = valueIn(record);
    if (isMade(id)) return true;
    if (isShared(record.id)) return false;
    const owners = [...twin.owners.values()];
    if (owners.length > 0) return owners.some(isOwner);
    return isBelow && record.isOutermost && id.length >= DISTINCT;
  });
  return held?.pointer;
}

const valueIn = ({ id }: OwnedRecord): string => id.slice(id.indexOf(' ') + 1);

/** True if two bodies are the same, and the request names a project or an organization by a unique id. */
export const isSameContent = (mine: unknown, foreign: unknown, named: Named): boolean =>
  isObject(mine) &&
  Object.keys(mine).length > 0 &&
  recordsIn(mine).length === 0 &&
  isDeepStrictEqual(mine, foreign) &&
  named.some(({ parameter, value }) => namesOwner(parameter) && value.length >= DISTINCT);

/** True if two views of a record do not have different owners. */
const isSameOwner = (a: OwnedRecord, b: OwnedRecord): boolean =>
  [...a.owners].every(([noun, value]) => (b.owners.get(noun) ?? value) === value);

const DEEPEST = 6;

/** The objects of a body with an id. */
export function recordsIn(body: unknown): OwnedRecord[] {
  const primary = primaryObject(body, new Set());
  const found: OwnedRecord[] = [];
  interface Part {
    value: unknown;
    tokens: readonly (string | number)[];
    isInside: boolean;
  }
  const open: Part[] = [{ value: body, tokens: [], isInside: false }];
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    const { value, tokens, isInside } = part;
    if (tokens.length > DEEPEST) continue;
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) open.push({ value: item, tokens: [...tokens, at], isInside });
    }
    if (!isObject(value)) continue;
    const key = idIn(value);
    const isItem = typeof tokens.at(-1) === 'number';
    if (key !== undefined) {
      const isOutermost = !isInside && (isItem || value === primary);
      const [id, pointer] = [`${key} ${String(value[key])}`, toPointer([...tokens, key])];
      found.push({ id, pointer, owners: ownersOf(value), isOutermost });
    }
    for (const [name, member] of Object.entries(value)) {
      open.push({ value: member, tokens: [...tokens, name], isInside: isInside || key !== undefined });
    }
  }
  return found;
}

/** The property with the id of an object: `id`, otherwise the id of anything but an owner. */
function idIn(object: Readonly<Record<string, unknown>>): string | undefined {
  const isId = (name: string): boolean => typeof object[name] === 'string' || typeof object[name] === 'number';
  const isOfItself = (name: string): boolean => partsOf(name).kind === 'id' && !namesOwner(name);
  return IDENTIFYING.find(isId) ?? Object.keys(object).find((name) => isOfItself(name) && isId(name));
}

function ownersOf(record: Readonly<Record<string, unknown>>): Map<string, string> {
  const owners = Object.entries(record).flatMap(([name, value]): [string, string][] => {
    const isId = typeof value === 'string' && value.length >= DISTINCT && partsOf(name).kind !== 'name';
    return isId && namesOwner(name) ? [[ownerOf(name), value]] : [];
  });
  return new Map(owners);
}

/** Names of what differs between two responses to the same request. */
const OF_REQUEST = /^((req|request|trace|correlation|span|event|error)_?-?id|timestamp|time|date|path|url|instance)$/i;

/** The form and the words of a body, without the names of the request and without texts with digits. */
export function wordsOf(body: unknown, named: Named): unknown {
  if (Array.isArray(body)) return body.map((item) => wordsOf(item, named));
  if (isObject(body)) {
    const shown = Object.entries(body).filter(([name]) => !OF_REQUEST.test(name));
    return Object.fromEntries(shown.map(([name, value]) => [name, wordsOf(value, named)]));
  }
  if (typeof body !== 'string') return typeof body;
  const values = named.map(({ value }) => value).filter((value) => value !== '');
  const text = values.sort((a, b) => b.length - a.length).reduce((left, value) => left.replaceAll(value, ''), body);
  return text.split(/\s+/).filter((word) => !/\d/.test(word));
}
