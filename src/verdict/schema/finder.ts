import type { ErrorObject } from 'ajv';
import type { JsonDetails } from '../json.ts';
import type { Batches } from './batches.ts';
import { dialect30 } from './dialect-3.0.ts';
import { dialect31 } from './dialect-3.1.ts';
import { explained } from './errors.ts';
import { compileExact } from './exact.ts';
import { NOTHING, type Numbers, type Reading, type Rewritten, Rewriter } from './rewriter.ts';
import type { UnevaluatedError } from './unevaluated.ts';

/** A value with the details of its text. */
export interface JudgeInput {
  value: unknown;
  numbers: JsonDetails['numbers'];
  /** Length of its text. */
  length: number;
}

/** Version of OpenAPI of a schema. */
export type Version = '3.0' | '3.1';

/** Returns the errors of a value, each with the pointer of the broken keyword in the contract's schema. */
export type Find = (judged: JudgeInput) => { error: ErrorObject; origin: string }[];

/** Pointer of a schema in the schema that openapi-response-validator compiles. */
const ROOT = '/properties/response';

/** Length of a text, in bytes, from which only the first error is reported. */
export const LARGE = 2 ** 20;

/**
 * Creates the validators of a schema on first use, and selects the one for a value.
 *
 * @param plain the schema rewritten for doubles
 */
export function finder(schema: unknown, version: Version, reading: Reading, plain: Rewritten, batches: Batches): Find {
  const bare = lazily(() => {
    const validate = isBare(plain, version) ? compiling(() => batches.validatorOf(plain)) : undefined;
    return { validate, origins: plain.origins };
  });
  const exact = [true, false].map((every) =>
    lazily(() => {
      const whole = rewritten(schema, version, reading, 'exact');
      return { validate: compiling(() => compileExact(whole, version, every)), origins: whole.origins };
    }),
  );
  return (judged) => {
    const large = judged.length >= LARGE;
    const { validate, origins } = bare();
    if (validate !== undefined && !large && judged.numbers.size === 0) return located(validate(judged.value), origins);
    const chosen = exact[large ? 1 : 0]?.();
    return chosen === undefined ? [] : located(chosen.validate(judged.value, judged.numbers), chosen.origins);
  };
}

/** True for a schema that openapi-response-validator judges correctly. */
export const isBare = ({ needsExact }: Rewritten, version: Version): boolean => version === '3.0' && !needsExact;

/** Rewrites a schema for a kind of validator. */
export const rewritten = (schema: unknown, version: Version, reading: Reading, numbers: Numbers): Rewritten =>
  new Rewriter(
    version === '3.1' && typeof schema === 'boolean' ? (schema ? {} : NOTHING) : schema,
    ROOT,
    version === '3.1' ? dialect31 : dialect30,
    reading,
    numbers,
  ).result;

const located = (errors: readonly ErrorObject[], origins: Rewritten['origins']): ReturnType<Find> =>
  explained(errors).map((error) => ({ error, origin: originOf(error, origins) }));

/** Keywords that have their own entry of `allOf`. */
const LEAVES = new Set(['enum', 'pattern', 'format', 'type', 'discriminator']);

/** The pointer in the contract's schema of an error in the rewritten one. */
function originOf(error: ErrorObject & UnevaluatedError, origins: Rewritten['origins']): string {
  const { schemaPath, keyword, within = keyword } = error;
  const path = decoded(schemaPath.replace('#', '')).replace(/\/(?:exactly|listed|distinct|unevaluated)$/, `/${within}`);
  const [from, to] = origins.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`)) ?? ['', ''];
  const last = to.split('/').at(-1) ?? '';
  if (from !== to && (LEAVES.has(last) || last === keyword)) return to;
  return to + path.slice(from.length).replace(/^\/then(?=\/)/, '');
}

/** Ajv writes a schema's path as a URI fragment, percent-encoded (RFC 6901, section 6). */
function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The error of a schema that no validator accepts. */
export class InvalidSchema extends Error {}

/**
 * Runs work on a schema before bodies are judged by it.
 *
 * @throws InvalidSchema if its references are nested too deeply
 */
export function preparing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw isOverflow(error) ? new InvalidSchema("the contract's schema is nested too deeply") : error;
  }
}

function compiling<T>(make: () => T): T {
  try {
    return preparing(make);
  } catch (error) {
    if (error instanceof InvalidSchema) throw error;
    throw new InvalidSchema(`the contract's schema is invalid: ${String(error).split('\n', 1)[0]?.slice(0, 200)}`);
  }
}

/** True for a call stack overflow: a recursive schema recurses as deep as the body. */
export const isOverflow = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';
