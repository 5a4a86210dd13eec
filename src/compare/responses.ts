import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import type { Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor, isSuccess } from '../contract/responses.ts';
import type { Body } from '../verdict/body.ts';
import { parseMediaType } from '../verdict/media-type.ts';
import { bodyOf } from '../verdict/subject.ts';
import { type Difference, ofResponse } from './difference.ts';
import { compareHeaders } from './headers.ts';
import { compareJson } from './json.ts';
import type { BodyContext } from './spot.ts';

/** How two responses are compared. */
export type ResponseContext = Omit<BodyContext, 'isError' | 'numbers'>;

/**
 * The differences between the responses to the same request that a client can notice. Bodies are compared only if status
 * and media type are the same. The content coding is not compared, because clients decode it.
 */
export function compareResponses(
  a: Response,
  b: Response,
  operation: Operation,
  context: ResponseContext,
): Difference[] {
  if (a.status !== b.status) return [ofStatus(a.status, b.status)];
  const headers = compareHeaders(a, b, declaredFor(operation, a.status));
  if (areEqual(a.body, b.body)) return [...ofMediaType(a, b), ...headers];
  const media = ofMediaType(a, b);
  return [...media, ...headers, ...(media.length > 0 ? [] : compareBodies(bodyOf(a), bodyOf(b), a.status, context))];
}

/** A difference of statuses. A success instead of an error, and an answer instead of a server error, break no client. */
function ofStatus(a: number, b: number): Difference {
  const isBreaking = isSuccess(a) || (a < 500 && !isSuccess(b));
  return ofResponse('status', isBreaking, phrase`status ${b} instead of ${a}`, [phrase`${a}`, phrase`${b}`]);
}

function ofMediaType(a: Response, b: Response): Difference[] {
  const [inA, inB] = [a, b].map(mediaTypeOf);
  if (inA === undefined || inB === undefined || inA === inB) return [];
  const message = phrase`media type ${inB} instead of ${inA}`;
  return [ofResponse('media-type', a.body.length > 0, message, [phrase`${inA}`, phrase`${inB}`])];
}

/** Type and subtype. The charset parameter of JSON has no effect (RFC 8259, section 11). */
function mediaTypeOf({ headers, body }: Response): string {
  const [field] = headers.get('content-type') ?? [];
  const media = parseMediaType(field ?? '');
  if (media === undefined) return field === undefined ? (body.length === 0 ? 'none' : 'no Content-Type') : 'invalid';
  return `${media.type}/${media.subtype}`;
}

const areEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function compareBodies(a: Body, b: Body, status: number, context: ResponseContext): Difference[] {
  if (a.kind === 'json' && b.kind === 'json') {
    const whole = { ...context, isError: status >= 400, numbers: [a.numbers, b.numbers] as const };
    return compareJson(a.value, b.value, whole);
  }
  if (a.kind !== b.kind) {
    const [inA, inB] = [CONTENTS[a.kind], CONTENTS[b.kind]];
    return [ofResponse('type', true, phrase`${inB} instead of ${inA}`, [inA, inB])];
  }
  if (!context.comparesValues) return [];
  const shapes = [CONTENTS[a.kind], phrase`another ${CONTENTS[b.kind]}`] as const;
  return [ofResponse('value', true, ownWords('the content differs'), shapes)];
}

const CONTENTS: Readonly<Record<Body['kind'], Phrase>> = {
  empty: ownWords('no body'),
  json: ownWords('JSON'),
  text: ownWords('text'),
  binary: ownWords('bytes'),
  unreadable: ownWords('bytes that cannot be read'),
};
