import { isObject } from '../contract/pointer.ts';
import { isIdentifier } from './form.ts';

/** Maximum number of identifiers that are known. */
const MAX_KNOWN = 50_000;

/** The relation of two values at the same place. */
export interface Relation {
  /** True: the resources that they name are alike, because the run made both or both have one id. */
  isAlike: boolean;
  /** True: the values were made with the same request. */
  isMade: boolean;
}

/** Which identifiers and other values of the two servers belong together. */
export class Counterparts {
  readonly #ofA = new Map<unknown, unknown>();
  readonly #ofB = new Map<unknown, unknown>();
  readonly #received = { a: new Set<unknown>(), b: new Set<unknown>() };
  /** Identifiers of what only a made. */
  readonly #alone = new Set<unknown>();
  /** Identifiers of a whose counterparts are alike. */
  readonly #alike = new Set<unknown>();
  readonly #objects = new WeakMap<object, object>();
  readonly #words: readonly (readonly [a: string, b: string])[];
  #latestCommon: number | undefined;
  #equal = 0;
  #different = 0;

  readonly #startedAt: number;

  /**
   * @param words texts of a and their counterparts, wherever they occur: the marks of the run in names
   * @param startedAt when the comparison began, in milliseconds since the epoch
   */
  constructor(words: readonly (readonly [a: string, b: string])[] = [], startedAt = Infinity) {
    this.#words = words;
    this.#startedAt = startedAt;
  }

  /**
   * Adds two identifiers that are known to belong together.
   *
   * @param isCertain true: replaces what was learned before
   */
  add(a: unknown, b: unknown, isCertain = false): void {
    if (!isCertain && (this.#ofA.size >= MAX_KNOWN || this.#ofA.has(a))) return;
    this.#ofA.set(a, b);
    if (isCertain) this.#alone.delete(a);
    if (isCertain || !this.#ofB.has(b)) this.#ofB.set(b, a);
  }

  /** Adds an identifier that only a has, unless it has a counterpart. */
  addAlone(a: unknown): void {
    if (!this.#ofA.has(a)) this.#alone.add(a);
  }

  /** Notes that a response of one server contained a value. */
  received(side: 'a' | 'b', value: unknown): void {
    if (this.#received[side].size < MAX_KNOWN) this.#received[side].add(value);
  }

  /** Notes that two objects are at the same place of two responses. */
  pairObjects(a: object, b: object): void {
    this.#objects.set(a, b);
  }

  /** Notes when an item was made that both servers have, in milliseconds since the epoch. */
  common(madeAt: number): void {
    // Servers may make items up for each response, such as predefined roles.
    if (madeAt < this.#startedAt) this.#latestCommon = Math.max(madeAt, this.#latestCommon ?? madeAt);
  }

  /** When the latest item was made that both servers have, in milliseconds since the epoch. */
  get latestCommon(): number | undefined {
    return this.#latestCommon;
  }

  /** Adds two values at the same place of two responses. */
  match(a: unknown, b: unknown, { isAlike, isMade }: Relation): void {
    const isNew = isMade && a !== b;
    // A resource that both have is its own counterpart, wherever it is listed. What the run made is not, even if both
    // servers list it.
    if (!isNew && a !== b && (this.#received.b.has(a) || this.#received.a.has(b))) return;
    if (isAlike) this.#alike.add(a);
    if (isIdentifier(a) && a === b) this.#equal++;
    else if (isIdentifier(a) && !isAlike) this.#different++;
    this.add(a, b, isNew);
  }

  /** True if most resources have the same identifiers on both sides: one database, or a copy of it. */
  get isSharing(): boolean {
    return this.#equal > this.#different;
  }

  /** The counterpart of a value of a; undefined if only a has it. */
  ofB(value: string | number): string | number | undefined {
    if (this.#alone.has(value)) return undefined;
    const known = this.#ofA.get(value);
    if (typeof known === 'string' || typeof known === 'number') return known;
    const isOnlyOfA = this.#received.a.has(value) && !this.#received.b.has(value);
    // What is not known of a full set may have a counterpart.
    if ((isOnlyOfA || this.#ofA.size >= MAX_KNOWN) && isIdentifier(value)) return undefined;
    return typeof value === 'string' ? this.inWordsOfB(value) : value;
  }

  /** The counterpart of a value of b; the value itself if there is none. */
  ofA(value: unknown): unknown {
    return this.#ofB.get(value) ?? (typeof value === 'string' ? this.inWordsOfA(value) : value);
  }

  /** A text with the words of b in place of those of a. */
  inWordsOfB = (text: string): string => this.#words.reduce((before, [a, b]) => before.replaceAll(a, b), text);

  /** A text with the words of a in place of those of b. */
  inWordsOfA = (text: string): string => this.#words.reduce((before, [a, b]) => before.replaceAll(b, a), text);

  /** True for a text that contains a word of one side. */
  hasWords = (side: 'a' | 'b', text: string): boolean =>
    this.#words.some(([a, b]) => text.includes(side === 'a' ? a : b));

  /** A JSON value of a as b has it. */
  translated(value: unknown): unknown {
    if (typeof value === 'string') return this.ofB(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.translated(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.translated(item)]));
  }

  /** The object of b at the place of an object of a. */
  objectOf = (a: object): object | undefined => this.#objects.get(a);

  /** True if two values name the same resource, or counterparts. */
  areSame = (a: unknown, b: unknown): boolean => a === b || this.#ofA.get(a) === b || this.ofA(b) === a;

  /** True if two values name the same resource, or counterparts that are alike. */
  areAlike = (a: unknown, b: unknown): boolean =>
    a === b || this.alikeOf(a) === b || (typeof b === 'string' && this.inWordsOfA(b) === a);

  /** What names the same resource of b, or one that is alike; the value itself if none is known. */
  alikeOf = (a: unknown): unknown => {
    if (this.#alike.has(a) && this.#ofA.has(a)) return this.#ofA.get(a);
    return typeof a === 'string' ? this.inWordsOfB(a) : a;
  };
}
