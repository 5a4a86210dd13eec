import { isObject, toPointer } from '../../contract/pointer.ts';
import { mayBacktrack } from '../../contract/backtracking.ts';
import { FORMATS, NUMBER_FORMATS } from './formats.ts';
import { malformedKeywords } from './keyword-kinds.ts';
import { PROTO } from './proto.ts';
import { sharedNodes } from './shared-nodes.ts';

/** A JSON Schema as it is handed to a validator. */
export type Schema = Record<string, unknown>;

/**
 * How a part of a schema is read that has two meanings, or none: so that whatever can be meant is allowed, or so that
 * nothing is. Where both readings agree on a body, the doubt does not matter to it.
 */
export type Reading = 'lenient' | 'strict';

/** How numbers are judged: as doubles by the validator's own keywords, or by their text by the keyword `exactly`. */
export type Numbers = 'doubles' | 'exact';

/** A schema in the form in which a validator judges it rightly. */
export interface Rewritten {
  schema: Schema;
  /** Parts that contain themselves, or that would grow too large, by the name they are referred to. */
  components: Record<string, Schema>;
  /** Patterns that are judged as formats, by the name of the format. */
  patterns: Record<string, RegExp>;
  /** Pointers in the rewritten schema whose original stands elsewhere, longest first. */
  origins: [rewritten: string, original: string][];
  /** What has two meanings or none. */
  doubts: string[];
  /** Formats that nobody defines: noted, never judged. */
  unknownFormats: string[];
  /** True where judging a small body may take long: by its patterns, or by parts that branch. */
  mayTakeLong: boolean;
  /** True where doubles, or names that every JavaScript object has, would lead the plain validator astray. */
  isDelicate: boolean;
}

/** A place in the rewritten schema, and the one it was made from. */
export interface Spot {
  at: string;
  original: string;
  /** Properties of the same object that are writeOnly by another part of an `allOf`, so that none requires them. */
  writeOnly?: ReadonlySet<string>;
}

/** Writes the keywords of one schema object by the rules of one version of OpenAPI. */
export type Dialect = (node: Schema, spot: Spot, rewriter: Rewriter) => Schema;

/** A schema that nothing fits, and whose failure is one plain error. */
export const NOTHING: Schema = { not: {} };

/** The spot of a part of the part at a spot. */
export const below = ({ at, original }: Spot, ...tokens: (string | number)[]): Spot => ({
  at: at + toPointer(tokens),
  original: original + toPointer(tokens),
});

/** An escaped letter that means nothing in ECMA-262 and something in other dialects, such as `\\A` and `\\Z`. */
const FOREIGN_ESCAPE = /(?<!\\)(?:\\\\)*\\[aeg-jlmoqyzACE-OQRTUVX-Z]/;

/** Names that a schema may use and that are found on objects that lack them. */
const INHERITED = new Set([...Object.getOwnPropertyNames(Object.prototype)]);

/** Values of an `enum` that are handed to a validator as they are. */
const MOST_LISTED = 500;

/** True for what is neither an object nor an array. */
export const isPrimitive = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Walks a dereferenced schema and has its dialect write each part. */
export class Rewriter {
  readonly result: Rewritten = {
    ...{ schema: {}, components: {}, patterns: {}, origins: [], doubts: [], unknownFormats: [] },
    ...{ mayTakeLong: false, isDelicate: false },
  };
  readonly reading: Reading;
  readonly numbers: Numbers;
  readonly #dialect: Dialect;
  readonly #shared: ReadonlySet<object>;
  readonly #names = new Map<object, string>();

  /** @param root where the validator will look for the schema: the pointer that its errors begin with */
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

  /** Writes a part that must be a schema object. */
  visit(node: unknown, spot: Spot): Schema {
    if (!isObject(node)) return this.doubt(`${spot.original || '/'} is not a schema`);
    return this.#shared.has(node) ? this.#refer(node, spot.original) : this.#written(node, spot);
  }

