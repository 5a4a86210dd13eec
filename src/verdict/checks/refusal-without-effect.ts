import { isSuccess } from '../../contract/responses.ts';
import { phrase } from '../../client/phrase.ts';
import { containsText } from '../../lifecycles/locate.ts';
import { effectsOn } from '../compared.ts';
import { type Evidence } from '../evidence.ts';
import { type Violation, violation } from '../finding.ts';
import { type Check, jsonOf } from '../subject.ts';

export const refusalWithoutEffect: Check = {
  id: 'refusal-without-effect',
  catches: 'a write that is refused with 4XX but changes, creates or deletes a resource all the same',
  judge({ evidence, response: { status } }) {
    if (evidence === undefined || status < 400 || status > 499) return [];
    if (evidence.effect === 'refused') return effectsOn(evidence);
    return evidence.effect === 'refused-create' ? onList(evidence) : [];
  },
};

/** A create that was refused had a name that no other resource has. */
function onList({ lists, identity }: Evidence): Violation[] {
  return lists
    .filter(({ response }) => isSuccess(response.status) && containsText(jsonOf(response), identity.names))
    .map(({ operation }) => {
      const message = phrase`the create was refused, but ${operation} contains the resource`;
      return violation(message, phrase`a list without it`, phrase`a list with it`);
    });
}
