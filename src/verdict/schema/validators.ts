import type { ErrorObject } from 'ajv';
import * as responseValidator from 'openapi-response-validator';
import type { Breach } from '../finding.ts';
import type { Ruling } from '../subject.ts';
import { toBreach } from './breaches.ts';
import { explained } from './errors.ts';
import { FORMATS } from './formats.ts';
import { fromHeader } from './header-value.ts';
import { rewrite } from './rewrite.ts';

/** A schema and its pointer below the operation. */
interface Declared {
  schema: unknown;
  pointer: string;
}

/** Judges values by the schemas of a contract. */
export interface Validators {
  /** @param note takes what is worth knowing though it breaks no rule */
  judge(declared: Declared, value: unknown, note: (text: string) => void): Ruling;
  judgeHeader(name: string, declared: Declared, value: string): readonly Breach[];
}

/** Errors of a value, each with the pointer of the broken keyword within the schema; none: it conforms. */
type Validate = (value: unknown) => { error: ErrorObject; origin: string }[];

interface Compiled {
  lenient: Validate;
  /** Only where the schema leaves a doubt. */
  strict: Validate | undefined;
  doubts: string[];
  unknownFormats: string[];
}

/** Where openapi-response-validator puts the schema within the one that it compiles. */
const ROOT = '/properties/response';

/** The class, which native ESM wraps once more than CommonJS does. */
const ResponseValidator = unwrapped(responseValidator) as typeof responseValidator.default.default;

/** One validator per distinct schema, built when it is first needed. */
export function createValidators(): Validators {
  const bySchema = new WeakMap<object, Compiled>();
  const byText = new Map<string, Compiled>();
  const compiled = (schema: unknown): Compiled => {
    const known = typeof schema === 'object' && schema !== null ? bySchema.get(schema) : undefined;
    if (known !== undefined) return known;
    const fresh = compile(schema, byText);
    if (typeof schema === 'object' && schema !== null) bySchema.set(schema, fresh);
    return fresh;
  };
  const breaches = (found: ReturnType<Validate>, value: unknown, pointer: string): Breach[] =>
    found.map(({ error, origin }) => toBreach(error, value, pointer + origin));

  return {
    judge({ schema, pointer }, value, note) {
      const { lenient, strict, doubts, unknownFormats } = compiled(schema);
      for (const format of unknownFormats) note(`format ${format} is not judged`);
      const found = lenient(value);
      if (strict !== undefined && (strict(value).length === 0) !== (found.length === 0)) {
        return { notJudged: `the contract is in doubt: ${doubts.join('; ')}` };
      }
      return breaches(found, value, pointer);
    },
    judgeHeader(name, { schema, pointer }, text) {
      const value = fromHeader(schema, text);
      return breaches(compiled(schema).lenient(value), value, `${pointer}/schema`).map((breach) => ({
        ...breach,
        pointer: '',
        message: `header ${name}: ${breach.expected} is due`,
      }));
    },
  };
}

function compile(schema: unknown, byText: Map<string, Compiled>): Compiled {
  const lenient = rewrite(schema, 'lenient', ROOT);
  const text = JSON.stringify([
    lenient.schema,
    lenient.components,
    Object.values(lenient.patterns).map(String),
    lenient.doubts,
  ]);
  const known = byText.get(text);
  if (known !== undefined) return known;
  const { doubts, unknownFormats } = lenient;
  const fresh: Compiled = {
    lenient: validator(lenient),
    strict: doubts.length > 0 ? validator(rewrite(schema, 'strict', ROOT)) : undefined,
    doubts: [...new Set(doubts)],
    unknownFormats,
  };
  byText.set(text, fresh);
  return fresh;
}

function validator({ schema, components, patterns, origins }: ReturnType<typeof rewrite>): Validate {
  const matchers: Record<string, (text: string) => boolean> = {};
  for (const [name, pattern] of Object.entries(patterns)) matchers[name] = (text) => pattern.test(text);
  const instance = new ResponseValidator({
    responses: { 200: { description: '', content: { 'application/json': { schema } } } },
    components: { schemas: components },
    customFormats: { ...FORMATS, ...matchers },
    errorTransformer: (_: unknown, error: ErrorObject) => error,
  } as never);
  return (value) => {
    const result = instance.validateResponse('200', value) as { errors: ErrorObject[] } | undefined;
    return explained(result?.errors ?? []).map((error) => ({
      error: { ...error, instancePath: error.instancePath.replace('/response', '') },
      origin: originOf(error.schemaPath.replace('#', ''), origins),
    }));
  };
}

/** The pointer in the contract's schema that a pointer in the rewritten one was made from. */
function originOf(path: string, origins: readonly [string, string][]): string {
  const [from, to] = origins.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`)) ?? ['', ''];
  const last = to.split('/').at(-1) ?? '';
  return ['enum', 'pattern', 'format'].includes(last) ? to : to + path.slice(from.length);
}

function unwrapped(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? unwrapped(module.default) : module;
}
