import type { Response } from '../../client/reply.ts';
import { phrase } from '../../client/phrase.ts';
import { toPointer } from '../../contract/pointer.ts';
import { violation } from '../finding.ts';
import type { CheckResult } from '../finding.ts';
import { bodyOf, type Check, type Subject } from '../subject.ts';

export const defaultApplied: Check = {
  id: 'default-applied',
  catches: 'a result that differs between omitting a parameter and sending its default',
  judge(subject) {
    const { case: one, response, companions } = subject;
    const [again, sent, sentAgain, last] = companions;
    if (one.rule !== 'default-applied' || !again || !sent || !sentAgain || !last) return [];
    return compared([response, again, last], [sent, sentAgain], subject);
  },
};

/** Compares only values that are the same in all responses of a kind. Other values change with every request. */
function compared(omitted: readonly Response[], sent: readonly Response[], { case: one }: Subject): CheckResult {
  const name = one.parameter?.name ?? '';
  const [status, byDefault] = [omitted, sent].map((responses) => agreed(responses.map((each) => each.status)));
  if (status === undefined || byDefault === undefined) return [];
  const declaredAt = one.parameter && `${one.parameter.pointer}/schema/default`;
  if (status !== byDefault) {
    return [
      violation(
        phrase`omitting ${name} does not return the same status as sending its default`,
        phrase`${byDefault}, as with the default`,
        phrase`${status}`,
        declaredAt,
      ),
    ];
  }
  const parts = [omitted, sent].map((responses) => responses.map((each) => partsOf(each, name)));
  const pointer = firstDifference(parts[0] ?? [], parts[1] ?? []);
  if (pointer === undefined) return [];
  const message = phrase`omitting ${name} does not return the same result as sending its default`;
  return [
    { ...violation(message, phrase`the result of the default`, phrase`a different result`, declaredAt), pointer },
  ];
}

type Parts = ReadonlyMap<string, unknown>;

function firstDifference(omitted: readonly Parts[], sent: readonly Parts[]): string | undefined {
  const pointers = new Set([...omitted, ...sent].flatMap((parts) => [...parts.keys()]));
  const isSteady = (all: readonly Parts[], at: string) => all.every((parts) => parts.get(at) === all[0]?.get(at));
  const mayBeUrl = (at: string) => [...omitted, ...sent].some((parts) => parts.get(at) === URL_TEXT);
  return [...pointers].find(
    (at) => isSteady(omitted, at) && isSteady(sent, at) && omitted[0]?.get(at) !== sent[0]?.get(at) && !mayBeUrl(at),
  );
}

/** Replaces a text that may contain the URL of the request. */
const URL_TEXT = Symbol('URL of the request');

/**
 * The primitive values of a JSON body by pointer, and the kinds of its other values. A text that contains a query or
 * the name of the parameter may be the URL of the request, which differs between the requests.
 */
function partsOf(response: Response, parameter: string): Parts {
  const body = bodyOf(response);
  const parts = new Map<string, unknown>([['', body.kind]]);
  const open: { tokens: readonly string[]; value: unknown }[] =
    body.kind === 'json' ? [{ tokens: [], value: body.value }] : [];
  for (let part = open.pop(); part !== undefined && parts.size < MAX_PARTS; part = open.pop()) {
    const { tokens, value } = part;
    if (typeof value === 'object' && value !== null) {
      parts.set(toPointer(tokens), Array.isArray(value) ? 'array' : 'object');
      for (const [key, child] of Object.entries(value)) open.push({ tokens: [...tokens, key], value: child });
    } else {
      const mayBeUrl = typeof value === 'string' && (value.includes('?') || value.includes(parameter));
      parts.set(toPointer(tokens), mayBeUrl ? URL_TEXT : value);
    }
  }
  return parts;
}

/** Maximum number of compared values of a body. */
const MAX_PARTS = 20_000;

const agreed = <T>([first, ...others]: readonly T[]): T | undefined =>
  others.every((each) => each === first) ? first : undefined;
