import { isObject, toPointer } from '../../contract/pointer.ts';
import { equalTo } from './equal.ts';
import { FORMATS, NUMBER_FORMATS } from './formats.ts';

type Schema = Record<string, unknown>;

/**
 * How a part of a schema is read that has two meanings, or none: so that whatever can be meant is allowed, or so that
 * nothing is. Where both readings agree on a body, the doubt does not matter to it.
 */
export type Reading = 'lenient' | 'strict';

/** A schema in the form in which openapi-response-validator judges it rightly. */
export interface Rewritten {
  schema: Schema;
  /** Parts that are used more than once or that contain themselves, by the name they are referred to. */
  components: Record<string, Schema>;
  /** Patterns that are judged as formats, by the name of the format. */
  patterns: Record<string, RegExp>;
  /** Pointers in the rewritten schema whose original stands elsewhere, longest first. */
  origins: [rewritten: string, original: string][];
  /** What has two meanings or none. */
  doubts: string[];
  /** Formats that nobody defines: noted, never judged. */
  unknownFormats: string[];
}

const PLAIN = [
  'multipleOf',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
const NOTHING: Schema = { not: {} };

/**
 * Rewrites a dereferenced OpenAPI 3.0 schema into JSON Schema that says the same (OpenAPI 3.0.3, Schema Object):
 * `nullable` goes into `type`, `default` and every other annotation goes away, boolean bounds become numbers, formats
 * become checks of our own, writeOnly properties are forbidden and no longer required.
 *
 * @param root where the validator will look for the schema: the pointer its errors begin with
 */
export function rewrite(schema: unknown, reading: Reading, root: string): Rewritten {
  const result: Rewritten = {
    schema: {},
    components: {},
    patterns: {},
    origins: [[root, '']],
    doubts: [],
    unknownFormats: [],
  };
  const rewriter = new Rewriter(result, reading, sharedNodes(schema));
  result.schema = rewriter.visit(schema, { at: root, original: '' });
  result.origins.sort(([a], [b]) => b.length - a.length);
  return result;
}

/** A place in the rewritten schema, and the one it was made from. */
interface Spot {
  at: string;
  original: string;
}

const below = ({ at, original }: Spot, ...tokens: (string | number)[]): Spot => ({
  at: at + toPointer(tokens),
  original: original + toPointer(tokens),
});

class Rewriter {
  readonly #result: Rewritten;
  readonly #reading: Reading;
  readonly #shared: ReadonlySet<object>;
  readonly #names = new Map<object, string>();

  constructor(result: Rewritten, reading: Reading, shared: ReadonlySet<object>) {
    this.#result = result;
    this.#reading = reading;
    this.#shared = shared;
  }

  visit(node: unknown, spot: Spot): Schema {
    if (!isObject(node)) return this.#doubt(`${spot.original || '/'} is not a schema`);
    return this.#shared.has(node) ? this.#refer(node, spot.original) : this.#write(node, spot);
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
      this.#result.origins.push(
        [`/allOf/${index}`, original],
        [`/components/schemas/${name}/allOf/${index}`, original],
      );
      const written = this.#write(node, { at: `/allOf/${index}`, original });
      this.#result.components[name] = { allOf: [...Array<Schema>(index).fill({}), written] };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #write(node: Schema, spot: Spot): Schema {
    const written: Schema = {};
    const extras: [keyword: string, schema: Schema][] = [];
    for (const keyword of PLAIN) if (keyword in node) written[keyword] = node[keyword];
    this.#type(node, written, spot);
    bounds(node, written);
    this.#objects(node, written, spot);
    for (const keyword of ['not', 'items']) {
      if (keyword in node) written[keyword] = this.visit(node[keyword], below(spot, keyword));
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = node[keyword];
      if (!Array.isArray(branches)) continue;
      written[keyword] = branches.map((branch, index) => this.visit(branch, below(spot, keyword, index)));
    }
    if (Array.isArray(node.enum)) extras.push(['enum', this.#enum(node.enum, node)]);
    if (typeof node.pattern === 'string') extras.push(['pattern', this.#pattern(node.pattern)]);
    if (typeof node.format === 'string') extras.push(['format', this.#format(node.format, node)]);
    return this.#nullableComposition(node, this.#joined(written, extras, spot));
  }

  /** `nullable` has a meaning only beside `type` (OpenAPI 3.0.3, Schema Object). */
  #type(node: Schema, written: Schema, spot: Spot): void {
    const { type, nullable } = node;
    if (type === undefined) return;
    if (typeof type === 'string' && TYPES.includes(type)) written.type = nullable === true ? [type, 'null'] : type;
    else Object.assign(written, this.#doubt(`${spot.original}/type is ${JSON.stringify(type)}, which is no type`));
  }

  #objects(node: Schema, written: Schema, spot: Spot): void {
    const { properties, additionalProperties, required } = node;
    const writeOnly = new Set<string>();
    if (isObject(properties)) {
      const entries = Object.entries(properties).map(([name, schema]): [string, Schema] => {
        if (isObject(schema) && schema.writeOnly === true) writeOnly.add(name);
        return [name, writeOnly.has(name) ? NOTHING : this.visit(schema, below(spot, 'properties', name))];
      });
      written.properties = Object.fromEntries(entries);
    }
    if (Array.isArray(required)) {
      const names = required.filter((name) => typeof name === 'string' && !writeOnly.has(name));
      if (names.length > 0) written.required = [...new Set(names)];
    }
    if (typeof additionalProperties === 'boolean') written.additionalProperties = additionalProperties;
    else if (isObject(additionalProperties)) {
      written.additionalProperties = this.visit(additionalProperties, below(spot, 'additionalProperties'));
    }
  }

  /** Whether `null` must be listed beside `nullable` is a matter of dispute (OpenAPI 3.0.3, proposal 2019-10-31). */
  #enum(values: unknown[], node: Schema): Schema {
    const branches = values.map(equalTo);
    const disputed = node.nullable === true && node.type !== undefined && !values.includes(null);
    if (disputed) this.#result.doubts.push('whether null is allowed where it is nullable but not in the enum');
    if (disputed && this.#reading === 'lenient') branches.push({ enum: [null] });
    const primitive = branches.every((branch) => 'enum' in branch);
    return primitive ? { enum: branches.flatMap((branch) => branch.enum) } : { anyOf: branches };
  }

  /** A pattern is a regular expression of ECMA-262 without flags; the validator compiles it with `u`. */
  #pattern(pattern: string): Schema {
    const compiled = compile(pattern, 'u') ?? compile(pattern, '');
    if (compiled === undefined) return this.#doubt(`the pattern ${JSON.stringify(pattern)} is not of ECMA-262`);
    const name = `pattern-${Object.keys(this.#result.patterns).length}`;
    this.#result.patterns[name] = compiled;
    return { format: name };
  }

  #format(format: string, { type }: Schema): Schema {
    const range = NUMBER_FORMATS[format];
    if (range !== undefined) return type === 'string' ? {} : range;
    if (Object.hasOwn(FORMATS, format)) return { format };
    if (!this.#result.unknownFormats.includes(format)) this.#result.unknownFormats.push(format);
    return {};
  }

  /** `nullable` beside `allOf` without a type means nothing by the letter, and null to most who write it. */
  #nullableComposition(node: Schema, written: Schema): Schema {
    if (node.nullable !== true || node.type !== undefined || !Array.isArray(node.allOf)) return written;
    this.#result.doubts.push('whether null is allowed where allOf is nullable without a type');
    return this.#reading === 'lenient' ? { anyOf: [written, { enum: [null] }] } : written;
  }

  #joined(written: Schema, extras: [keyword: string, schema: Schema][], spot: Spot): Schema {
    const all = [...((written.allOf as Schema[] | undefined) ?? [])];
    for (const [keyword, extra] of extras) {
      if (Object.keys(extra).length === 0) continue;
      this.#result.origins.push([`${spot.at}/allOf/${all.length}`, `${spot.original}/${keyword}`]);
      all.push(extra);
    }
    return all.length === 0 ? written : { ...written, allOf: all };
  }

  #doubt(reason: string): Schema {
    this.#result.doubts.push(reason);
    return this.#reading === 'lenient' ? {} : { ...NOTHING };
  }
}

/** In OpenAPI 3.0 `exclusiveMinimum` and `exclusiveMaximum` are booleans that sharpen the bound beside them. */
function bounds(node: Schema, written: Schema): void {
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof node[bound] !== 'number') continue;
    written[node[exclusive] === true ? exclusive : bound] = node[bound];
  }
}

function compile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

/** Schemas that are reached more than once: by two ways, or from within themselves. */
function sharedNodes(root: unknown): Set<object> {
  const seen = new Set<object>();
  const shared = new Set<object>();
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (seen.has(node)) {
      if (!Array.isArray(node)) shared.add(node);
      continue;
    }
    seen.add(node);
    open.push(...(Object.values(node) as unknown[]));
  }
  return shared;
}
