import { isSuccess } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { itemOf, objectOf, primaryObject } from '../../lifecycles/locate.ts';
import { differences, propertyViolation } from '../compared.ts';
import { type Evidence, type Reading } from '../evidence.ts';
import { type Violation, violation } from '../finding.ts';
import { bodyOf, type Check, jsonOf } from '../subject.ts';

export const createdReadable: Check = {
  id: 'created-readable',
  catches: 'a created resource that its read or its list does not contain, or shows with other values',
  judge({ evidence, response }) {
    if (evidence?.effect !== 'created' || !isSuccess(response.status)) return [];
    const body = bodyOf(response);
    const written = body.kind === 'json' ? primaryObject(body.value, evidence.nouns) : undefined;
    return [
      ...(evidence.after === undefined ? [] : inRead(evidence.after, written, evidence)),
      ...evidence.lists.flatMap((list) => inList(list, evidence)),
    ];
  },
};

function inRead(
  { operation, response }: Reading,
  written: Record<string, unknown> | undefined,
  evidence: Evidence,
): Violation[] {
  const { status } = response;
  if (status === 404 || status === 410) {
    return [violation(phrase`the created resource is not found by ${operation}`, phrase`2XX`, phrase`${status}`)];
  }
  if (!isSuccess(status)) return [];
  const body = jsonOf(response);
  const read = objectOf(body, evidence.identity);
  if (read === undefined) {
    const other = primaryObject(body, evidence.nouns);
    const isOther = evidence.identity.id !== undefined && other !== undefined && 'id' in other;
    const message = phrase`${operation} does not return the created resource`;
    return isOther ? [violation(message, phrase`the id of the created resource`, phrase`another id`)] : [];
  }
  if (written === undefined) return [];
  return differences(written, read, evidence).map((name) =>
    propertyViolation(
      name,
      written[name],
      read[name],
      phrase`${name} is read by ${operation} with another value than the create answered`,
    ),
  );
}

function inList({ operation, response }: Reading, { identity, nouns }: Evidence): Violation[] {
  const body = jsonOf(response);
  if (identity.id === undefined && identity.names.length === 0) return [];
  if (!isSuccess(response.status) || body === undefined || itemOf(body, identity, nouns) !== undefined) return [];
  const message = phrase`${operation} does not contain the created resource`;
  return [violation(message, phrase`a list with the created resource`, phrase`a list without it`)];
}
