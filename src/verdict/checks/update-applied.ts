import { isSuccess } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { isObject } from '../../contract/pointer.ts';
import { objectOf, primaryObject } from '../../lifecycles/locate.ts';
import { differences, isAlike, propertyViolation } from '../compared.ts';
import { type Evidence, type Reading } from '../evidence.ts';
import { type Violation, violation } from '../finding.ts';
import { areSame, isDerived, isMasked, isStamp, normalized } from '../same-value.ts';
import { bodyOf, type Check, jsonOf } from '../subject.ts';

type Json = Readonly<Record<string, unknown>>;

export const updateApplied: Check = {
  id: 'update-applied',
  catches: 'an update whose values the next read does not show, or that changes values that it does not name',
  judge({ evidence, response }) {
    const isWrite = evidence?.effect === 'updated' || evidence?.effect === 'acted';
    if (!isWrite || evidence.isTrial || !isSuccess(response.status) || evidence.after === undefined) return [];
    const { after } = evidence;
    const wasFound = evidence.before === undefined || isSuccess(evidence.before.response.status);
    if (wasFound && (after.response.status === 404 || after.response.status === 410)) {
      const message = phrase`the resource is not found by ${after.operation} after the update`;
      return [violation(message, phrase`2XX`, phrase`${after.response.status}`)];
    }
    const [old, read] = [objectIn(evidence.before, evidence), objectIn(after, evidence)];
    if (read === undefined) return [];
    const body = bodyOf(response);
    const answered = body.kind === 'json' ? answeredObject(body.value, evidence) : undefined;
    const found = [
      ...(answered === undefined ? [] : notAsAnswered(answered, read, old, after, evidence)),
      ...(old === undefined ? [] : notApplied(old, read, answered, after, evidence)),
      ...(old === undefined ? [] : notNamed(old, read, after, evidence)),
    ];
    return found.filter(({ pointer }, at) => found.findIndex((each) => each.pointer === pointer) === at);
  },
};

function objectIn(reading: Reading | undefined, { identity, nouns }: Evidence): Json | undefined {
  if (reading === undefined || !isSuccess(reading.response.status)) return undefined;
  const body = jsonOf(reading.response);
  return objectOf(body, identity) ?? (identity.id === undefined ? primaryObject(body, nouns) : undefined);
}

/** The resource in the response to a write; a response may also be about something else. */
const answeredObject = (body: unknown, { identity, nouns, effect }: Evidence): Json | undefined => {
  const found = objectOf(body, identity);
  if (found !== undefined || effect === 'acted') return found;
  const primary = primaryObject(body, nouns);
  return primary !== undefined && !('id' in primary) ? primary : undefined;
};

/** What the write answered must be what the next read shows. */
function notAsAnswered(
  answered: Json,
  read: Json,
  old: Json | undefined,
  { operation }: Reading,
  evidence: Evidence,
): Violation[] {
  const settled = new Set([...evidence.settable, ...changedByAction(answered, read, old, evidence)]);
  return differences(answered, read, { ...evidence, settable: settled })
    .filter((name) => !isStamp(name) || isNamed(name, evidence))
    .map((name) => {
      const message = phrase`${name} is read by ${operation} with another value than the write answered`;
      return propertyViolation(name, answered[name], read[name], message);
    });
}

/** Dates and numbers that an action changed, if two reads agree on them. */
function changedByAction(
  answered: Json,
  read: Json,
  old: Json | undefined,
  { effect, again, identity }: Evidence,
): string[] {
  if (effect !== 'acted' || old === undefined || again === undefined) return [];
  const second = objectOf(jsonOf(again.response), identity);
  return Object.keys(answered).filter(
    (name) =>
      !isStamp(name) &&
      (typeof answered[name] === 'number' || typeof answered[name] === 'string') &&
      !areSame(answered[name], old[name]) &&
      second !== undefined &&
      areSame(read[name], second[name]),
  );
}

/** A property keeps its old value although another one was sent and accepted. */
function notApplied(
  old: Json,
  read: Json,
  answered: Json | undefined,
  { operation }: Reading,
  evidence: Evidence,
): Violation[] {
  const { sent, effect, siblings } = evidence;
  if (effect !== 'updated' || !isObject(sent)) return [];
  return Object.keys(sent)
    .filter(
      (name) =>
        name in old &&
        name in read &&
        areSame(old[name], read[name]) &&
        isComparable(sent[name]) &&
        typeof sent[name] === typeof read[name] &&
        !areSame(normalized(sent[name]), normalized(read[name])) &&
        !isMasked(read[name]) &&
        !isAlike(name, sent, read, siblings) &&
        !(
          answered !== undefined &&
          name in answered &&
          areSame(answered[name], read[name]) &&
          isDerived(read[name], sent[name])
        ),
    )
    .map((name) => {
      const message = phrase`${name} was updated, but ${operation} still returns the old value`;
      return propertyViolation(name, sent[name], read[name], message);
    });
}

const isComparable = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** A property that the update does not name has changed. */
function notNamed(old: Json, read: Json, { operation }: Reading, evidence: Evidence): Violation[] {
  const { sent, effect, replaces } = evidence;
  if (effect !== 'updated' || replaces || !isObject(sent)) return [];
  const parts = [...partsOf(sent)];
  return differences(old, read, evidence)
    .filter(
      (name) => !isStamp(name) && !parts.some(([key, value]) => areRelated(key, name) || isDerived(read[name], value)),
    )
    .map((name) => {
      const message = phrase`${name} is read by ${operation} with another value, although the update does not name it`;
      return propertyViolation(name, old[name], read[name], message);
    });
}

/** The properties of a body, with those of the objects inside of it: what is set may be wrapped. */
function* partsOf(value: unknown, depth = 0): Generator<[name: string, value: unknown]> {
  if (!isObject(value) || depth > DEEPEST) return;
  for (const [name, part] of Object.entries(value)) {
    yield [name, part];
    yield* partsOf(part, depth + 1);
  }
}

const DEEPEST = 3;

/** True for names of which one may depend on the other, such as `isTemporary` and `temporaryRange`. */
function areRelated(a: string, b: string): boolean {
  const words = new Set(wordsIn(a));
  return a === b || wordsIn(b).some((word) => word.length >= SHORTEST && words.has(word));
}

const wordsIn = (name: string): string[] => name.split(/(?=[A-Z])|[-_]/).map((word) => word.toLowerCase());

/** Shortest word by which properties are related. */
const SHORTEST = 5;

const isNamed = (name: string, { sent }: Evidence): boolean => isObject(sent) && name in sent;
