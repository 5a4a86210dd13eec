import { type Kind, kindOfMember } from './grammar.ts';
import { isObject, member } from './pointer.ts';
import { documentOf, isRefusal, memberOf, resolve, type Resource, type Resources, type Spot } from './references.ts';
import type { ContractSource } from './sources.ts';

/** A value to be visited, and its kind. */
type Part = readonly [spot: Spot, kind: Kind];

/**
 * Registers every `$id`, `$anchor` and `$dynamicAnchor` of an OpenAPI 3.1 document and of everything that it refers to
 * (JSON Schema Core 2020-12, sections 8.2.1 and 8.2.2), since a reference may use a name that is declared later.
 * Outside of schemas these keywords have no effect. References are followed last, when the `$id`s that they may use are
 * known.
 *
 * @param seen values that were visited for other documents
 */
export function identify(source: ContractSource, resources: Resources, seen: Map<Kind, Set<unknown>>): void {
  const open: Part[] = [[documentOf(source, resources).root, 'document']];
  const references: [...Part, keyword: string][] = [];
  const documents = new Set([source]);
  for (let next = open.pop(); next !== undefined; next = open.pop() ?? follow()) visit(next);

  function visit([spot, kind]: Part): void {
    const known = seen.get(kind) ?? new Set();
    if (typeof spot.value !== 'object' || spot.value === null || known.has(spot.value)) return;
    seen.set(kind, known.add(spot.value));
    const at = kind === 'schema' && isObject(spot.value) ? registerNames(spot, spot.value, resources) : spot;
    for (const token of Object.keys(spot.value)) {
      const inner = kindOfMember(kind, token);
      if (inner !== undefined) open.push([memberOf(at, token, resources), inner]);
      else if (token === '$ref' || token === '$dynamicRef') references.push([at, kind, token]);
    }
  }

  /** The next target of a reference. A file of schemas is visited as a whole before a part of it. */
  function follow(): Part | undefined {
    for (let next = references.pop(); next !== undefined; next = references.pop()) {
      const [at, kind, keyword] = next;
      const ref = member(at.value, keyword);
      if (typeof ref !== 'string') continue;
      const whole = resolve(ref.replace(/#.*$/s, ''), at, resources);
      if (isRefusal(whole)) continue;
      if (kind === 'schema' && !documents.has(whole.source)) {
        documents.add(whole.source);
        references.push(next);
        return [documentOf(whole.source, resources).root, isOpenApi(whole.source) ? 'document' : kind];
      }
      const target = resolve(ref, at, resources);
      if (!isRefusal(target)) return [target, kind];
    }
    return undefined;
  }
}

const isOpenApi = ({ value }: ContractSource): boolean => isObject(value) && 'openapi' in value;

/** Registers the names of a schema, and returns the spot in its own resource. */
function registerNames(spot: Spot, schema: Record<string, unknown>, resources: Resources): Spot {
  const { $id, $anchor, $dynamicAnchor } = schema;
  const resource =
    (typeof $id === 'string' ? registerResource($id, spot, schema, resources) : undefined) ?? spot.resource;
  const at = { ...spot, resource };
  const { anchors, dynamicAnchors } = resource;
  if (typeof $anchor === 'string') add(anchors, $anchor, at);
  if (typeof $dynamicAnchor === 'string') for (const all of [anchors, dynamicAnchors]) add(all, $dynamicAnchor, at);
  return at;
}

/** Registers a schema with an `$id`, and returns its resource; undefined if the `$id` is not a URI reference. */
function registerResource(
  $id: string,
  { source, pointer, resource }: Spot,
  schema: object,
  { byUri, byValue }: Resources,
): Resource | undefined {
  const known = byValue.get(schema);
  if (known !== undefined || $id.startsWith('#') || !URL.canParse($id, resource.uri)) return known;
  const uri = new URL($id, resource.uri).href.replace(/#.*$/s, '');
  const created = { uri, anchors: new Map(), dynamicAnchors: new Map() } as unknown as Resource;
  created.root = { source, pointer, value: schema, resource: created };
  byUri.set(uri, byUri.has(uri) ? null : created);
  byValue.set(schema, created);
  return created;
}

function add(anchors: Map<string, Spot | null>, name: string, spot: Spot): void {
  const known = anchors.get(name);
  if (known === undefined) anchors.set(name, spot);
  else if (known?.value !== spot.value) anchors.set(name, null);
}
