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

/** Values that one answer gave, by parameter. The answer itself, which may be large, is not kept. */
export type Taken = ReadonlyMap<Parameter, string>;

/** The parameters whose values other cases want from a case, by its id. */
export function wantedFrom(cases: readonly Case[]): Map<string, Parameter[]> {
  const wanted = new Map<string, Parameter[]>();
  for (const { parameter, from } of cases.flatMap(({ discover }) => discover?.values ?? [])) {
    if (!isSecret(parameter)) wanted.set(from, [...(wanted.get(from) ?? []), parameter]);
  }
  return wanted;
}

/** Values for parameters in the answer of a source. */
export function takenFrom(judged: Judged, parameters: readonly Parameter[]): Taken {
  const body = successIn(judged);
  const values = parameters.map((parameter) => [parameter, discovered(body, parameter)] as const);
  return new Map(values.filter((found): found is [Parameter, string] => found[1] !== undefined));
}

/**
 * Puts into a case what the lists of the target name; what no list names stays made up.
 *
 * @param takenOf what is taken from the answer of a case, by its id
 */
export async function resolve(
  one: Case,
  { operations }: Orchestra,
  takenOf: (id: string) => Promise<Taken> | undefined,
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
    const value = (await takenOf(from))?.get(parameter);
    if (value === undefined) continue;
    draft = withValue(draft, parameter, value);
    notes.push(`${parameter.name} is taken from the answer of ${list}`);
  }
  return { one: { ...one, request: requestOf(operation, draft) }, notes };
}

/** What a URL should not hold; an id of a secret is none. */
const isSecret = ({ name }: Parameter): boolean => isCredentialLike([name]) && !/(Id|Slug|Name)$/.test(name);

/** The JSON body of a successful answer. */
function successIn({ asked }: Judged): unknown {
  const reply = asked?.kind === 'answered' ? asked.reply : undefined;
  if (reply?.kind !== 'response' || reply.status !== 200) return undefined;
  const body = bodyOf(reply);
  return body.kind === 'json' ? body.value : undefined;
}
