import { isObject, toPointer } from '../contract/pointer.ts';
import { breaks, type Effect, type Say, type Sender, type Spot, within } from './difference.ts';
import { keywordChanges, setEffect } from './keywords.ts';
import { branchesOf, plain, type Schema, typeNames, typesOf, valuesOf } from './plain-schema.ts';

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
  const [before, after] = [plain(old), plain(now)];
  const deeper = (a: unknown, b: unknown, at: Spot) => compareSchemas(a, b, at, sender, say, [...path, [old, now]]);
  const tell = (effect: Effect, at: Spot, message: string) => say(breaks(effect, sender), at, message);
  if (branchesOf(before) !== undefined || branchesOf(after) !== undefined) {
    compareBranches(before, after, { spot, tell, deeper, sender });
    if (branchesOf(before) === undefined || branchesOf(after) === undefined) return;
  }
  const types = setEffect(typesOf(before), typesOf(after));
  if (types !== undefined) {
    tell(types, within(spot, '/type', ''), `is ${typeNames(after)}, not ${typeNames(before)}`);
    if (types === 'other') return;
  }
  const values = setEffect(valuesOf(before), valuesOf(after));
  if (values !== undefined) tell(values, within(spot, '/enum', ''), valuesMessage(before, after));
  for (const { keyword, old: was, now: is, effect } of keywordChanges(before, after)) {
    tell(effect, within(spot, `/${keyword}`, ''), changed(keyword, was, is));
  }
  compareParts(before, after, spot, tell, deeper);
  compareItems(before, after, spot, tell, deeper);
  compareProperties(before, after, { spot, say, deeper, sender });
  compareOthers(before, after, { spot, say, deeper, sender });
}

type Tell = (effect: Effect, spot: Spot, message: string) => void;
type Deeper = (old: unknown, now: unknown, spot: Spot) => void;

function compareItems({ items: old }: Schema, { items: now }: Schema, spot: Spot, tell: Tell, deeper: Deeper): void {
  if (old !== undefined && now !== undefined) deeper(old, now, within(spot, '/items', '/*'));
  else if (old !== undefined) tell('wider', spot, 'has items of any kind');
  else if (now !== undefined) tell('narrower', spot, 'has items of one kind');
}

/** Parts that must all fit: the first with the first, and so on. */
function compareParts({ allOf: old }: Schema, { allOf: now }: Schema, spot: Spot, tell: Tell, deeper: Deeper): void {
  const [before, after] = [old, now].map((parts) => (Array.isArray(parts) ? (parts as unknown[]) : []));
  const count = Math.min(before?.length ?? 0, after?.length ?? 0);
  for (let index = 0; index < count; index++) {
    deeper(before?.[index], after?.[index], within(spot, toPointer(['allOf', index]), ''));
  }
  const more = (after?.length ?? 0) - (before?.length ?? 0);
  if (more !== 0) {
    const message = `has ${Math.abs(more)} parts ${more > 0 ? 'more' : 'fewer'} that must fit`;
    tell(more > 0 ? 'narrower' : 'wider', within(spot, '/allOf', ''), message);
  }
}

/** What differs between two objects, and how it is told. */
interface Comparing {
  spot: Spot;
  say: Say;
  deeper: Deeper;
  sender: Sender;
}

function compareProperties(before: Schema, after: Schema, { spot, say, deeper, sender }: Comparing): void {
  const [old, now] = [propertiesOf(before, sender), propertiesOf(after, sender)];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    const below = within(spot, toPointer(['properties', name]), toPointer([name]));
    if (was !== undefined && is !== undefined) {
      if (was.required !== is.required) {
        const effect = is.required ? 'narrower' : 'wider';
        say(breaks(effect, sender), below, is.required ? 'is required' : 'is required no more');
      }
      deeper(was.schema, is.schema, below);
    } else if (was !== undefined) {
      const isNeeded = sender === 'client' || was.required;
      say(
        isNeeded,
        { ...below, served: undefined },
        `is declared no more${was.required ? ', though it was required' : ''}`,
      );
    } else {
      const isDemanded = sender === 'client' && is?.required === true;
      say(isDemanded, { ...below, published: undefined }, `is new${is?.required ? ' and required' : ''}`);
    }
  }
}

