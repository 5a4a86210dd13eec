import type { Synonyms } from './nouns.ts';

/** Shortest value that is taken to be unique among all kinds of resources. */
const DISTINCT = 12;

/**
 * A set of identifiers. A short one, such as the number 7, identifies different resources of different kinds, so that
 * it only counts for its noun.
 */
export class IdentifierSet {
  readonly #keys = new Set<string>();
  readonly #synonyms: Synonyms;

  constructor(synonyms: Synonyms) {
    this.#synonyms = synonyms;
  }

  add(noun: string, value: string | number): void {
    this.#keys.add(this.#keyOf(noun, value));
  }

  has(noun: string, value: unknown): boolean {
    const isIdentifier = typeof value === 'string' || typeof value === 'number';
    return isIdentifier && this.#keys.has(this.#keyOf(noun, value));
  }

  get size(): number {
    return this.#keys.size;
  }

  #keyOf(noun: string, value: string | number): string {
    const text = String(value);
    return text.length >= DISTINCT ? text : `${this.#synonyms.canonical(noun)} ${text}`;
  }
}
