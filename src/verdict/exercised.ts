import { phrase } from '../client/phrase.ts';
import { isSuccess } from '../contract/responses.ts';
import { containsText, IDENTIFYING, objectOf } from '../lifecycles/locate.ts';
import { effectsOn } from './compared.ts';
import type { Evidence } from './evidence.ts';
import type { CheckResult, Violation } from './finding.ts';
import { jsonOf, type Subject } from './subject.ts';

/**
 * Judges a 2xx to a write by an identity without the right to it: a violation if later reads or the response prove an
 * effect. A 2xx alone does not prove one: some servers answer it to a DELETE of nothing.
 *
 * @param violated makes the violation from what the identity did
 */
export function exercised(subject: Subject, violated: (act: string) => Violation): CheckResult {
  const { evidence, response, notes } = subject;
  if (evidence === undefined || !isSuccess(response.status)) return [];
  if (evidence.effect === 'refused-create') return createdBelow(evidence) ? [violated('creates below a resource')] : [];
  if (evidence.effect !== 'refused') return [];
  if (effectsOn(evidence).length > 0) return [violated('changes a resource')];
  if (showsResource(subject, evidence)) return [violated('is shown a resource')];
  if (evidence.before === undefined || evidence.after === undefined) {
    return { notJudged: phrase`no read shows the resource, so that the effect of the write is unknown` };
  }
  if (subject.operation.method === 'POST')
    notes.push(phrase`an identity without the right to this action received 2xx`);
  return [];
}

const createdBelow = ({ lists, identity, isMadeBelow = false }: Evidence): boolean =>
  isMadeBelow || lists.some(({ response }) => containsText(jsonOf(response), identity.names));

/** True if the response contains values of the resource that the request does not contain. */
function showsResource({ response, case: one }: Subject, { identity, before }: Evidence): boolean {
  const shown = objectOf(jsonOf(response), identity);
  const known = before && objectOf(jsonOf(before.response), identity);
  if (shown === undefined || known === undefined) return false;
  const sent = `${one.request.url} ${one.request.body?.text ?? ''}`;
  return Object.entries(shown).some(([name, value]) => {
    const isText = typeof value === 'string' && value.length >= SHORTEST_TEXT && !sent.includes(value);
    return isText && !IDENTIFYING.includes(name) && known[name] === value;
  });
}

/** Shortest text that is taken to be a value of the resource. */
const SHORTEST_TEXT = 4;
