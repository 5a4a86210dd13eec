import type { Response } from '../../client/reply.ts';
import { phrase } from '../../client/phrase.ts';
import { toPointer } from '../../contract/pointer.ts';
import { violation } from '../finding.ts';
import type { CheckResult } from '../finding.ts';
import { bodyOf, type Check, type Subject } from '../subject.ts';

export const defaultApplied: Check = {
  id: 'default-applied',
  catches: 'omitting a parameter differs from sending its default',
  judge(subject) {
    const { case: one, response, companions } = subject;
    const [again, sent, sentAgain, last] = companions;
    if (one.rule !== 'default-applied' || !again || !sent || !sentAgain || !last) return [];
    return compared([response, again, last], [sent, sentAgain], subject);
  },
};

/** Compares only values that all answers of a kind agree on, because others change from answer to answer. */
function compared(left: readonly Response[], sent: readonly Response[], { case: one }: Subject): CheckResult {
  const name = one.parameter?.name ?? '';
  const [out, byDefault] = [left, sent].map((answers) => agreed(answers.map(({ status }) => status)));
  if (out === undefined || byDefault === undefined) return [];
  const declaredAt = one.parameter && `${one.parameter.pointer}/schema/default`;
  if (out !== byDefault) {
    return [
      violation(
        phrase`omitting ${name} has another status than sending its default`,
        phrase`${byDefault}, as with the default`,
        phrase`${out}`,
        declaredAt,
      ),
    ];
  }
  const parts = [left, sent].map((answers) => answers.map((answer) => partsOf(answer, name)));
  const pointer = firstDifference(parts[0] ?? [], parts[1] ?? []);
  if (pointer === undefined) return [];
  const message = phrase`omitting ${name} has another result than sending its default`;
  return [{ ...violation(message, phrase`the result of the default`, phrase`another result`, declaredAt), pointer }];
}

type Parts = ReadonlyMap<string, unknown>;

function firstDifference(left: readonly Parts[], sent: readonly Parts[]): string | undefined {
  const pointers = new Set([...left, ...sent].flatMap((parts) => [...parts.keys()]));
  const isSteady = (all: readonly Parts[], at: string) => all.every((parts) => parts.get(at) === all[0]?.get(at));
  const tellsRequest = (at: string) => [...left, ...sent].some((parts) => parts.get(at) === REQUEST);
  return [...pointers].find(
    (at) => isSteady(left, at) && isSteady(sent, at) && left[0]?.get(at) !== sent[0]?.get(at) && !tellsRequest(at),
  );
}

/** Replaces a text that may contain the URL of the request. */
const REQUEST = Symbol('request');

/**
 * Every value of a JSON body by its pointer, and what kind of value the others are. A text that names the parameter, or
 * holds a query, may tell the request's own URL, which differs.
 */
function partsOf(response: Response, parameter: string): Parts {
  const body = bodyOf(response);
  const parts = new Map<string, unknown>([['', body.kind]]);
  const open: { tokens: readonly string[]; value: unknown }[] =
    body.kind === 'json' ? [{ tokens: [], value: body.value }] : [];
  for (let part = open.pop(); part !== undefined && parts.size < MOST_PARTS; part = open.pop()) {
    const { tokens, value } = part;
    if (typeof value === 'object' && value !== null) {
      parts.set(toPointer(tokens), Array.isArray(value) ? 'array' : 'object');
      for (const [key, child] of Object.entries(value)) open.push({ tokens: [...tokens, key], value: child });
    } else {
      const tells = typeof value === 'string' && (value.includes('?') || value.includes(parameter));
      parts.set(toPointer(tokens), tells ? REQUEST : value);
    }
  }
  return parts;
}

/** Maximum of compared values of a body. */
const MOST_PARTS = 20_000;

const agreed = <T>([first, ...others]: readonly T[]): T | undefined =>
  others.every((each) => each === first) ? first : undefined;
