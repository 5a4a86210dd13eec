import type { Ajv, ErrorObject, SchemaValidateFunction } from 'ajv';
import { toPointer, toTokens, valueAt } from '../../contract/pointer.ts';
import { type Context, evaluated } from './evaluated.ts';
import type { Schema } from './rewriter.ts';

/** Keywords of JSON Schema that depend on the results of other keywords (Core 2020-12, section 11). */
export const UNEVALUATED = ['unevaluatedProperties', 'unevaluatedItems'] as const;

/** The suite's keyword `unevaluated`: the pointer of its schema in the compiled one, and the original keywords. */
export type Unevaluated = { at: string } & Partial<Record<(typeof UNEVALUATED)[number], unknown>>;

/** An error of `unevaluated`, with the original keyword. */
export type UnevaluatedError = Partial<ErrorObject> & { within?: string };

/** The context of one validation, which keyword functions get as `this`. */
export interface Validation {
  /** Numbers that a double may not represent exactly, as text, by pointer. */
  numbers: ReadonlyMap<string, string>;
  /** Results of parts of the schema, by value and pointer of the part. */
  known: WeakMap<object, Map<string, boolean>>;
}

/** Id of the compiled schema, so that its parts can be validated separately. */
export const COMPILED = 'contract:compiled';

/** The context of a validation, as Ajv passes it. */
const placed = (instancePath: string) => ({
  instancePath,
  parentData: {},
  parentDataProperty: '',
  rootData: {},
  dynamicAnchors: {},
});

/**
 * Adds the keyword `unevaluated` to a validator. It replaces the keywords of Ajv, which keep the result of a branch
 * from one item of a list to the next, and which handle `contains`, and `if` without `then`, incorrectly.
 *
 * @param root the schema to be compiled
 */
export function addUnevaluated(ajv: Pick<Ajv, 'addKeyword' | 'getSchema' | 'opts'>, root: Schema): void {
  const validatorOf = (pointer: string) => {
    const fragment = toTokens(pointer).map((token) => `/${encodeURIComponent(toPointer([token]).slice(1))}`);
    const validate = ajv.getSchema(`${COMPILED}#${fragment.join('')}`);
    if (validate === undefined) throw new Error(`no schema is compiled at ${pointer}`);
    return validate;
  };
  const context = (instancePath: string, validation: Validation, seen = new Set<string>()): Context => ({
    target(ref) {
      if (seen.has(ref)) return undefined;
      seen.add(ref);
      return { schema: valueAt(root, ref.slice(1)), pointer: ref.slice(1) };
    },
    matches: (pattern, name) => ajv.opts.code.regExp(pattern, 'u').test(name),
    fits({ schema, pointer }, value, token) {
      if (typeof schema === 'boolean') return schema;
      const path = token === undefined ? instancePath : instancePath + toPointer([token]);
      const validate = () => validatorOf(pointer).call(validation, value, placed(path));
      if (typeof value !== 'object' || value === null) return validate();
      const known = validation.known.get(value) ?? new Map<string, boolean>();
      validation.known.set(value, known);
      const isValid = known.get(pointer) ?? validate();
      known.set(pointer, isValid);
      return isValid;
    },
  });
  const validate: SchemaValidateFunction = function (
    this: Validation,
    settings: Unevaluated,
    value: object,
    schema,
    cxt,
  ) {
    const keyword = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
    const setting = settings[keyword];
    if (setting === undefined || setting === true) return true;
    const path = cxt?.instancePath ?? '';
    const keys = Object.keys(value);
    const seen = evaluated({ schema, pointer: settings.at }, value, keys, context(path, this), true);
    const rest = keys.filter((key) => !seen.has(key));
    const judged = (key: string): readonly UnevaluatedError[] => {
      const judge = validatorOf(`${settings.at}/unevaluated/${keyword}`);
      return judge.call(this, (value as Schema)[key], placed(path + toPointer([key]))) ? [] : (judge.errors ?? []);
    };
    const errors = setting === false ? undeclared(keyword, path, rest) : rest.flatMap(judged);
    const shown = ajv.opts.allErrors === true ? errors : errors.slice(0, 1);
    validate.errors = shown.map((error) => ({ ...error, within: keyword }));
    return errors.length === 0;
  };
  ajv.addKeyword({ keyword: 'unevaluated', type: ['object', 'array'], errors: 'full', validate });
}

/** One error for each undeclared property, or one for all items of a list, as Ajv reports them. */
function undeclared(keyword: string, instancePath: string, rest: readonly string[]): UnevaluatedError[] {
  if (rest.length === 0) return [];
  if (keyword === 'unevaluatedItems') return [{ keyword, instancePath, params: {} }];
  return rest.map((name) => ({ keyword, instancePath, params: { unevaluatedProperty: name } }));
}
