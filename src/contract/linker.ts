import type { Problem } from '../problem.ts';
import { complete, type Composer, join, merge, setMember } from './composed.ts';
import { createDereferencer } from './dereference.ts';
import { createFollower, type Follower } from './follower.ts';
import type { Kind } from './grammar.ts';
import { identify } from './identifiers.ts';
import type { Library } from './library.ts';
import type { Operation } from './operations.ts';
import { member } from './pointer.ts';
import { namesOf, type Part, referencesOf, effectOf, siblingsOf } from './part.ts';
import { createPlaces, type Place } from './places.ts';
import { createResources, documentOf, type Resource, type Resources } from './references.ts';
import type { ContractSource } from './sources.ts';

/**
 * A document in which every `$ref` is replaced by its target, once its linker has resolved them. Recursive parts
 * contain themselves.
 */
export interface Linked {
  root: Record<string, unknown>;
  /** The place in the text of a pointer into the linked document. */
  placeOf: (pointer: string) => Place;
}

/**
 * Links the documents of one version of OpenAPI. A shared part is linked once.
 *
 * OpenAPI 3.0 ignores the siblings of a `$ref` (3.0.3, Reference Object). In a 3.1 schema, `allOf` joins the siblings
 * and the target. A path item, or a map, is merged from its siblings and its target. A discriminator gets the names of
 * its branches.
 */
export class Linker implements Composer {
  readonly resources: Resources;
  readonly version: Operation['version'];
  readonly follower: Follower;
  readonly #places = createPlaces();
  readonly #references = createDereferencer();
  readonly #roots: object[] = [];
  readonly #identified = new Map<Kind, Set<unknown>>();
  readonly #known = new Map<Resource, Map<string, Map<object, object>>>();
  /** Parts to be filled. A list instead of recursion, because chains of references may exceed the call stack. */
  readonly #open: (() => void)[] = [];

  /** @param faults receives a Problem `dangling-ref` or `outside-ref` for every reference that cannot be followed */
  constructor(version: Operation['version'], library: Library, faults: Problem[]) {
    this.version = version;
    this.resources = createResources(library);
    this.follower = createFollower(version, this.resources, faults);
  }

  link(source: ContractSource): Linked {
    if (this.version === '3.1') identify(source, this.resources, this.#identified);
    const whole = this.follower.whole(documentOf(source, this.resources).root, 'document');
    const root = this.#linked(whole) as Linked['root'];
    for (let fill = this.#open.pop(); fill !== undefined; fill = this.#open.pop()) fill();
    this.#roots.push(root);
    return { root, placeOf: (pointer) => this.#places.find({ source, pointer: '', linked: root }, pointer) };
  }

  /** Replaces each reference of the linked documents by its target. */
  resolve(): Promise<void> {
    return this.#references.resolve(this.#roots);
  }

  /** The linked form of a part that is not an alias. Its members are added later. */
  #linked(part: Part): unknown {
    const { kind, scope } = part;
    const { value, resource } = part.spot;
    if (kind === undefined || typeof value !== 'object' || value === null) return value;
    const contexts = entryOf(this.#known, resource, () => new Map<string, Map<object, object>>());
    const known = entryOf(contexts, `${kind} ${scope.key}`, () => new Map<object, object>());
    return entryOf(known, value, () => {
      const made = Array.isArray(value) ? [] : {};
      this.#open.push(() => this.#fill(made, part));
      return made;
    });
  }

  #fill(made: object, part: Part): void {
    const references = referencesOf(part, this.version);
    const shape = effectOf(part, references, this.version);
    const names = shape === 'plain' ? namesOf(part, this.version) : siblingsOf(part, this.version);
    for (const name of names) {
      const value = member(part.spot.value, name);
      if (typeof value === 'object' && value !== null) this.put(made, name, this.follower.member(part, name));
      else setMember(made, name, value);
    }
    if (shape === 'merged') merge(this, made, part, references);
    if (shape === 'joined') join(this, made, part, references);
    if (part.kind === 'schema') complete(this, made, part);
    // `$defs` do not constrain values, but a fault in them is a fault of the document.
    if (part.kind === 'schema' && member(part.spot.value, '$defs') !== undefined)
      this.put({}, '$defs', this.follower.member(part, '$defs'));
  }

  put(made: object, name: string, part: Part, at?: Place): void {
    const found = this.follower.finalTarget(part);
    this.#place(made, name, found, found !== part || at !== undefined);
    if (at !== undefined || found !== part) this.#places.move(made, name, 'spot' in found ? found.spot : part.spot, at);
  }

  /** @param isReferenced true if the value is the target of a reference */
  #place(made: object, name: string, found: ReturnType<Follower['finalTarget']>, isReferenced: boolean): void {
    if ('unreadable' in found) this.hold(made, name, found.unreadable);
    else if (found.kind === undefined) this.hold(made, name, found.spot.value);
    else {
      const linked = this.#linked(found);
      if (isReferenced && typeof linked === 'object' && linked !== null) this.#references.refer(made, name, linked);
      else setMember(made, name, linked);
    }
  }

  hold(made: object, name: string, value: unknown): void {
    if (typeof value === 'object' && value !== null) this.#references.hold(made, name, value);
    else setMember(made, name, value);
  }
}

/** The entry of a map, created if it does not exist. */
function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
