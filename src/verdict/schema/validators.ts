import type { ErrorObject } from 'ajv';
import type { Breach } from '../finding.ts';
import type { JsonDetails } from '../json.ts';
import type { Ruling } from '../subject.ts';
import { BARE_ROOT, compileBare } from './bare.ts';
import { toBreach } from './breaches.ts';
import { dialect30 } from './dialect-3.0.ts';
import { dialect31 } from './dialect-3.1.ts';
import { explained } from './errors.ts';
import { compileExact, EXACT_ROOT } from './exact.ts';
import { fromHeader } from './header-value.ts';
import { NOTHING, type Reading, type Rewritten, Rewriter } from './rewriter.ts';

/** A schema, its pointer below the operation, and the version of OpenAPI it is written in. */
export interface Declared {
  schema: unknown;
  pointer: string;
}

/** A value to be judged, with what its text says beyond it. */
export interface Judged {
  value: unknown;
  numbers: JsonDetails['numbers'];
  /** Length of its text. */
  length: number;
}

/** Judges values by the schemas of a contract. */
export interface Validators {
  /** @param notes takes what is worth knowing though it breaks no rule */
  judge(declared: Declared, version: Version, judged: Judged, notes: string[]): Ruling;
  judgeHeader(name: string, declared: Declared, version: Version, text: string, notes: string[]): Ruling;
}

/** Version of OpenAPI, as far as it matters to a schema. */
export type Version = '3.0' | '3.1';

/** Finds the errors of a value: the broken keyword's pointer within the schema beside each. */
type Find = (judged: Judged) => { error: ErrorObject; origin: string }[];

interface Compiled {
  lenient: Find;
  /** Only where the schema leaves a doubt. */
  strict: Find | undefined;
  doubts: string[];
  unknownFormats: string[];
}

/** Length of a text from which on only the first error is looked for. */
const LARGE = 2 ** 20;

/** One validator per distinct schema, built when it is first needed. */
export function createValidators(): Validators {
  const byNode = { '3.0': new WeakMap<object, Compiled>(), '3.1': new WeakMap<object, Compiled>() };
  const byText = new Map<string, Compiled>();
  const compiled = (schema: unknown, version: Version): Compiled => {
    const key = typeof schema === 'object' && schema !== null ? schema : undefined;
    const known = key && byNode[version].get(key);
    if (known !== undefined) return known;
    const fresh = compile(schema, version, byText);
    if (key !== undefined) byNode[version].set(key, fresh);
    return fresh;
  };
  const breaches = (found: ReturnType<Find>, value: unknown, pointer: string): Breach[] =>
    found.map(({ error, origin }) => toBreach(error, value, pointer + origin));

  const ruling: Validators['judge'] = ({ schema, pointer }, version, judged, notes) => {
    const { lenient, strict, doubts, unknownFormats } = compiled(schema, version);
    for (const format of unknownFormats) notes.push(`format ${format} is not judged`);
    if (judged.length >= LARGE) notes.push('the body is so large that only its first fault is looked for');
    const found = lenient(judged);
    if (strict !== undefined && (strict(judged).length === 0) !== (found.length === 0)) {
      return { notJudged: `the contract is in doubt: ${doubts.join('; ')}` };
    }
    return breaches(found, judged.value, pointer);
  };

  const judge: Validators['judge'] = (declared, version, judged, notes) => {
    try {
      return ruling(declared, version, judged, notes);
    } catch (error) {
      if (error instanceof InvalidSchema) return { notJudged: error.message };
      if (isOverflow(error)) return { notJudged: 'the body is nested too deeply to be judged' };
      throw error;
    }
  };

  return {
    judge,
    judgeHeader(name, { schema, pointer }, version, text, notes) {
      const value = fromHeader(schema, text);
      const judged = { value, numbers: new Map<string, string>(), length: text.length };
      const said = judge({ schema, pointer: `${pointer}/schema` }, version, judged, notes);
      if ('notJudged' in said) return said;
      return said.map((breach) => ({ ...breach, pointer: '', message: `header ${name}: ${breach.expected} is due` }));
    },
  };
}

function compile(schema: unknown, version: Version, byText: Map<string, Compiled>): Compiled {
  const { result } = rewriter(schema, version, 'lenient', 'doubles');
  const { doubts, unknownFormats, patterns, components } = result;
  const text = JSON.stringify([version, result.schema, components, Object.values(patterns).map(String), doubts]);
  const known = byText.get(text);
  if (known !== undefined) return known;
  const fresh: Compiled = {
    lenient: finder(schema, version, 'lenient', result),
    strict: doubts.length > 0 ? finder(schema, version, 'strict') : undefined,
    doubts: [...new Set(doubts)],
    unknownFormats,
  };
  byText.set(text, fresh);
  return fresh;
}

/** Takes the validator that a value needs, each built when it is first needed. */
function finder(schema: unknown, version: Version, reading: Reading, plain?: Rewritten): Find {
  const bare = lazily(() => {
    const rewritten = plain ?? rewriter(schema, version, reading, 'doubles').result;
    const validate = version === '3.1' || rewritten.isDelicate ? undefined : compiling(() => compileBare(rewritten));
    return { validate, origins: rewritten.origins };
  });
  const exact = [true, false].map((every) =>
    lazily(() => {
      const rewritten = rewriter(schema, version, reading, 'exact').result;
      return { validate: compiling(() => compileExact(rewritten, version, every)), origins: rewritten.origins };
    }),
  );
  return (judged) => {
    const large = judged.length >= LARGE;
    const { validate, origins } = bare();
    if (validate !== undefined && !large && judged.numbers.size === 0) return located(validate(judged.value), origins);
    const instead = exact[large ? 1 : 0]?.();
    return instead === undefined ? [] : located(instead.validate(judged.value, judged.numbers), instead.origins);
  };
}

const rewriter = (schema: unknown, version: Version, reading: Reading, numbers: 'doubles' | 'exact'): Rewriter =>
  new Rewriter(
    version === '3.1' && typeof schema === 'boolean' ? (schema ? {} : NOTHING) : schema,
    numbers === 'exact' ? EXACT_ROOT : BARE_ROOT,
    version === '3.1' ? dialect31 : dialect30,
    reading,
    numbers,
  );

const located = (errors: readonly ErrorObject[], origins: Rewritten['origins']): ReturnType<Find> =>
  explained(errors).map((error) => ({ error, origin: originOf(error, origins) }));

/** Keywords that stand alone in an entry of `allOf` that was made from them. */
const LEAVES = new Set(['enum', 'pattern', 'format', 'type', 'discriminator']);

/** The pointer in the contract's schema that an error's pointer in the rewritten one was made from. */
function originOf({ schemaPath, keyword }: ErrorObject, origins: Rewritten['origins']): string {
  const path = schemaPath.replace('#', '').replace(/\/exactly$/, `/${keyword}`);
  const [from, to] = origins.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`)) ?? ['', ''];
  const last = to.split('/').at(-1) ?? '';
  if (from !== to && (LEAVES.has(last) || last === keyword)) return to;
  return to + path.slice(from.length).replace(/^\/then(?=\/)/, '');
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A schema that no validator takes: nothing can be judged by it. */
class InvalidSchema extends Error {}

function compiling<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (isOverflow(error)) throw error;
    throw new InvalidSchema(`the contract's schema is invalid: ${String(error).split('\n', 1)[0]?.slice(0, 200)}`);
  }
}

/** A recursive schema recurses as deep as the body does. */
const isOverflow = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';
