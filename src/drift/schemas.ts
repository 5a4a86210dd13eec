import { toPointer } from '../contract/pointer.ts';
import { compareBranches } from './branches.ts';
import { breaks, type Say, type Sender, type Spot, within } from './difference.ts';
import { keywordChanges, setEffect } from './keywords.ts';
import { branchesOf, plain, type Schema, typeNames, typesOf, valuesOf } from './plain-schema.ts';
import { compareOthers, compareProperties } from './properties.ts';
import type { Walk } from './walk.ts';
import { changed, valuesMessage } from './words.ts';

/** Pairs of schemas that are being compared: some contain themselves. */
type Path = readonly (readonly [unknown, unknown])[];

/**
 * Says in what two schemas differ, and whether that breaks clients. A client is taken to ignore properties that it does
 * not know, as most do: a response may have more of them at any time.
 */
export function compareSchemas(
  old: unknown,
  now: unknown,
  spot: Spot,
  sender: Sender,
  say: Say,
  path: Path = [],
): void {
  if (path.some(([a, b]) => a === old && b === now)) return;
  const inner: Path = [...path, [old, now]];
  const walk: Walk = {
    ...{ spot, sender, say },
    tell: (effect, at, message) => say(breaks(effect, sender), at, message),
    deeper: (a, b, at) => compareSchemas(a, b, at, sender, say, inner),
    isSame(a, b) {
      let differs = false;
      compareSchemas(a, b, NOWHERE, sender, () => (differs = true), inner);
      return !differs;
    },
  };
  compareObjects(plain(old), plain(now), walk);
}

const NOWHERE: Spot = { whole: '', at: '', published: undefined, served: undefined };

function compareObjects(before: Schema, after: Schema, walk: Walk): void {
  const { spot, tell } = walk;
  const alternatives = [before, after].filter((schema) => branchesOf(schema) !== undefined).length;
  if (alternatives > 0) compareBranches(before, after, walk);
  if (alternatives === 1) return;
  const types = setEffect(typesOf(before), typesOf(after));
  if (types !== undefined) {
    tell(types, within(spot, '/type', ''), `is ${typeNames(after)}, not ${typeNames(before)}`);
    if (types === 'other') return;
  }
  const values = setEffect(valuesOf(before), valuesOf(after));
  if (values !== undefined) tell(values, within(spot, '/enum', ''), valuesMessage(before, after));
  for (const { keyword, old, now, effect } of keywordChanges(before, after)) {
    tell(effect, within(spot, `/${keyword}`, ''), changed(keyword, old, now));
  }
  compareParts(before, after, walk);
  compareItems(before, after, walk);
  compareProperties(before, after, walk);
  compareOthers(before, after, walk);
}

function compareItems({ items: old }: Schema, { items: now }: Schema, { spot, tell, deeper }: Walk): void {
  if (old !== undefined && now !== undefined) deeper(old, now, within(spot, '/items', '/*'));
  else if (old !== undefined) tell('wider', spot, 'has items of any kind');
  else if (now !== undefined) tell('narrower', spot, 'has items of one kind');
}

/** Parts that must all fit: the first with the first, and so on. */
function compareParts({ allOf: old }: Schema, { allOf: now }: Schema, { spot, tell, deeper }: Walk): void {
  const [before = [], after = []] = [old, now].map((parts) => (Array.isArray(parts) ? (parts as unknown[]) : []));
  const count = Math.min(before.length, after.length);
  for (let index = 0; index < count; index++) {
    deeper(before[index], after[index], within(spot, toPointer(['allOf', index]), ''));
  }
  const more = after.length - before.length;
  if (more === 0) return;
  const message = `has ${Math.abs(more)} parts ${more > 0 ? 'more' : 'fewer'} that must fit`;
  tell(more > 0 ? 'narrower' : 'wider', within(spot, '/allOf', ''), message);
}
