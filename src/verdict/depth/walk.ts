import { isDeepStrictEqual } from 'node:util';
import type { Phrase } from '../../client/phrase.ts';
import { toPointer } from '../../contract/pointer.ts';
import type { Node, Point } from './node.ts';
import type { Part } from './parts.ts';

/** What a body shows of its schema. */
export interface Walk {
  /** The declared points that the body contains. */
  seen: readonly string[];
  /** Properties that no schema of their object names, although it allows them; one per place. */
  undeclared: { pointer: string; declaredAt: string }[];
}

/** The result of comparing a body with its schema; undefined unless it is JSON with a schema. */
export type Walked = Walk | { notJudged: Phrase } | undefined;

/** A value of the body: its path, and whether the branches of its unions are determined. */
interface Place {
  token: string | number;
  parent: Place | undefined;
  isExact: boolean;
}

/** Number of items of a list of which the branches of unions are determined, because each is validated. */
const MOST_ITEMS = 50;

/** Maximum number of branches that are validated for one response. */
const MOST_VALIDATIONS = 200;

/** Maximum number of undeclared properties of one response. */
const MOST_UNDECLARED = 20;

/** True if a value conforms to a branch of a union. */
type IsOf = (branch: Part, value: unknown) => boolean;

/**
 * Compares a body with the schema that it conforms to.
 *
 * @param declared points of the schema
 * @param isOf undefined: branches are not determined
 */
export function walk(root: Node, declared: readonly Point[], body: unknown, isOf?: IsOf): Walk {
  const walker = new Walker(isOf);
  walker.visit(root, body, { token: '', parent: undefined, isExact: isOf !== undefined });
  return { seen: walker.seen(declared), undeclared: [...walker.undeclared.values()] };
}

/** Number of walks so far. */
let walks = 0;

/** The state of one walk. */
class Walker {
  readonly undeclared = new Map<string, Walk['undeclared'][number]>();
  readonly #number = ++walks;
  readonly #isOf: IsOf | undefined;
  #validations = 0;

  constructor(isOf: IsOf | undefined) {
    this.#isOf = isOf;
  }

  seen(points: readonly Point[]): string[] {
    return points.filter(({ seenIn }) => seenIn === this.#number).map(({ name }) => name);
  }

  visit(node: Node, value: unknown, place: Place): void {
    if (node.values.size > 0) this.#values(node, value);
    if (place.isExact) this.#branches(node, value);
    if (Array.isArray(value)) this.#items(node, value, place);
    else if (typeof value === 'object' && value !== null)
      this.#properties(node, value as Record<string, unknown>, place);
  }

  #values({ values, hasStructures }: Node, value: unknown): void {
    const point = values.get(value);
    if (point !== undefined) point.seenIn = this.#number;
    if (!hasStructures || typeof value !== 'object') return;
    for (const [each, its] of values) if (isDeepStrictEqual(each, value)) its.seenIn = this.#number;
  }

  #branches({ branches }: Node, value: unknown): void {
    for (const { part, point } of branches) {
      if (point.seenIn === this.#number || this.#validations >= MOST_VALIDATIONS) continue;
      this.#validations++;
      if (this.#isOf?.(part, value) === true) point.seenIn = this.#number;
    }
  }

  #items(node: Node, value: readonly unknown[], parent: Place): void {
    const item = node.item();
    if (item === undefined || value.length === 0) return;
    item.at.seenIn = this.#number;
    for (let index = 0; index < value.length; index++) {
      const isExact = parent.isExact && index < MOST_ITEMS;
      this.visit(item, value[index], { token: index, parent, isExact });
    }
  }

  #properties(node: Node, value: Record<string, unknown>, parent: Place): void {
    for (const name in value) {
      const inner = node.property(name) ?? node.rest();
      const place = { token: name, parent, isExact: parent.isExact };
      if (inner !== undefined) {
        inner.at.seenIn = this.#number;
        this.visit(inner, value[name], place);
      } else if (node.isOpen && this.undeclared.size < MOST_UNDECLARED) this.#note(node, place);
    }
  }

  #note(node: Node, place: Place): void {
    const point = node.at.name + toPointer([place.token]);
    if (this.undeclared.has(point)) return;
    this.undeclared.set(point, { pointer: pointerOf(place), declaredAt: node.propertiesAt });
  }
}

function pointerOf(place: Place): string {
  const tokens: (string | number)[] = [];
  for (let one = place; one.parent !== undefined; one = one.parent) tokens.push(one.token);
  return toPointer(tokens.reverse());
}
