import type { Ajv, ErrorObject, SchemaValidateFunction } from 'ajv';
import { toPointer, toTokens, valueAt } from '../../contract/pointer.ts';
import { type Context, evaluated } from './evaluated.ts';
import type { Schema } from './rewriter.ts';

/** The keywords of JSON Schema that depend on what others have evaluated (Core 2020-12, section 11). */
export const UNEVALUATED = ['unevaluatedProperties', 'unevaluatedItems'] as const;

/** What stands in the place of both: the pointer of their schema in what is compiled, and the keywords. */
export type Unevaluated = { at: string } & Partial<Record<(typeof UNEVALUATED)[number], unknown>>;

/** An error of `unevaluated`, with the keyword that it stands for. */
export type UnevaluatedError = Partial<ErrorObject> & { within?: string };

/** Id of what is compiled, so that its parts can be asked one by one. */
export const COMPILED = 'contract:compiled';

/** What a validator is told of where a value stands. */
const placed = (instancePath: string) => ({
  ...{ instancePath, parentData: {}, parentDataProperty: '', rootData: {}, dynamicAnchors: {} },
});

/**
 * Gives a validator the keyword `unevaluated`. Those of Ajv are not used: it keeps what a branch has evaluated from one
 * item of a list to the next, and counts `contains`, or an `if` without `then`, wrongly.
 *
 * @param root what will be compiled
 * @returns what is called before each value that is judged
 */
export function addUnevaluated(ajv: Pick<Ajv, 'addKeyword' | 'getSchema' | 'opts'>, root: Schema): () => void {
  let known = new WeakMap<object, Map<string, boolean>>();
  const validatorOf = (pointer: string) => {
    const fragment = toTokens(pointer).map((token) => `/${encodeURIComponent(toPointer([token]).slice(1))}`);
    const validate = ajv.getSchema(`${COMPILED}#${fragment.join('')}`);
    if (validate === undefined) throw new Error(`nothing is compiled at ${pointer}`);
    return validate;
  };
  const context = (instancePath: string, seen = new Set<string>()): Context => ({
    target(ref) {
      if (seen.has(ref)) return undefined;
      seen.add(ref);
      return { schema: valueAt(root, ref.slice(1)), pointer: ref.slice(1) };
    },
    matches: (pattern, name) => ajv.opts.code.regExp(pattern, 'u').test(name),
    fits({ schema, pointer }, value, token) {
      if (typeof schema === 'boolean') return schema;
      const path = token === undefined ? instancePath : instancePath + toPointer([token]);
      const ask = () => validatorOf(pointer)(value, placed(path)) === true;
      if (typeof value !== 'object' || value === null) return ask();
      const answers = known.get(value) ?? new Map<string, boolean>();
      known.set(value, answers);
      const fits = answers.get(pointer) ?? ask();
      answers.set(pointer, fits);
      return fits;
    },
  });
  const validate: SchemaValidateFunction = (settings: Unevaluated, value: object, schema, cxt) => {
    const keyword = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
    const demanded = settings[keyword];
    if (demanded === undefined || demanded === true) return true;
    const path = cxt?.instancePath ?? '';
    const keys = Object.keys(value);
    const seen = evaluated({ schema, pointer: settings.at }, value, keys, context(path), true);
    const rest = keys.filter((key) => !seen.has(key));
    const judged = (key: string): readonly UnevaluatedError[] => {
      const judge = validatorOf(`${settings.at}/unevaluated/${keyword}`);
      return judge((value as Schema)[key], placed(path + toPointer([key]))) === true ? [] : (judge.errors ?? []);
    };
    const errors = demanded === false ? undeclared(keyword, path, rest) : rest.flatMap(judged);
    const shown = ajv.opts.allErrors === true ? errors : errors.slice(0, 1);
    validate.errors = shown.map((error) => ({ ...error, within: keyword }));
    return errors.length === 0;
  };
  ajv.addKeyword({ keyword: 'unevaluated', type: ['object', 'array'], errors: 'full', validate });
  return () => (known = new WeakMap());
}

/** One error for each property that is not declared, and one for all items of a list, as Ajv has them. */
function undeclared(keyword: string, instancePath: string, rest: readonly string[]): UnevaluatedError[] {
  if (rest.length === 0) return [];
  if (keyword === 'unevaluatedItems') return [{ keyword, instancePath, params: {} }];
  return rest.map((name) => ({ keyword, instancePath, params: { unevaluatedProperty: name } }));
}
