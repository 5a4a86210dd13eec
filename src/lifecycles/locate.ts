import { nounOf, Synonyms } from '../cases/pool/nouns.ts';
import { isWrapper } from '../cases/pool/response-values.ts';
import { isObject } from '../contract/pointer.ts';

type Json = Readonly<Record<string, unknown>>;

/** Properties that identify a resource, in the order in which they are looked up. */
export const IDENTIFYING = ['id', '_id', 'uuid'];

/** An object in a JSON body. */
interface Located {
  object: Json;
  /** The noun of the property that contains it; empty for the body itself. */
  noun: string;
  depth: number;
  isListed: boolean;
}

const DEEPEST = 6;
const MAX_OBJECTS = 20_000;

/** All objects in a JSON body, the outermost first. */
function objectsIn(body: unknown): Located[] {
  const found: Located[] = [];
  const open: { value: unknown; noun: string; depth: number; isListed: boolean }[] = [
    { value: body, noun: '', depth: 0, isListed: false },
  ];
  for (let at = 0; at < open.length && found.length < MAX_OBJECTS; at++) {
    const { value, noun, depth, isListed } = open[at] ?? { value: undefined, noun: '', depth: 0, isListed: false };
    if (depth > DEEPEST) continue;
    if (Array.isArray(value))
      for (const item of value) open.push({ value: item, noun, depth: depth + 1, isListed: true });
    if (!isObject(value)) continue;
    found.push({ object: value, noun, depth, isListed });
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'object') open.push({ value: member, noun: nounOf(name), depth: depth + 1, isListed });
    }
  }
  return found;
}

const hasId = ({ object }: Located): boolean =>
  IDENTIFYING.some((name) => typeof object[name] === 'string' || typeof object[name] === 'number');

const synonyms = new Synonyms();

/**
 * The resource in a response to a write or a read of one resource: an object with an id, below a property that has the
 * noun of the resource if there is one; otherwise the body, without a wrapper.
 */
export function primaryObject(body: unknown, nouns: ReadonlySet<string>): Json | undefined {
  const all = objectsIn(body).filter(({ isListed }) => !isListed);
  const named = all.filter(({ noun }) => nouns.has(synonyms.canonical(noun)));
  const [found] = [...named.filter(hasId), ...all.filter(hasId), ...named];
  if (found !== undefined) return found.object;
  const [outer, ...inner] = all;
  const [only] = inner.filter(({ depth }) => depth === 1);
  return outer !== undefined && Object.keys(outer.object).length === 1 && only !== undefined
    ? only.object
    : outer?.object;
}

/** The resources in a list of a response, such as those that were created at once. */
export const listedObjects = (body: unknown): Json[] =>
  objectsIn(body)
    .filter((each) => each.isListed && hasId(each))
    .map(({ object }) => object);

/** How a resource is recognized. */
export interface Identity {
  id: string | number | undefined;
  /** Names that only this resource has. */
  names: readonly string[];
}

/** The object with an id, or if the id is unknown, with one of the names; undefined if the body contains none. */
export function objectOf(body: unknown, { id, names }: Identity): Json | undefined {
  const all = objectsIn(body).map(({ object }) => object);
  const byId = id === undefined ? undefined : all.find((object) => IDENTIFYING.some((name) => object[name] === id));
  if (byId !== undefined) return byId;
  const byName = all.find((object) => Object.values(object).some((value) => isAmong(value, names)));
  return id === undefined || (byName !== undefined && !IDENTIFYING.some((name) => name in byName)) ? byName : undefined;
}

/**
 * The properties of a request's body, without a wrapper around them: the only property, if it is an object and is named
 * for the resource or only wraps it.
 */
export function unwrapped(body: unknown, nouns: ReadonlySet<string>): unknown {
  if (!isObject(body)) return body;
  const [only, ...others] = Object.entries(body);
  if (only === undefined || others.length > 0 || !isObject(only[1])) return body;
  const noun = nounOf(only[0]);
  return isWrapper(noun) || noun === 'attribute' || nouns.has(synonyms.canonical(noun))
    ? unwrapped(only[1], nouns)
    : body;
}

/** All objects that have a name, exactly. */
export const objectsNamed = (body: unknown, name: string): Json[] =>
  objectsIn(body)
    .map(({ object }) => object)
    .filter((object) => Object.values(object).includes(name));

const isAmong = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'string' && names.includes(value);

/**
 * The item of the outermost lists of a body with an id or a name, or the one that contains it under a noun of the
 * resource. Other objects inside of the items are other resources.
 */
export function itemOf(body: unknown, { id, names }: Identity, nouns: ReadonlySet<string>): Json | undefined {
  const inside = (item: Json): Json[] =>
    Object.entries(item).flatMap(([name, value]) =>
      isObject(value) && nouns.has(synonyms.canonical(nounOf(name))) ? [value] : [],
    );
  return outermostItems(body)
    .flatMap((item) => [item, ...inside(item)])
    .find((object) =>
      id === undefined
        ? Object.values(object).some((value) => isAmong(value, names))
        : IDENTIFYING.some((name) => object[name] === id),
    );
}

/** The items of the lists of a body that are in no other list. */
export function outermostItems(value: unknown, depth = 0): Json[] {
  if (Array.isArray(value)) return value.filter(isObject);
  if (!isObject(value) || depth > DEEPEST) return [];
  return Object.values(value).flatMap((member) => outermostItems(member, depth + 1));
}

/** True if a body contains one of some texts as a string value, ignoring case. */
export function containsText(body: unknown, texts: readonly string[]): boolean {
  const wanted = texts.map((text) => text.toLowerCase());
  return objectsIn(body).some(({ object }) =>
    Object.values(object)
      .flat()
      .some((value) => typeof value === 'string' && wanted.some((text) => value.toLowerCase().includes(text))),
  );
}
