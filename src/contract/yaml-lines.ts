import { type Event, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';
import { createLineCounter, type LineIndex } from './line-index.ts';
import { toTokens } from './pointer.ts';

/** Maximum nesting that is indexed. Texts with deeper nesting are rejected before. */
const MAX_DEPTH = 2000;

/** Lines of a YAML text, found with the parser that reads the values. */
export class YamlLines implements LineIndex {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** Index of the event after each node. */
  readonly #ends: Uint32Array;
  readonly #anchors = new Map<string, number>();
  readonly #lineAt: (offset: number) => number;

  /** @throws YAMLException for a text that is not YAML */
  constructor(text: string) {
    this.#text = text;
    this.#events = parseEvents(text, { maxDepth: MAX_DEPTH });
    this.#ends = new Uint32Array(this.#events.length);
    this.#link();
    this.#lineAt = createLineCounter(text);
  }

  lineOf(pointer: string): number {
    let [node, offset] = [1, 0];
    for (const token of toTokens(pointer)) {
      const child = this.#child(this.#target(node), token);
      if (child === undefined) break;
      [node, offset] = child;
    }
    return this.#lineAt(offset);
  }

  #link(): void {
    const open: number[] = [];
    for (const [index, event] of this.#events.entries()) {
      if (event.type === EVENT_ID.POP) this.#ends[open.pop() ?? 0] = index + 1;
      else if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) this.#ends[index] = index + 1;
      else open.push(index);
      if ('anchorStart' in event && event.type !== EVENT_ID.ALIAS && event.anchorStart !== -1) {
        this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), index);
      }
    }
  }

  /** The node that an alias refers to; any other node itself. */
  #target(node: number): number {
    const event = this.#events[node];
    if (event?.type !== EVENT_ID.ALIAS) return node;
    return this.#anchors.get(this.#text.slice(event.anchorStart, event.anchorEnd)) ?? node;
  }

  #child(parent: number, token: string): [node: number, offset: number] | undefined {
    const event = this.#events[parent];
    if (event?.type === EVENT_ID.MAPPING) return this.#property(parent, token);
    if (event?.type !== EVENT_ID.SEQUENCE) return undefined;
    let index = 0;
    for (let item = parent + 1; this.#isNode(item); item = this.#ends[item] ?? Infinity) {
      if (String(index++) === token) return [item, this.#startOf(item)];
    }
    return undefined;
  }

  #property(mapping: number, name: string): [node: number, offset: number] | undefined {
    for (let key = mapping + 1; this.#isNode(key);) {
      const value = this.#ends[key] ?? Infinity;
      const event = this.#events[key];
      if (event?.type === EVENT_ID.SCALAR && getScalarValue(this.#text, event) === name)
        return [value, event.valueStart];
      key = this.#ends[value] ?? Infinity;
    }
    return undefined;
  }

  #isNode(index: number): boolean {
    const event = this.#events[index];
    return event !== undefined && event.type !== EVENT_ID.POP;
  }

  #startOf(node: number): number {
    const event = this.#events[node];
    if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return 0;
    if (event.type === EVENT_ID.SCALAR) return event.valueStart;
    return event.type === EVENT_ID.ALIAS ? event.anchorStart : event.start;
  }
}
