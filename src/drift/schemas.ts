import { toPointer } from '../contract/pointer.ts';
import { compareAlternatives, hasAlternatives } from './branches.ts';
import { breaks, type Spot, within } from './difference.ts';
import { keywordChanges, setEffect } from './keywords.ts';
import { plain, type Schema, typeNames, typesOf, valuesOf, withTypes } from './plain-schema.ts';
import { compareOthers, compareProperties } from './properties.ts';
import { type Context, spotOf, type Walk } from './walk.ts';
import { changed, valuesMessage } from './words.ts';

/** Pairs of schemas that are being compared, because schemas may be recursive, and pairs that are equal. */
interface Known {
  path: readonly (readonly [unknown, unknown])[];
  same: Map<unknown, Set<unknown>>;
}

/**
 * Reports the differences of two schemas, and whether they break clients. Clients are assumed to ignore unknown
 * properties, so a new property in a response does not break them.
 */
export function compareSchemas(
  old: unknown,
  now: unknown,
  spot: Spot,
  context: Context,
  { path, same }: Known = { path: [], same: new Map() },
): void {
  if (same.get(old)?.has(now) === true || path.some(([a, b]) => a === old && b === now)) return;
  const inner: Known = { path: [...path, [old, now]], same };
  let reported = 0;
  const report: Context['report'] = (...args) => {
    reported++;
    context.report(...args);
  };
  const [published, served] = context.versions;
  const walk: Walk = {
    ...context,
    spot,
    report,
    ...madeAlike(plain(old, published), plain(now, served)),
    reportEffect: (effect, at, message) => report(breaks(effect, context.sender), at, message),
    deeper: (a, b, at) => compareSchemas(a, b, at, { ...context, report }, inner),
    isSame(a, b) {
      let found = 0;
      compareSchemas(a, b, NOWHERE, { ...context, report: () => found++ }, inner);
      return found === 0;
    },
  };
  if (!compareAlternatives(walk)) compareObjects(walk);
  if (reported === 0) same.set(old, (same.get(old) ?? new Set()).add(now));
}

/** If only one of two schemas has alternatives, alternatives that are only types become a list of types. */
function madeAlike(before: Schema, after: Schema): Pick<Walk, 'before' | 'after'> {
  return hasAlternatives(before) === hasAlternatives(after)
    ? { before, after }
    : { before: withTypes(before), after: withTypes(after) };
}

const NOWHERE: Spot = { whole: '', at: '', published: undefined, served: undefined };

/** Compares everything except alternatives. */
function compareObjects(walk: Walk): void {
  const { before, after, reportEffect } = walk;
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const values = setEffect(old, now);
  const types = old !== undefined && now !== undefined ? undefined : setEffect(typesOf(before), typesOf(after));
  if (values !== undefined) reportEffect(values, spotOf(walk, '/enum'), valuesMessage(before, after));
  else if (types !== undefined) {
    reportEffect(types, spotOf(walk, '/type'), `is ${typeNames(after)}, not ${typeNames(before)}`);
    if (types === 'other') return;
  }
  for (const { keywords, effect, ...change } of keywordChanges(before, after)) {
    const [published, served] = keywords;
    reportEffect(
      effect,
      spotOf(walk, `/${published}`, { served: `/${served}` }),
      changed(keywords, change.old, change.now),
    );
  }
  compareParts(walk);
  compareItems(walk);
  compareProperties(walk);
  compareOthers(walk);
}

function compareItems(walk: Walk): void {
  const { before, after, reportEffect, deeper } = walk;
  if (before.items !== undefined && after.items !== undefined) {
    deeper(before.items, after.items, spotOf(walk, '/items', { shown: '/*' }));
  } else if (before.items !== undefined) reportEffect('wider', spotOf(walk, '/items'), 'no longer restricts its items');
  else if (after.items !== undefined) reportEffect('narrower', spotOf(walk, '/items'), 'restricts its items');
}

/** Parts of `allOf` that could not be merged, compared in order. */
function compareParts({ before: { allOf: old }, after: { allOf: now }, spot, reportEffect, deeper }: Walk): void {
  const [before = [], after = []] = [old, now].map((parts) => (Array.isArray(parts) ? (parts as unknown[]) : []));
  const count = Math.min(before.length, after.length);
  for (let index = 0; index < count; index++) {
    deeper(before[index], after[index], within(spot, toPointer(['allOf', index]), ''));
  }
  const more = after.length - before.length;
  if (more === 0) return;
  const message = `has an allOf of length ${after.length}, not ${before.length}`;
  reportEffect(more > 0 ? 'narrower' : 'wider', within(spot, '/allOf', ''), message);
}