  /** A keyword that says nothing leaves it open what was meant. */
  #written(node: Schema, spot: Spot): Schema {
    const written = this.#dialect(node, spot, this);
    const doubts = malformedKeywords(node).map((keyword): [string, Schema] => [
      keyword,
      this.doubt(`${spot.original}/${keyword} is of a wrong kind`),
    ]);
    return doubts.length === 0 ? written : this.joined(written, doubts, spot);
  }

  /**
   * A shared part is written once. The validator's errors do not name the part they come from, so each part stands at
   * its own index of an `allOf`, which they do name.
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

  /** The pointer of a spot in what is compiled: shared parts stand in its components. */
  compiledAt({ at }: Spot): string {
    const index = /^\/allOf\/(\d+)/.exec(at)?.[1];
    return index === undefined ? at : `/components/schemas/part${index}${at}`;
  }

  /** A writeOnly property, which should not be sent in a response (OpenAPI 3.0.3 and 3.1.0, Schema Object). */
  unsent(spot: Spot): Schema {
    const original = `${spot.original}/writeOnly`;
    for (const at of new Set([spot.at, this.compiledAt(spot)])) this.result.origins.push([`${at}/not`, original]);
    return NOTHING;
  }

  /** A part without one meaning: in one reading everything fits it, in the other nothing does. */
  doubt(reason: string): Schema {
    return this.isLenient(reason) ? {} : { ...NOTHING };
  }

  /** Takes note of a doubt; true in the reading that allows whatever can be meant. */
  isLenient(doubt: string): boolean {
    this.result.doubts.push(doubt);
    return this.reading === 'lenient';
  }

  /** The name of a property as the validator is given it. */
  name(name: string): string {
    if (INHERITED.has(name)) this.result.isDelicate = true;
    return name === '__proto__' ? PROTO : name;
  }

  /** A pattern is a regular expression of ECMA-262 without flags; validators compile it with `u`. */
  pattern(pattern: string): Schema {
    const compiled = compile(pattern, 'u') ?? (FOREIGN_ESCAPE.test(pattern) ? undefined : compile(pattern, ''));
    if (compiled === undefined) return this.doubt(`the pattern ${JSON.stringify(pattern)} is not of ECMA-262`);
    if (mayBacktrack(compiled)) this.result.mayTakeLong = true;
    const name = `pattern ${pattern}`;
    this.result.patterns[name] = compiled;
    return { format: name };
  }

  /** A format of strings, or of numbers: then its bounds. One that nobody defines is noted. */
  format(format: string, type: unknown): Schema {
    const range = NUMBER_FORMATS[format];
    if (range !== undefined) return type === 'string' ? {} : this.bounds(range);
    if (Object.hasOwn(FORMATS, format)) return { format };
    if (!this.result.unknownFormats.includes(format)) this.result.unknownFormats.push(format);
    return {};
  }

  /** A list of values. A validator compares each value with each other one before it takes a list. */
  oneOfValues(values: readonly unknown[]): Schema {
    if (values.length <= MOST_LISTED || !values.every(isPrimitive)) return { enum: values };
    this.result.isDelicate = true;
    return this.numbers === 'exact' ? { listed: values } : {};
  }

  /** `uniqueItems`, where numbers are judged by their text. */
  distinctItems(node: Schema, written: Schema): [keyword: string, schema: Schema][] {
    if (node.uniqueItems !== true || this.numbers === 'doubles') return [];
    delete written.uniqueItems;
    return [['uniqueItems', { distinct: true }]];
  }

  /** Numeric keywords, as the validator is to judge them. */
  bounds(keywords: Readonly<Record<string, number | string | true>>): Schema {
    if (this.numbers === 'exact') return { exactly: keywords };
    if (!Number.isInteger(Number(keywords.multipleOf ?? 1))) this.result.isDelicate = true;
    return Object.fromEntries(Object.entries(keywords).map(([keyword, limit]) => [keyword, Number(limit)]));
  }

  /** A written schema with further ones that must fit too, each with the keyword that it was made from. */
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
