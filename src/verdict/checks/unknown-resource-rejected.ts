import { nameOf } from '../../cases/case.ts';
import { ownWords, phrase } from '../../client/phrase.ts';
import { isObject, toPointer, valueAt } from '../../contract/pointer.ts';
import { violation } from '../finding.ts';
import { bodyOf, type Check, type Subject } from '../subject.ts';

export const unknownResourceRejected: Check = {
  id: 'unknown-resource-rejected',
  catches: 'a success for an unknown path value, or the known record for an unknown query value',
  judge(subject) {
    const { case: one, response } = subject;
    if (one.rule !== 'unknown-resource-rejected' || response.status >= 400) return [];
    if (one.companions !== undefined) return sameRecord(subject);
    const [name, { status }] = [ownWords(nameOf(one)), response];
    return [violation(phrase`${name}: received ${status}`, phrase`4XX`, phrase`${status}`, one.parameter?.pointer)];
  },
};

/** The finding for a success that returns the id of the known record. Any other success is acceptable. */
function sameRecord({ case: one, body, companions: [known] }: Subject) {
  const original = known && bodyOf(known);
  if (body.kind !== 'json' || original?.kind !== 'json') return [];
  const pointer = idOf(original.value);
  if (pointer === undefined || valueAt(body.value, pointer) !== valueAt(original.value, pointer)) return [];
  const message = phrase`${ownWords(nameOf(one))}: received the known record`;
  const found = violation(
    message,
    phrase`another record, or 4XX`,
    phrase`the id of the known record`,
    one.parameter?.pointer,
  );
  return [{ ...found, pointer }];
}

/** Pointer to the id of a record, which may be the only member of a wrapper object. */
function idOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isId(value.id)) return '/id';
  const [only, ...more] = Object.entries(value).filter(([, child]) => isObject(child));
  return only !== undefined && more.length === 0 && isId(valueAt(only[1], '/id'))
    ? toPointer([only[0], 'id'])
    : undefined;
}

const isId = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
