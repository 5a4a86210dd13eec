import { Problem } from '../problem.ts';
import { marked } from './faults.ts';
import type { Kind } from './grammar.ts';
import type { Refusal } from './library.ts';
import type { Operation } from './operations.ts';
import { type Part, partOf, type Reference, referencesOf, effectOf } from './part.ts';
import { isRefusal, refused, resolve, type Resources, type Spot } from './references.ts';
import { createScopes, LOST_SCOPE, NO_SCOPE } from './scope.ts';
import { whereIn } from './sources.ts';

/** The placeholder of a part that cannot be read. */
export interface Unreadable {
  unreadable: unknown;
}

/** Follows the references of one version of OpenAPI. */
export interface Follower {
  whole: (spot: Spot, kind: Kind) => Part;
  member: (part: Part, name: string) => Part;
  /** The target of a reference. */
  target: (part: Part, reference: Reference) => Part | Unreadable;
  /** Records the fault of a reference that cannot be followed, and returns the placeholder for its part. */
  refuse: (part: Part, reference: Reference, refusal: Refusal) => Unreadable;
  /** The final target of an alias, through any number of references; the part itself if it is not an alias. */
  finalTarget: (part: Part) => Part | Unreadable;
}

/** Kinds that are not used for judging. A fault in them does not affect an operation. */
const UNJUDGED: ReadonlySet<Kind | undefined> = new Set(['example', 'link', 'callback', 'securityScheme']);

/** Maximum length of a chain of aliases; a longer chain is treated as a loop. */
const MAX_ALIASES = 100;

/** A circular reference. */
export const LOOP = refused('refers only to itself');

/** @param faults receives a Problem `dangling-ref` or `outside-ref` for every reference that cannot be followed */
export function createFollower(version: Operation['version'], resources: Resources, faults: Problem[]): Follower {
  const enter = createScopes();
  const marks = new Map<unknown, object>();
  const scoped = (part: Part): Part =>
    part.kind === 'schema' ? { ...part, scope: enter(part.scope, part.spot.resource) } : part;
  const refuse = ({ spot, kind }: Part, [keyword, ref]: Reference, { code, message, fix }: Refusal): Unreadable => {
    const known = marks.get(spot.value);
    if (known !== undefined) return { unreadable: known };
    const where = whereIn(spot.source, spot.pointer);
    const problem = new Problem({ code, message: `${keyword} ${JSON.stringify(ref)} ${message}`, where, fix });
    faults.push(problem);
    const mark = UNJUDGED.has(kind) ? {} : marked(problem.line);
    marks.set(spot.value, mark);
    return { unreadable: mark };
  };
  const target = (part: Part, reference: Reference): Part | Unreadable => {
    const found = named(part, reference, resources);
    return isRefusal(found) ? refuse(part, reference, found) : scoped({ ...part, spot: found });
  };
  const finalTarget = (part: Part): Part | Unreadable => {
    let at = part;
    for (let hops = 0; hops < MAX_ALIASES; hops++) {
      const references = referencesOf(at, version);
      const [reference] = references;
      if (reference === undefined || effectOf(at, references, version) !== 'alias') return at;
      const next = target(at, reference);
      if ('unreadable' in next) return next;
      at = next;
    }
    const [reference = ['$ref', ''] as const] = referencesOf(part, version);
    // A schema that only refers to itself affects only the bodies that are judged by it.
    return part.kind === 'schema' ? { unreadable: part.spot.value } : refuse(part, reference, LOOP);
  };
  return {
    whole: (spot, kind) => ({ spot, kind, scope: NO_SCOPE }),
    member: (part, name) => scoped(partOf(part, name, resources)),
    target,
    refuse,
    finalTarget,
  };
}

/** The target of a reference; that of a `$dynamicRef` depends on the scope (JSON Schema Core 2020-12, 8.2.3.2). */
function named({ spot, scope }: Part, [keyword, ref]: Reference, resources: Resources): Spot | Refusal {
  const found = resolve(ref, spot, resources);
  if (keyword === '$ref' || isRefusal(found)) return found;
  const name = ref.slice(ref.indexOf('#') + 1);
  const initial = found.resource.dynamicAnchors.get(name);
  if (initial?.value !== found.value) return found;
  if (scope === LOST_SCOPE) return refused('has too many possible targets in this document');
  const outermost = scope.bound.get(name);
  return outermost === null ? refused('is the anchor of several schemas') : (outermost ?? found);
}
