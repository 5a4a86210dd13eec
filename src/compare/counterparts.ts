import { isObject } from '../contract/pointer.ts';
import { isIdentifier, namesIdentifier } from './form.ts';
import { align } from './items.ts';

/** Maximum number of identifiers that are known. */
const MAX_KNOWN = 50_000;

/**
 * Which identifiers of the two servers belong together. They are learned from responses to the same request: values at
 * the same place belong to resources that are counterparts.
 */
export class Counterparts {
  readonly #ofA = new Map<unknown, unknown>();
  readonly #ofB = new Map<unknown, unknown>();
  readonly #seen = { a: new Set<unknown>(), b: new Set<unknown>() };
  /** Identifiers of what only a made. */
  readonly #alone = new Set<unknown>();
  /** Identifiers of a whose counterparts are alike: the run made both with the same request, or both have one id. */
  readonly #alike = new Set<unknown>();
  readonly #objects = new WeakMap<object, object>();
  readonly #words: readonly (readonly [a: string, b: string])[];
  #equal = 0;
  #different = 0;

  /** @param words texts of a and their counterparts, wherever they occur: the marks of the run in names */
  constructor(words: readonly (readonly [a: string, b: string])[] = []) {
    this.#words = words;
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

  /**
   * Learns from the response to a create that b has refused: b must not be sent what it made, even if both servers have
   * one database.
   *
   * @param known texts that the request contained, such as the identifiers of parents
   */
  learnAlone(a: unknown, known: string): void {
    if (Array.isArray(a)) for (const item of a) this.learnAlone(item, known);
    else if (isObject(a)) {
      for (const [name, value] of Object.entries(a)) {
        if (typeof value === 'object') this.learnAlone(value, known);
        else if (/^_?id$/.test(name) && typeof value === 'string' && !known.includes(value) && !this.#ofA.has(value))
          this.#alone.add(value);
      }
    }
  }

  /**
   * Learns from the bodies of two responses to the same request.
   *
   * @param isMade true: the request made something, so that its counterparts are alike
   */
  learn(a: unknown, b: unknown, isMade: boolean): void {
    this.#collect(a, this.#seen.a);
    this.#collect(b, this.#seen.b);
    this.#pair(a, b, '', { isAlike: isMade, isMade });
  }

  #collect(value: unknown, into: Set<unknown>, name = ''): void {
    if (into.size >= MAX_KNOWN) return;
    if (Array.isArray(value)) for (const item of value) this.#collect(item, into, name);
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) this.#collect(item, into, key);
    else if (isNaming(name, value)) into.add(value);
  }

  #pair(a: unknown, b: unknown, name: string, how: How): void {
    if (Array.isArray(a) && Array.isArray(b)) {
      const others = this.#pairOwn(a, b);
      const { pairs, by } = align(others, b);
      const isAlike = how.isAlike || by === 'id';
      for (const [i, j] of pairs) this.#pair(others[i], b[j], name, { ...how, isAlike });
    } else if (isObject(a) && isObject(b)) {
      this.#objects.set(a, b);
      for (const key of Object.keys(a)) if (Object.hasOwn(b, key)) this.#pair(a[key], b[key], key, how);
    } else if ((isNaming(name, a) && isNaming(name, b)) || (isOpaque(a) && isOpaque(b))) this.#match(a, b, how);
  }

  /**
   * Pairs the items of lists that the run has made, by their names. Two servers with one database list the items of both.
   *
   * @returns the other items of a
   */
  #pairOwn(a: readonly unknown[], b: readonly unknown[]): unknown[] {
    if (this.#words.length === 0) return [...a];
    const ofB = new Map<string, unknown[]>();
    for (const item of b) {
      for (const [name, value] of this.#ownNames(item, 1)) {
        const key = `${name} ${value}`;
        ofB.set(key, [...(ofB.get(key) ?? []), item]);
      }
    }
    return a.filter((item) => {
      const [[name, value] = []] = this.#ownNames(item, 0);
      if (name === undefined || value === undefined) return true;
      // Several may have the same name, because the same create was sent twice.
      const [other, ...more] = ofB.get(`${name} ${this.inWordsOfB(value)}`) ?? [];
      if (other === undefined) this.learnAlone(item, '');
      else if (more.length === 0) this.#pair(item, other, '', { isAlike: true, isMade: true });
      return false;
    });
  }

  /** Properties of an item that contain a mark of the run on one side. */
  #ownNames(item: unknown, side: 0 | 1): [name: string, value: string][] {
    if (!isObject(item)) return [];
    return Object.entries(item).flatMap(([name, value]) =>
      typeof value === 'string' && this.#words.some((marks) => value.includes(marks[side])) ? [[name, value]] : [],
    );
  }

  #match(a: unknown, b: unknown, { isAlike, isMade }: How): void {
    const isNew = isMade && a !== b && isOpaque(a);
    // A resource that both have is its own counterpart, wherever it is listed. What the run made is not, even if both
    // servers list it.
    if (!isNew && a !== b && (this.#seen.b.has(a) || this.#seen.a.has(b))) return;
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
    const isOnlyOfA = this.#seen.a.has(value) && !this.#seen.b.has(value);
    // What is not known of a full set may have a counterpart.
    if ((isOnlyOfA || this.#ofA.size >= MAX_KNOWN) && isIdentifier(value)) return undefined;
    return typeof value === 'string' ? this.inWordsOfB(value) : value;
  }

  /** The counterpart of a value of b; the value itself if there is none. */
  ofA(value: unknown): unknown {
    return this.#ofB.get(value) ?? (typeof value === 'string' ? this.inWordsOfA(value) : value);
  }

  /** A text with the words of b in place of those of a. */
  inWordsOfB = (text: string): string => this.#replaced(text, 0, 1);

  /** A text with the words of a in place of those of b. */
  inWordsOfA = (text: string): string => this.#replaced(text, 1, 0);

  /** A JSON value of a as b has it. */
  translated(value: unknown): unknown {
    if (typeof value === 'string') return this.ofB(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.translated(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.translated(item)]));
  }

  /** The object of b at the place of an object of a. */
  objectOf = (a: object): object | undefined => this.#objects.get(a);

  #replaced = (text: string, from: 0 | 1, to: 0 | 1): string =>
    this.#words.reduce((before, pair) => before.replaceAll(pair[from], pair[to]), text);

  /** True if two values name the same resource, or counterparts. */
  areSame = (a: unknown, b: unknown): boolean => a === b || this.#ofA.get(a) === b || this.ofA(b) === a;

  /** True if two values name the same resource, or counterparts that are alike. */
  areAlike = (a: unknown, b: unknown): boolean => a === b || this.alikeOf(a) === b;

  /** What names the same resource of b, or one that is alike; the value itself if none is known. */
  alikeOf = (a: unknown): unknown => {
    if (this.#alike.has(a)) return this.#ofA.get(a);
    return typeof a === 'string' ? this.inWordsOfB(a) : a;
  };
}

/** How much two values are known to belong together. */
interface How {
  isAlike: boolean;
  isMade: boolean;
}

/** True for a text that only its server understands, such as an identifier or a ciphertext. */
const isOpaque = (value: unknown): boolean =>
  isIdentifier(value) || (typeof value === 'string' && /^[\w.~+/=:-]{20,}$/.test(value));

/** True for a value by which requests may name a resource. */
const isNaming = (name: string, value: unknown): boolean =>
  isIdentifier(value) ||
  ((typeof value === 'string' || typeof value === 'number') &&
    (namesIdentifier(name) || /^(slug|name|key)$|(Slug|Name|Key)$/.test(name)));
