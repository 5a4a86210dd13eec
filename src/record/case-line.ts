import pluralize from 'pluralize';
import type { CaseRequest, RequestBody } from '../cases/request.ts';
import { curl } from '../client/curl.ts';
import { shellAuthorization } from '../client/credentials.ts';
import { written } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import { requestHeaders, type HeaderOptions } from '../client/request-headers.ts';
import type { Response } from '../client/reply.ts';
import { type Shape, shapeOf, whole } from '../client/shape.ts';
import { isCredentialLike } from '../contract/credential-keys.ts';
import { bodyOf } from '../verdict/subject.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import type { CaseLine } from './lines.ts';
import type { CaseSides } from './sides.ts';

/** Response headers that are recorded. Others may contain credentials or personal data. */
const RECORDED_HEADERS = [
  'allow',
  'content-encoding',
  'content-length',
  'content-type',
  'retry-after',
  'transfer-encoding',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

const LONGEST_HEADER = 200;

/**
 * The recorded form of a judged case: shapes and names, without values and credentials.
 *
 * @param sides the comparison of two servers
 */
export function caseLine(
  { case: one, sent, verdict: { verdict, reason, findings, notes }, flaky = false }: JudgedCase,
  baseUrl: string,
  sending: HeaderOptions,
  redact: Redact,
  sides?: CaseSides,
): CaseLine {
  const { id, operation, origin, expected, steps, remarks = [] } = one;
  // The URL may contain a value that was taken from an answer. An entity tag may be made from the content.
  const { url, ifNoneMatch } = one.request;
  const tag = ifNoneMatch === undefined || ifNoneMatch === '*' ? {} : { ifNoneMatch: '"<ETag of the resource>"' };
  const request = { ...one.request, url: redact(url), ...tag };
  const values = [...(one.values ?? [])];
  const authorization = shellAuthorization(request.auth);
  const reply = sent !== undefined && 'reply' in sent ? sent.reply : undefined;
  return {
    type: 'case',
    id,
    operation,
    origin,
    expected,
    request:
      sent === undefined
        ? null
        : {
            method: request.method,
            url: baseUrl + request.url,
            headers: {
              ...requestHeaders(request, authorization, sending),
              ...(request.body !== undefined && { 'content-type': request.body.mediaType }),
            },
            ...(request.body !== undefined && { body: contentShape(request.body, redact) }),
          },
    response: reply?.kind === 'response' ? recorded(reply, redact) : null,
    ...{ verdict, reason, findings },
    notes: [...notes, ...remarks.map(redact), ...values.map(noteOf)],
    values,
    flaky,
    ...(steps !== undefined && { steps: steps.map(redact) }),
    curl: curl(baseUrl, shownRequest(request, redact), {
      ...sending,
      raw: reply?.kind === 'transport-error' && reply.reason === 'not-http',
    }),
    recordedAt: new Date().toISOString(),
    ...(sides !== undefined && { sides }),
  };
}

const noteOf = ({ parameter, from }: CaseLine['values'][number]): string =>
  from === null
    ? `${parameter} is made up, because no response contained a suitable value`
    : `${parameter} is taken from the response to ${from}`;

/** A request whose body can be shown: without values under credential-like keys. */
function shownRequest(request: CaseRequest, redact: Redact): CaseRequest {
  const { body } = request;
  if (body === undefined) return request;
  return { ...request, body: { ...body, text: redact(withoutCredentials(body.text)) } };
}

function withoutCredentials(text: string): string {
  try {
    const hide = (key: string, value: unknown): unknown =>
      isCredentialLike([key]) && typeof value !== 'object' ? '<value>' : value;
    return JSON.stringify(JSON.parse(text), hide);
  } catch {
    return text;
  }
}

/** The shape of a request's body, as of the body of a response. */
function contentShape({ text }: RequestBody, redact: Redact): Shape {
  try {
    return shapeOf(JSON.parse(text), redact);
  } catch {
    return bytesOf(Buffer.byteLength(text), 'without JSON');
  }
}

const bytesOf = (count: number, what: string): string => `${pluralize('byte', count, true)} ${what}`;

/** The recorded form of a response: its status, some of its headers, and the shape of its body. */
export function recorded(response: Response, redact: Redact): NonNullable<CaseLine['response']> {
  const { status, headers, durationMs } = response;
  const kept = RECORDED_HEADERS.flatMap((name): [string, string][] => {
    const values = headers.get(name);
    return values === undefined ? [] : [[name, written(whole(values.join(', '), LONGEST_HEADER), redact)]];
  });
  return {
    status,
    headers: Object.fromEntries(kept),
    body: bodyShape(response, redact),
    durationMs,
  };
}

function bodyShape(response: Response, redact: Redact): Shape | null {
  const body = bodyOf(response);
  if (body.kind === 'json') return shapeOf(body.value, redact);
  return body.kind === 'empty'
    ? null
    : bytesOf(response.body.length, body.kind === 'text' ? 'of text' : 'without JSON');
}
