import { isDeepStrictEqual } from 'node:util';
import type { Effect } from './difference.ts';

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
 * Assertions that stand for themselves, and what a change of each does to what is allowed (JSON Schema Validation
 * 2020-12, section 6). Of those that are too rare to be understood any change is another meaning.
 */
export const KEYWORDS: Readonly<Record<string, Compare>> = {
  ...{ minLength: atLeast, minItems: atLeast, minProperties: atLeast, minimum: atLeast, exclusiveMinimum: atLeast },
  ...{ maxLength: atMost, maxItems: atMost, maxProperties: atMost, maximum: atMost, exclusiveMaximum: atMost },
  ...{ pattern: present, format: present, multipleOf: multiple, uniqueItems: flag },
  ...{ not: present, if: present, then: present, else: present, contains: present, prefixItems: present },
  ...{ minContains: atLeast, maxContains: atMost, propertyNames: present, patternProperties: present },
  ...{ dependentRequired: present, dependentSchemas: present, unevaluatedItems: present },
  ...{ unevaluatedProperties: present, discriminator: present },
};

/** Values that say nothing. */
const VOID: Readonly<Record<string, unknown>> = { minLength: 0, minItems: 0, minProperties: 0, uniqueItems: false };

/** Keywords that two schemas have differently, with their values and what the change does. */
export function keywordChanges(
  old: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): { keyword: string; old: unknown; now: unknown; effect: Effect }[] {
  const said = (schema: Readonly<Record<string, unknown>>, keyword: string) =>
    schema[keyword] === VOID[keyword] ? undefined : schema[keyword];
  return Object.entries(KEYWORDS).flatMap(([keyword, compare]) => {
    const [before, after] = [said(old, keyword), said(now, keyword)];
    if (isDeepStrictEqual(before, after)) return [];
    return [{ keyword, old: before, now: after, effect: compare(before, after) }];
  });
}

/** What a change of a set of allowed values does; undefined stands for all values. */
export function setEffect(
  old: ReadonlySet<string> | undefined,
  now: ReadonlySet<string> | undefined,
): Effect | undefined {
  if (old === undefined && now === undefined) return undefined;
  const lost = now !== undefined && (old === undefined || [...old].some((value) => !now.has(value)));
  const won = old !== undefined && (now === undefined || [...now].some((value) => !old.has(value)));
  if (lost && won) return 'other';
  return lost ? 'narrower' : won ? 'wider' : undefined;
}
