import { unescape } from 'node:querystring';
import type { Library, Refusal } from './library.ts';
import { escapeToken, isObject, member, toTokens } from './pointer.ts';
import type { ContractSource } from './sources.ts';

/**
 * The base of a `$ref` that begins with `#`: a document, or in OpenAPI 3.1 a schema with an `$id` (JSON Schema Core
 * 2020-12, section 4.3.5).
 */
export interface Resource {
  /** URL of the document, or the `$id`, without a fragment. */
  uri: string;
  root: Spot;
  /** Schemas by `$anchor` and `$dynamicAnchor`; null if two have the same one. */
  anchors: Map<string, Spot | null>;
  /** Schemas by `$dynamicAnchor` only. */
  dynamicAnchors: Map<string, Spot | null>;
}

/** A value in the text of a contract. */
export interface Spot {
  source: ContractSource;
  /** JSON pointer into the text, as written. It does not pass through a `$ref`. */
  pointer: string;
  value: unknown;
  resource: Resource;
}

/** All possible targets of references. */
export interface Resources {
  library: Library;
  /** Schemas with an `$id`, by `$id` and by the object itself; null if two have the same `$id`. */
  byUri: Map<string, Resource | null>;
  byValue: Map<object, Resource>;
  documents: Map<ContractSource, Resource>;
  /** Documents that other documents refer to. */
  referred: Set<ContractSource>;
}

export const createResources = (library: Library): Resources => ({
  library,
  byUri: new Map(),
  byValue: new Map(),
  documents: new Map(),
  referred: new Set(),
});

export const isRefusal = (found: object): found is Refusal => 'fix' in found;

/** The resource of a whole document. */
export function documentOf(source: ContractSource, { documents }: Resources): Resource {
  const known = documents.get(source);
  if (known !== undefined) return known;
  const resource = { uri: source.uri, anchors: new Map(), dynamicAnchors: new Map() } as unknown as Resource;
  resource.root = { source, pointer: '', value: source.value, resource };
  documents.set(source, resource);
  return resource;
}

/** The member of a value. */
export const memberOf = ({ source, pointer, value, resource }: Spot, token: string, resources: Resources): Spot =>
  entered({ source, pointer: `${pointer}/${escapeToken(token)}`, value: member(value, token), resource }, resources);

/** Switches to the resource that starts at a value, if there is one. */
function entered(spot: Spot, { byValue }: Resources): Spot {
  const own = byValue.get(spot.value as object);
  return own === undefined ? spot : { ...spot, resource: own };
}

/** Maximum number of references on the way to a target; a longer chain is treated as a loop. */
const MAX_HOPS = 100;

/** The target of a `$ref` or `$dynamicRef`, without its dynamic scope (JSON Schema Core 2020-12, section 8.2.3.1). */
export function resolve(ref: string, from: Spot, resources: Resources, hops = { left: MAX_HOPS }): Spot | Refusal {
  const hash = ref.indexOf('#');
  const [file, fragment] = hash === -1 ? [ref, ''] : [ref.slice(0, hash), unescape(ref.slice(hash + 1))];
  const resource = file === '' ? from.resource : resourceAt(file, from, resources);
  if (isRefusal(resource)) return resource;
  if (fragment === '' || fragment.startsWith('/')) return descend(resource.root, fragment, resources, hops);
  const anchored = entered(resource.root, resources).resource.anchors.get(fragment);
  return anchored ?? refused(anchored === null ? 'is the anchor of several schemas' : 'cannot be resolved');
}

/**
 * A schema by its `$id`, or a document by its URL. A reference below an `$id` is also resolved against the file,
 * because most `$id`s are not URLs of documents.
 */
function resourceAt(file: string, { source, resource }: Spot, resources: Resources): Resource | Refusal {
  const bases = [...new Set([resource.uri, source.uri])];
  const urls = bases.filter((base) => URL.canParse(file, base)).map((base) => withoutHash(new URL(file, base)));
  for (const { href } of urls) {
    const known = resources.byUri.get(href);
    if (known === null) return refused('is the $id of several schemas');
    if (known !== undefined) return known;
  }
  const found = urls.map((url) => resources.library.at(url));
  const document = found.find((each): each is ContractSource => !isRefusal(each));
  if (document !== undefined) {
    if (document !== source) resources.referred.add(document);
    return documentOf(document, resources);
  }
  return found.find(isRefusal) ?? refused('cannot be resolved: it is not a URL');
}

function withoutHash(url: URL): URL {
  url.hash = '';
  return url;
}

/** The value at a pointer, following every `$ref` on the way. */
function descend(start: Spot, pointer: string, resources: Resources, hops: { left: number }): Spot | Refusal {
  let at = entered(start, resources);
  for (const token of toTokens(pointer)) {
    while (isObject(at.value) && typeof at.value.$ref === 'string' && !Object.hasOwn(at.value, token)) {
      if (hops.left-- <= 0) return refused('refers only to itself');
      const next = resolve(at.value.$ref, at, resources, hops);
      if (isRefusal(next)) return next;
      at = next;
    }
    at = memberOf(at, token, resources);
    if (at.value === undefined) return refused('cannot be resolved');
  }
  return at;
}

/** A reference that cannot be followed. */
export const refused = (message: string): Refusal => ({
  code: 'dangling-ref',
  message,
  fix: 'Add the target, or correct the $ref',
});
