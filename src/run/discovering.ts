import type { Case } from '../cases/case.ts';
import { isCredentialLike } from '../client/redaction.ts';
import { discovered } from '../cases/discovery.ts';
import { withValue } from '../cases/derived/derivation.ts';
import type { Parameter } from '../contract/operations.ts';
import { requestOf } from '../cases/draft.ts';
import { bodyOf } from '../verdict/subject.ts';
import type { Judged, Orchestra } from './judging.ts';

/** A case with the values that other answers of the run gave for it, and a note of each. */
export interface Resolved {
  one: Case;
  notes: string[];
}

/**
 * Puts into a case what the lists of the target name; what no list names stays made up.
 *
 * @param answerTo what a case brought, by its id
 */
export async function resolve(
  one: Case,
  { operations }: Orchestra,
  answerTo: (id: string) => Promise<Judged> | undefined,
): Promise<Resolved> {
  const operation = operations.get(one.operation);
  if (one.discover === undefined || operation === undefined) return { one, notes: [] };
  let { draft } = one.discover;
  const notes: string[] = [];
  for (const { parameter, from, operation: list } of one.discover.values) {
    if (isSecret(parameter)) {
      notes.push(`${parameter.name} is not taken from an answer: it may be a credential`);
      continue;
    }
    const value = discovered(successIn(await answerTo(from)), parameter);
    if (value === undefined) continue;
    draft = withValue(draft, parameter, value);
    notes.push(`${parameter.name} is taken from the answer of ${list}`);
  }
  return { one: { ...one, request: requestOf(operation, draft) }, notes };
}

/** What a URL should not hold; an id of a secret is none. */
const isSecret = ({ name }: Parameter): boolean => isCredentialLike([name]) && !/(Id|Slug|Name)$/.test(name);

/** The JSON body of a successful answer. */
function successIn(judged: Judged | undefined): unknown {
  const reply = judged?.asked?.kind === 'answered' ? judged.asked.reply : undefined;
  if (reply?.kind !== 'response' || reply.status !== 200) return undefined;
  const body = bodyOf(reply);
  return body.kind === 'json' ? body.value : undefined;
}
