import { branchNames } from './branch-names.ts';
import { type Follower, LOOP } from './follower.ts';
import type { Refusal } from './library.ts';
import type { Operation } from './operations.ts';
import { isModern, type Part, type Reference, referencesOf, siblingsOf } from './part.ts';
import type { Place } from './places.ts';
import { member, toPointer } from './pointer.ts';
import type { Resources } from './references.ts';

/** Dependencies of the functions that compose linked objects. */
export interface Composer {
  version: Operation['version'];
  follower: Follower;
  resources: Resources;
  /**
   * Adds a part, or the target of an alias, to a linked object.
   *
   * @param at place of the part in the text; undefined: below the object
   */
  put: (made: object, name: string, part: Part, at?: Place) => void;
  /** Adds data, which contains no references, to a linked object. */
  hold: (made: object, name: string, value: unknown) => void;
}

/** Maximum length of a chain of merged objects; a longer chain is treated as a loop. */
const MAX_MERGED = 100;

/**
 * Adds the members of the target of a reference. An operation that both path items declare is a fault, because it is
 * ambiguous which one applies.
 */
export function merge(composer: Composer, made: object, part: Part, references: readonly Reference[], hops = 0): void {
  const { follower, version } = composer;
  const [reference = ['$ref', ''] as const] = references;
  const target = hops < MAX_MERGED ? follower.target(part, reference) : follower.refuse(part, reference, LOOP);
  const found = 'unreadable' in target ? target : follower.finalTarget(target);
  if ('unreadable' in found) {
    Object.assign(made, found.unreadable);
    return;
  }
  for (const name of siblingsOf(found, version)) {
    const inner = follower.member(found, name);
    const isTwice = Object.hasOwn(made, name) && part.kind === 'pathItem' && inner.kind !== undefined;
    if (isTwice) setMember(made, name, follower.refuse(part, reference, duplicate(name)).unreadable);
    else if (!Object.hasOwn(made, name)) composer.put(made, name, inner, inner.spot);
  }
  const further = referencesOf(found, version);
  if (further.length > 0) merge(composer, made, found, further, hops + 1);
}

const duplicate = (name: string): Refusal => ({
  code: 'dangling-ref',
  message: `refers to a path item that also declares ${JSON.stringify(name)}`,
  fix: 'Remove one of them',
});

/** Adds the target of a reference as the first entry of `allOf`. */
export function join(composer: Composer, made: object, part: Part, references: readonly Reference[]): void {
  const { follower } = composer;
  const { source, pointer } = part.spot;
  const all: unknown[] = [];
  for (const reference of references) {
    const at = { source, pointer: pointer + toPointer([reference[0]]) };
    const target = follower.target(part, reference);
    if ('unreadable' in target) composer.hold(all, String(all.length), target.unreadable);
    else composer.put(all, String(all.length), target, at);
  }
  const own = follower.member(part, 'allOf');
  const { value } = own.spot;
  if (Array.isArray(value)) {
    for (const index of value.keys()) {
      const inner = follower.member(own, String(index));
      composer.put(all, String(all.length), inner, inner.spot);
    }
  } else if (value !== undefined) composer.hold(all, String(all.length), { allOf: value });
  setMember(made, 'allOf', all);
}

/** Adds values that are declared elsewhere to a schema: the names of its branches, and the dialect of the document. */
export function complete({ version, resources }: Composer, made: object, { spot }: Part): void {
  const names = branchNames(spot, resources);
  const discriminator = member(spot.value, 'discriminator') as object;
  if (names !== undefined) setMember(made, 'discriminator', { ...discriminator, branchNames: names });
  const dialect = isModern('schema', version) ? member(spot.source.value, 'jsonSchemaDialect') : undefined;
  if (dialect !== undefined && !('$schema' in made)) setMember(made, '$schema', dialect);
}

/** Sets an own member, even if it is named `__proto__`. */
export function setMember(holder: object, name: string, value: unknown): void {
  if (name !== '__proto__') (holder as Record<string, unknown>)[name] = value;
  else Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}