/** Properties by name, but for those that are never sent this way. */
function propertiesOf({ properties, required }: Schema, sender: Sender) {
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  const hidden = sender === 'client' ? 'readOnly' : 'writeOnly';
  const declared = isObject(properties) ? properties : {};
  const names = [...new Set([...Object.keys(declared), ...needed])];
  return new Map(
    names
      .map((name) => [name, declared[name]] as const)
      .filter(([, schema]) => !isObject(schema) || schema[hidden] !== true)
      .map(([name, schema]) => [name, { schema, required: needed.has(name) }]),
  );
}

function compareOthers(before: Schema, after: Schema, { spot, say, deeper, sender }: Comparing): void {
  const [old, now] = [before.additionalProperties ?? true, after.additionalProperties ?? true];
  const at = within(spot, '/additionalProperties', '');
  if (isObject(old) && isObject(now)) {
    deeper(old, now, within(spot, '/additionalProperties', '/*'));
    return;
  }
  const freedom = (value: unknown) => (value === false ? 0 : isObject(value) && Object.keys(value).length > 0 ? 1 : 2);
  const [less, more] = [freedom(old), freedom(now)];
  if (less === more) return;
  const words = ['no other properties', 'other properties of one kind', 'any other properties'];
  const isIgnored = sender === 'server' && less === 0;
  say(
    !isIgnored && breaks(more > less ? 'wider' : 'narrower', sender),
    at,
    `may have ${words[more]}, not ${words[less]}`,
  );
}

interface ComparingBranches extends Omit<Comparing, 'say'> {
  tell: Tell;
}

/** Alternatives are the same where they have no difference, whatever their order. */
function compareBranches(before: Schema, after: Schema, { spot, tell, deeper, sender }: ComparingBranches): void {
  const own = (schema: Schema) => branchesOf(schema) ?? [{ pointer: '', schema }];
  let now = own(after);
  const old = own(before).filter((branch) => {
    const twin = now.find(({ schema }) => isSame(branch.schema, schema, sender));
    now = now.filter((each) => each !== twin);
    return twin === undefined;
  });
  if (old.length === now.length) {
    old.forEach((branch, index) => {
      const other = now[index];
      if (other === undefined) return;
      const [published, served] = [within(spot, branch.pointer, ''), within(spot, other.pointer, '')];
      deeper(branch.schema, other.schema, { ...published, served: served.served });
    });
    return;
  }
  for (const { pointer, schema } of old) {
    tell('narrower', { ...within(spot, pointer, ''), served: spot.served }, `may be ${kindOf(schema)} no more`);
  }
  for (const { pointer, schema } of now) {
    tell('wider', { ...within(spot, pointer, ''), published: spot.published }, `may be ${kindOf(schema)} as well`);
  }
}

function isSame(old: unknown, now: unknown, sender: Sender): boolean {
  let differs = false;
  const nowhere = { whole: '', at: '', published: undefined, served: undefined };
  compareSchemas(old, now, nowhere, sender, () => (differs = true));
  return !differs;
}

/** What a person calls an alternative. */
function kindOf(schema: unknown): string {
  const written = plain(schema);
  const { properties } = written;
  const values = valuesOf(written);
  if (values !== undefined) return [...values].join(' or ');
  const names = isObject(properties) ? Object.keys(properties).slice(0, 5) : [];
  const kind = typeNames(written);
  return names.length === 0 ? kind : `${kind} with ${names.join(', ')}`;
}

function valuesMessage(before: Schema, after: Schema): string {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old === undefined) return `is one of ${[...(now ?? [])].join(', ')}`;
  if (now === undefined) return 'may be any value';
  const [lost, won] = [[...old].filter((value) => !now.has(value)), [...now].filter((value) => !old.has(value))];
  return [
    ...(lost.length > 0 ? [`is never ${lost.join(', ')} any more`] : []),
    ...(won.length > 0 ? [`may be ${won.join(', ')} as well`] : []),
  ].join(' and ');
}

function changed(keyword: string, old: unknown, now: unknown): string {
  const [was, is] = [shown(old), shown(now)];
  if (old === undefined) return `has ${keyword} ${is}`;
  return now === undefined ? `has ${keyword} ${was} no more` : `has ${keyword} ${is}, not ${was}`;
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'that differs';
