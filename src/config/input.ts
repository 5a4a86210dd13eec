import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Problem } from '../problem.ts';
import { suggest } from './nearest.ts';

/** A parsed input file. */
export interface Input {
  /** Name of the file for messages. */
  name: string;
  value: unknown;
  /** Line, from 1, of the value at a JSON pointer (RFC 6901); undefined if lines are unknown. */
  lineAt(pointer: string): number | undefined;
}

/** Texts for the Problems of a kind of input. */
export interface InputKind {
  /** Code of the Problem. */
  code: string;
  /** The input as a whole: `the fixture`. */
  whole: string;
  /** The next step if the schema suggests none. */
  fix: string;
}

/** Maximum length of a quoted value. */
const LONGEST_QUOTED = 40;

/**
 * Creates a function that validates input by a JSON Schema (draft-07). The schema is compiled on first use. `title` of
 * a subschema names the expected value in Problems ("a day"), and `examples` are suggested.
 *
 * @param related schemas that the schema refers to, by the name in its `$ref`
 * @returns a function that throws a {@link Problem} with file and line for the first error
 */
export function checkerOf(
  kind: InputKind,
  schema: () => object,
  related: () => Readonly<Record<string, object>> = () => ({}),
): (input: Input) => void {
  let validate: ValidateFunction | undefined;
  return (input) => {
    if (isDeep(input.value)) throw inputProblem(input, kind.code, '', `${kind.whole} is nested too deeply`, kind.fix);
    validate ??= ajvWith(related()).compile(schema());
    if (!validate(input.value)) throw problemOf(input, kind, validate.errors?.[0]);
  };
}

/** The schemas are ours. Tests compare them with the meta-schema, which takes longer to compile than they do. */
const OPTIONS = { strict: true, meta: false, validateSchema: false } as const;

function ajvWith(related: Readonly<Record<string, object>>): Ajv {
  const ajv = new Ajv({ ...OPTIONS, verbose: true, allowUnionTypes: true });
  for (const [name, schema] of Object.entries(related)) ajv.addSchema(schema, name);
  return ajv;
}

/** Maximum nesting depth. Serializing a deeper value would exceed the call stack. */
const DEEPEST = 1000;

/** True if a value is nested too deeply. YAML aliases may repeat a part, or make it contain itself. */
function isDeep(value: unknown, depth = 0, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  return depth === DEEPEST || Object.values(value).some((part) => isDeep(part, depth + 1, seen));
}

/** The part of a schema that a Problem uses. */
interface Part {
  title?: string;
  examples?: unknown[];
  additionalProperties?: unknown;
  properties?: Record<string, Part>;
}

function problemOf(input: Input, kind: InputKind, error: ErrorObject | undefined): Problem {
  const pointer = error?.instancePath ?? '';
  const place = pointer === '' ? kind.whole : pointer;
  const problem = (message: string, fix = kind.fix, key?: string): Problem =>
    inputProblem(input, kind.code, key === undefined ? pointer : `${pointer}/${escaped(key)}`, message, fix);
  if (error === undefined) return problem(`${place} is not valid`);
  const { keyword, data, params, message = 'is not valid' } = error;
  const part = error.parentSchema as Part;
  if (error.propertyName !== undefined) {
    const key = error.propertyName;
    return problem(`${place} may not have the key ${quoted(key)}`, exampleFix(part), key);
  }
  const unknown = unknownKey(error, part);
  if (unknown !== undefined) {
    const fix = suggest(unknown, Object.keys(part.properties ?? {}));
    return problem(`unknown key ${quoted(unknown)} in ${place}`, fix, unknown);
  }
  if (keyword === 'required') {
    const key = String(params.missingProperty);
    return problem(`${place} has no ${quoted(key)}`, additionFix(key, part.properties?.[key]));
  }
  if (keyword === 'enum') {
    const fix = suggest(String(data), (params.allowedValues as unknown[]).map(String));
    return problem(`${place} is ${quoted(data)}, which is not an allowed value`, fix);
  }
  if (part.title === undefined) return problem(`${place} is ${quoted(data)}: it ${message}`);
  return problem(`${place} is ${quoted(data)}, not ${part.title}`, exampleFix(part));
}

/**
 * The key to report as unknown. It is reported before a missing key, because it is often a misspelling of the missing
 * key.
 */
function unknownKey({ keyword, params, data }: ErrorObject, part: Part): string | undefined {
  if (keyword === 'additionalProperties') return String(params.additionalProperty);
  if (keyword !== 'required' || part.additionalProperties !== false) return undefined;
  return Object.keys(data as object).find((key) => !Object.hasOwn(part.properties ?? {}, key));
}

/** Escapes a reference token (RFC 6901, section 3). */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function exampleFix({ title, examples = [] }: Part): string | undefined {
  if (title === undefined || examples.length === 0) return undefined;
  return `Write ${title}, such as ${examples.map((one) => JSON.stringify(one)).join(', ')}`;
}

const additionFix = (key: string, part: Part = {}): string =>
  part.examples === undefined ? `Add ${part.title ?? 'it'}` : `Add "${key}: ${String(part.examples[0])}"`;

/** A value as JSON. Long values, lists and maps are only described. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = JSON.stringify(value);
  return text.length > LONGEST_QUOTED ? `a ${typeof value} of ${text.length} characters` : text;
}

/** A Problem at a place of a file. */
export function inputProblem(input: Input, code: string, pointer: string, message: string, fix: string): Problem {
  const line = input.lineAt(pointer);
  return new Problem({ code, message, where: line === undefined ? input.name : `${input.name}:${line}`, fix });
}
