import { isSuccess } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { containsText, objectOf, primaryObject } from '../../lifecycles/locate.ts';
import { differences, propertyViolation } from '../compared.ts';
import { type Evidence } from '../evidence.ts';
import { type Violation, violation } from '../finding.ts';
import { isStamp } from '../same-value.ts';
import { type Check, jsonOf } from '../subject.ts';

export const refusalWithoutEffect: Check = {
  id: 'refusal-without-effect',
  catches: 'a write that is refused with 4XX but changes, creates or deletes a resource all the same',
  judge({ evidence, response: { status } }) {
    if (evidence === undefined || status < 400 || status > 499) return [];
    if (evidence.effect === 'refused') return onResource(evidence);
    return evidence.effect === 'refused-create' ? onList(evidence) : [];
  },
};

function onResource(evidence: Evidence): Violation[] {
  const { before, after, identity, nouns } = evidence;
  if (before === undefined || after === undefined || !isSuccess(before.response.status)) return [];
  const { operation, response } = after;
  if (response.status === 404 || response.status === 410) {
    const message = phrase`the write was refused, but ${operation} no longer finds the resource`;
    return [violation(message, phrase`2XX, as before`, phrase`${response.status}`)];
  }
  const [old, read] = [before.response, response].map((each) => {
    const body = jsonOf(each);
    return objectOf(body, identity) ?? primaryObject(body, nouns);
  });
  if (!isSuccess(response.status) || old === undefined || read === undefined) return [];
  return differences(old, read, evidence)
    .filter((name) => !isStamp(name))
    .map((name) => {
      const message = phrase`the write was refused, but ${name} is read with another value than before`;
      return propertyViolation(name, old[name], read[name], message);
    });
}

/** A create that was refused had a name that no other resource has. */
function onList({ lists, identity }: Evidence): Violation[] {
  return lists
    .filter(({ response }) => isSuccess(response.status) && containsText(jsonOf(response), identity.names))
    .map(({ operation }) => {
      const message = phrase`the create was refused, but ${operation} contains the resource`;
      return violation(message, phrase`a list without it`, phrase`a list with it`);
    });
}
