import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../contract/pointer.ts';
import type { Effect } from './difference.ts';
import { type Bound, boundOf, type Schema } from './plain-schema.ts';

type Compare = (old: unknown, now: unknown) => Effect;

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const atLeast: Compare = (old, now) => (number(now, -Infinity) > number(old, -Infinity) ? 'narrower' : 'wider');
const atMost: Compare = (old, now) => (number(now, Infinity) < number(old, Infinity) ? 'narrower' : 'wider');
const present: Compare = (old, now) => (old === undefined ? 'narrower' : now === undefined ? 'wider' : 'other');
const flag: Compare = (_, now) => (now === true ? 'narrower' : 'wider');

const multiple: Compare = (old, now) => {
  if (typeof old !== 'number' || typeof now !== 'number') return present(old, now);
  return now % old === 0 ? 'narrower' : old % now === 0 ? 'wider' : 'other';
};

/**
 * Independent assertions, and the effect of a change of each (JSON Schema Validation 2020-12, section 6).
 * `present` does not compare values: any change of one counts as different.
 */
const KEYWORDS: Readonly<Record<string, Compare>> = {
  minLength: atLeast,
  minItems: atLeast,
  minProperties: atLeast,
  minContains: atLeast,
  maxLength: atMost,
  maxItems: atMost,
  maxProperties: atMost,
  maxContains: atMost,
  pattern: present,
  format: present,
  multipleOf: multiple,
  uniqueItems: flag,
  not: present,
  if: present,
  then: present,
  else: present,
  contains: present,
  prefixItems: present,
  propertyNames: present,
  patternProperties: present,
  dependentRequired: present,
  dependentSchemas: present,
  unevaluatedItems: present,
  unevaluatedProperties: present,
  discriminator: present,
};

/** Values that do not constrain anything. */
const VOID: Readonly<Record<string, unknown>> = { minLength: 0, minItems: 0, minProperties: 0, uniqueItems: false };

/** A keyword that differs in two schemas, with its values and the effect. */
export interface KeywordChange {
  /** The keyword in each schema. */
  keywords: readonly [old: string, now: string];
  old: unknown;
  now: unknown;
  effect: Effect;
}

/** Keywords that differ in two schemas. */
export function keywordChanges(old: Schema, now: Schema): KeywordChange[] {
  const plain = Object.entries(KEYWORDS).flatMap(([keyword, compare]): KeywordChange[] => {
    const [before, after] = [comparable(old, keyword), comparable(now, keyword)];
    if (isDeepStrictEqual(bare(before), bare(after))) return [];
    return [{ keywords: [keyword, keyword], old: before, now: after, effect: compare(before, after) }];
  });
  return [...plain, ...boundChange(old, now, 1), ...boundChange(old, now, -1)];
}

/** The value to compare: of a discriminator only the property name, because alternatives are compared themselves. */
function comparable(schema: Schema, keyword: string): unknown {
  const value = schema[keyword];
  if (keyword === 'discriminator') return isObject(value) ? value.propertyName : undefined;
  return value === VOID[keyword] ? undefined : value;
}

/** A value without annotations. */
function bare(value: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null || seen.includes(value)) return value;
  const inner = [...seen, value];
  if (Array.isArray(value)) return value.map((item) => bare(item, inner));
  const constraints = Object.entries(value).filter(
    ([name]) => !['description', 'title', 'example', 'examples'].includes(name),
  );
  return Object.fromEntries(constraints.map(([name, part]) => [name, bare(part, inner)]));
}

function boundChange(old: Schema, now: Schema, sign: 1 | -1): KeywordChange[] {
  const [before, after] = [boundOf(old, sign), boundOf(now, sign)];
  const stricter = strictness(after, sign) - strictness(before, sign);
  const isOpened = before?.limit === after?.limit ? Number(after?.isOpen ?? 0) - Number(before?.isOpen ?? 0) : 0;
  if (before?.limit === after?.limit && isOpened === 0) return [];
  const effect = stricter > 0 || isOpened > 0 ? 'narrower' : 'wider';
  const keyword = sign === 1 ? 'minimum' : 'maximum';
  const keywords = [before?.keyword ?? keyword, after?.keyword ?? keyword] as const;
  return [{ keywords, old: before?.limit, now: after?.limit, effect }];
}

/** The strictness of a bound; the lowest number if it does not exist. */
const strictness = (bound: Bound | undefined, sign: 1 | -1): number =>
  bound === undefined ? -Number.MAX_VALUE : sign * bound.limit;

/** The effect of a change of a set of allowed values; undefined means all values. */
export function setEffect(
  old: ReadonlySet<string> | undefined,
  now: ReadonlySet<string> | undefined,
): Effect | undefined {
  if (old === undefined && now === undefined) return undefined;
  const removed = now !== undefined && (old === undefined || [...old].some((value) => !now.has(value)));
  const added = old !== undefined && (now === undefined || [...now].some((value) => !old.has(value)));
  if (removed && added) return 'other';
  return removed ? 'narrower' : added ? 'wider' : undefined;
}
