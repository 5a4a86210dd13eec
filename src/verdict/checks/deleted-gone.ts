import { isSuccess } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { itemOf, objectOf } from '../../lifecycles/locate.ts';
import { type Evidence, type Reading } from '../evidence.ts';
import { type Violation, violation } from '../finding.ts';
import { type Check, jsonOf } from '../subject.ts';

export const deletedGone: Check = {
  id: 'deleted-gone',
  catches: 'a deleted resource that its read still returns, or its list still contains',
  judge({ evidence, response }) {
    if (evidence?.effect !== 'deleted' || !isSuccess(response.status)) return [];
    return [
      ...(evidence.after === undefined ? [] : inRead(evidence.after, evidence)),
      ...evidence.lists.flatMap((list) => inList(list, evidence)),
    ];
  },
};

function inRead({ operation, response }: Reading, { identity }: Evidence): Violation[] {
  if (!isSuccess(response.status)) return [];
  const read = objectOf(jsonOf(response), identity);
  // A read that finds nothing may answer 200 with an empty result.
  if (read === undefined || isMarked(read)) return [];
  const message = phrase`the deleted resource is still returned by ${operation}`;
  return [violation(message, phrase`no 2XX`, phrase`${response.status}`)];
}

function inList({ operation, response }: Reading, { identity, nouns }: Evidence): Violation[] {
  const listed = isSuccess(response.status) ? itemOf(jsonOf(response), identity, nouns) : undefined;
  if (listed === undefined || isMarked(listed)) return [];
  const message = phrase`${operation} still contains the deleted resource`;
  return [violation(message, phrase`a list without the deleted resource`, phrase`a list with it`)];
}

/** Names of properties by which a server says that a resource is deleted, and such states. */
const MARKS = /delet|remov|archiv|revok|trash|purg|expired|cancel|inactiv|disabl|clos|terminat|suspend|deactiv/i;

/** True for a resource that is marked as deleted instead of being removed. */
const isMarked = (object: Record<string, unknown>): boolean =>
  Object.entries(object).some(
    ([name, value]) =>
      (MARKS.test(name) && value !== null && value !== false && value !== '' && value !== 0) ||
      (typeof value === 'string' && /^(status|state|phase|lifecycle)/i.test(name) && MARKS.test(value)) ||
      (/^(is)?(active|enabled)$/i.test(name) && value === false),
  );
