import { isObject, toPointer } from '../../contract/pointer.ts';
import { mayBacktrack } from '../../contract/backtracking.ts';
import { FORMATS, NUMBER_FORMATS } from './formats.ts';
import { malformedKeywords } from './keyword-kinds.ts';
import { sharedNodes } from './shared-nodes.ts';

/** A JSON Schema for a validator. */
export type Schema = Record<string, unknown>;

/**
 * The reading of an ambiguous part of a schema. The lenient reading allows every value, the strict one allows none. If
 * both readings have the same result for a body, the ambiguity does not matter.
 */
export type Reading = 'lenient' | 'strict';

/** How numbers are judged: as doubles by the validator's keywords, or as text by the keyword `exactly`. */
export type Numbers = 'doubles' | 'exact';

/** A schema in a form that a validator judges correctly. */
export interface Rewritten {
  schema: Schema;
  /** Parts that contain themselves, or that would grow too large, by their component name. */
  components: Record<string, Schema>;
  /** Patterns, which are judged as formats, by the name of the format. */
  patterns: Record<string, RegExp>;
  /** Pointers in the rewritten schema with a different original pointer, longest first. */
  origins: [rewritten: string, original: string][];
  /** Ambiguities. */
  doubts: string[];
  /** Undefined formats, which are noted and not judged. */
  unknownFormats: string[];
  /** True if a small body may be slow to judge, because of patterns or branching parts. */
  mayTakeLong: boolean;
  /** True if openapi-response-validator would be wrong, because of doubles or names that every object inherits. */
  needsExact: boolean;
}

/** A place in the rewritten schema, and its original. */
export interface Spot {
  at: string;
  original: string;
  /** Properties that another part of an `allOf` declares as writeOnly, so they are not required. */
  writeOnly?: ReadonlySet<string>;
}

/** Rewrites the keywords of one schema object by a version of OpenAPI. */
export type Dialect = (node: Schema, spot: Spot, rewriter: Rewriter) => Schema;

/** A schema that matches nothing and fails with one error. */
export const NOTHING: Schema = { not: {} };

/** The spot of a part below another spot. */
export const below = ({ at, original }: Spot, ...tokens: (string | number)[]): Spot => ({
  at: at + toPointer(tokens),
  original: original + toPointer(tokens),
});

/** An escaped letter that is undefined in ECMA-262 but not in other dialects, such as `\\A` and `\\Z`. */
const FOREIGN_ESCAPE = /(?<!\\)(?:\\\\)*\\[aeg-jlmoqyzACE-OQRTUVX-Z]/;

/** Names that every object inherits. */
const INHERITED = new Set([...Object.getOwnPropertyNames(Object.prototype)]);

/** Longest `enum` that is passed to a validator. */
const MAX_LISTED = 500;

/** The name of a property `__proto__` in schemas and values for Ajv, which does not support that name. */
export const PROTO = '\u0000__proto__';

/** True for a value that is neither an object nor an array. */
export const isPrimitive = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Rewrites each part of a dereferenced schema by its dialect. */
export class Rewriter {
  readonly result: Rewritten = {
    schema: {},
    components: {},
    patterns: {},
    origins: [],
    doubts: [],
    unknownFormats: [],
    mayTakeLong: false,
    needsExact: false,
  };
  readonly reading: Reading;
  readonly numbers: Numbers;
  readonly #dialect: Dialect;
  readonly #shared: ReadonlySet<object>;
  readonly #names = new Map<object, string>();

  /** @param root pointer of the schema in the compiled one, with which the validator's errors begin */
  constructor(schema: unknown, root: string, dialect: Dialect, reading: Reading, numbers: Numbers) {
    this.reading = reading;
    this.numbers = numbers;
    this.#dialect = dialect;
    const { nodes, mayBranch } = sharedNodes(schema);
    this.#shared = nodes;
    this.result.mayTakeLong = mayBranch;
    this.result.origins.push([root, '']);
    this.result.schema = this.visit(schema, { at: root, original: '' });
    this.result.origins.sort(([a], [b]) => b.length - a.length);
  }

  /** Rewrites a part that must be a schema object. */
  visit(node: unknown, spot: Spot): Schema {
    if (!isObject(node)) return this.doubt(`${spot.original || '/'} is not a schema`);
    return this.#shared.has(node) ? this.#refer(node, spot.original) : this.#written(node, spot);
  }

