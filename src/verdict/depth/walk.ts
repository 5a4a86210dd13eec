import { isDeepStrictEqual } from 'node:util';
import type { Phrase } from '../../client/phrase.ts';
import { isObject, toPointer } from '../../contract/pointer.ts';
import type { Node } from './node.ts';
import type { Part } from './parts.ts';

/** What a body shows of its schema. */
export interface Walk {
  /** The points of the schema that the body contains. */
  seen: Set<string>;
  /** Properties that no schema of their object names, although it allows them; one per place. */
  undeclared: { pointer: string; declaredAt: string }[];
}

/** The result of comparing a body with its schema; undefined unless it is JSON with a schema. */
export type Walked = Walk | { notJudged: Phrase } | undefined;

/** A value of the body: its path, and whether the branches of its unions are determined. */
interface Place {
  token: string;
  parent: Place | undefined;
  isExact: boolean;
}

/** Number of items of a list of which the branches of unions are determined, because each is validated. */
const MOST_ITEMS = 50;

/** Maximum number of branches that are validated for one response. */
const MOST_VALIDATIONS = 200;

/** Maximum number of undeclared properties of one response. */
const MOST_UNDECLARED = 20;

/**
 * Compares a body with the schema that it conforms to.
 *
 * @param isOf true if a value conforms to a branch of a union; undefined: branches are not determined
 */
export function walk(root: Node, body: unknown, isOf?: (branch: Part, value: unknown) => boolean): Walk {
  const seen = new Set<string>();
  const undeclared = new Map<string, Walk['undeclared'][number]>();
  let validations = 0;

  const visit = (node: Node | undefined, value: unknown, place: Place): void => {
    if (node === undefined) return;
    for (const each of node.values) if (isDeepStrictEqual(each.value, value)) seen.add(each.point);
    if (place.isExact) branches(node, value);
    if (Array.isArray(value)) items(node, value, place);
    else if (isObject(value)) properties(node, value, place);
  };

  const branches = (node: Node, value: unknown): void => {
    for (const { part, point } of node.branches) {
      if (seen.has(point) || validations >= MOST_VALIDATIONS) continue;
      validations++;
      if (isOf?.(part, value) === true) seen.add(point);
    }
  };

  const items = (node: Node, value: readonly unknown[], parent: Place): void => {
    const item = node.item();
    if (item === undefined || value.length === 0) return;
    seen.add(item.at);
    for (const [index, each] of value.entries()) {
      visit(item, each, { token: String(index), parent, isExact: parent.isExact && index < MOST_ITEMS });
    }
  };

  const properties = (node: Node, value: Record<string, unknown>, parent: Place): void => {
    for (const name in value) {
      const own = node.property(name);
      const place = { token: name, parent, isExact: parent.isExact };
      const inner = own ?? node.rest();
      if (inner !== undefined) {
        seen.add(inner.at);
        visit(inner, value[name], place);
      } else if (node.isOpen && undeclared.size < MOST_UNDECLARED) note(node, place);
    }
  };

  const note = (node: Node, place: Place): void => {
    const point = node.at + toPointer([place.token]);
    if (!undeclared.has(point)) undeclared.set(point, { pointer: pointerOf(place), declaredAt: node.propertiesAt });
  };

  visit(root, body, { token: '', parent: undefined, isExact: isOf !== undefined });
  return { seen, undeclared: [...undeclared.values()] };
}

function pointerOf(place: Place): string {
  const tokens: string[] = [];
  for (let one = place; one.parent !== undefined; one = one.parent) tokens.push(one.token);
  return toPointer(tokens.reverse());
}