  /** Rewrites a part. A keyword whose value has a wrong type makes it ambiguous. */
  #written(node: Schema, spot: Spot): Schema {
    const written = this.#dialect(node, spot, this);
    const doubts = malformedKeywords(node).map((keyword): [string, Schema] => [
      keyword,
      this.doubt(`${spot.original}/${keyword} has the wrong type`),
    ]);
    return doubts.length === 0 ? written : this.joined(written, doubts, spot);
  }

  /**
   * Rewrites a shared part once, as a component. The schema path of an error does not name the component, but it
   * contains the index in an `allOf`, so each component uses another index.
   */
  #refer(node: Schema, original: string): Schema {
    let name = this.#names.get(node);
    if (name === undefined) {
      const index = this.#names.size;
      name = `part${index}`;
      this.#names.set(node, name);
      const inline = `/components/schemas/${name}/allOf/${index}`;
      this.result.origins.push([`/allOf/${index}`, original], [inline, original]);
      const written = this.#written(node, { at: `/allOf/${index}`, original });
      this.result.components[name] = { allOf: [...Array<Schema>(index).fill({}), written] };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The pointer of a spot in the compiled schema, where shared parts are components. */
  compiledAt({ at }: Spot): string {
    const index = /^\/allOf\/(\d+)/.exec(at)?.[1];
    return index === undefined ? at : `/components/schemas/part${index}${at}`;
  }

  /** Forbids a writeOnly property, which should not be in a response (OpenAPI 3.0.3 and 3.1.0, Schema Object). */
  unsent(spot: Spot): Schema {
    const original = `${spot.original}/writeOnly`;
    for (const at of new Set([spot.at, this.compiledAt(spot)])) this.result.origins.push([`${at}/not`, original]);
    return NOTHING;
  }

  /** An ambiguous part: every value matches it in the lenient reading, and none in the strict one. */
  doubt(reason: string): Schema {
    return this.isLenient(reason) ? {} : { ...NOTHING };
  }

  /** Records an ambiguity; true in the lenient reading. */
  isLenient(doubt: string): boolean {
    this.result.doubts.push(doubt);
    return this.reading === 'lenient';
  }

  /** The name of a property for the validator. */
  name(name: string): string {
    if (INHERITED.has(name)) this.result.needsExact = true;
    return name === '__proto__' ? PROTO : name;
  }

  /** Compiles a pattern, an ECMA-262 regular expression without flags. Validators would compile it with `u`. */
  pattern(pattern: string): Schema {
    const compiled = compile(pattern, 'u') ?? (FOREIGN_ESCAPE.test(pattern) ? undefined : compile(pattern, ''));
    if (compiled === undefined)
      return this.doubt(`the pattern ${JSON.stringify(pattern)} is not a valid ECMA-262 regular expression`);
    if (mayBacktrack(compiled)) this.result.mayTakeLong = true;
    const name = `pattern ${pattern}`;
    this.result.patterns[name] = compiled;
    return { format: name };
  }

  /** Writes a string format, or the bounds of a number format. An undefined format is noted. */
  format(format: string, type: unknown): Schema {
    const range = NUMBER_FORMATS[format];
    if (range !== undefined) return type === 'string' ? {} : this.bounds(range);
    if (Object.hasOwn(FORMATS, format)) return { format };
    if (!this.result.unknownFormats.includes(format)) this.result.unknownFormats.push(format);
    return {};
  }

  /**
   * Writes a list of values. Validators compare all pairs of an `enum` when they compile it, so a long list is written
   * as the suite's keyword `listed`.
   */
  oneOfValues(values: readonly unknown[]): Schema {
    if (values.length <= MAX_LISTED || !values.every(isPrimitive)) return { enum: values };
    this.result.needsExact = true;
    return this.numbers === 'exact' ? { listed: values } : {};
  }

  /** Replaces `uniqueItems` if numbers are judged by their text. */
  distinctItems(node: Schema, written: Schema): [keyword: string, schema: Schema][] {
    if (node.uniqueItems !== true || this.numbers === 'doubles') return [];
    delete written.uniqueItems;
    return [['uniqueItems', { distinct: true }]];
  }

  /** Writes numeric keywords, for doubles or by text. */
  bounds(keywords: Readonly<Record<string, number | string | true>>): Schema {
    if (this.numbers === 'exact') return { exactly: keywords };
    if (!Number.isInteger(Number(keywords.multipleOf ?? 1))) this.result.needsExact = true;
    return Object.fromEntries(Object.entries(keywords).map(([keyword, limit]) => [keyword, Number(limit)]));
  }

  /** Adds schemas to the `allOf` of a rewritten schema, each with its original keyword. */
  joined(written: Schema, extras: readonly (readonly [keyword: string, schema: Schema])[], spot: Spot): Schema {
    const all = [...((written.allOf as Schema[] | undefined) ?? [])];
    for (const [keyword, extra] of extras) {
      if (Object.keys(extra).length === 0) continue;
      this.result.origins.push([`${spot.at}/allOf/${all.length}`, `${spot.original}/${keyword}`]);
      all.push(extra);
    }
    return all.length === 0 ? written : { ...written, allOf: all };
  }
}

function compile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}
