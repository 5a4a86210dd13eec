import { curl } from '../client/curl.ts';
import { shellAuthorization } from '../client/credentials.ts';
import type { Response } from '../client/reply.ts';
import { type Shape, shapeOf, whole } from '../client/shape.ts';
import { readBody } from '../verdict/body.ts';
import { parseMediaType } from '../verdict/media-type.ts';
import type { Judged } from './judging.ts';
import type { CaseLine } from './record.ts';

/** Response headers that are recorded; any other could hold what is nobody's business. */
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

/** What is kept of a judged case: shapes and names, no values and no credentials. */
export function caseLine(
  { case: one, asked, verdict: { isCut: _, ...verdict }, flaky = false }: Judged,
  baseUrl: string,
  faultHeader: string | undefined,
): CaseLine {
  const { id, operation, origin, expected, request } = one;
  const authorization = shellAuthorization(request.auth);
  const reply = asked !== undefined && 'reply' in asked ? asked.reply : undefined;
  return {
    type: 'case',
    id,
    operation,
    origin,
    expected,
    request:
      asked === undefined
        ? null
        : {
            method: request.method,
            url: baseUrl + request.url,
            headers: {
              ...(authorization !== undefined && { authorization }),
              ...(request.fault !== undefined && faultHeader !== undefined && { [faultHeader]: String(request.fault) }),
            },
          },
    response: reply?.kind === 'response' ? recorded(reply) : null,
    ...verdict,
    flaky,
    curl: curl(baseUrl, request, faultHeader),
    recordedAt: new Date().toISOString(),
  };
}

function recorded({ status, headers, body, durationMs }: Response): CaseLine['response'] {
  const kept = RECORDED_HEADERS.flatMap((name): [string, string][] => {
    const values = headers.get(name);
    return values === undefined ? [] : [[name, whole(values.join(', '), LONGEST_HEADER)]];
  });
  return {
    status,
    headers: Object.fromEntries(kept),
    body: bodyShape(body, headers.get('content-type')?.[0]),
    durationMs,
  };
}

function bodyShape(bytes: Uint8Array, contentType: string | undefined): Shape | null {
  const body = readBody(bytes, parseMediaType(contentType ?? ''));
  if (body.kind === 'json') return shapeOf(body.value);
  return body.kind === 'empty' ? null : `${bytes.length} bytes of ${body.kind === 'text' ? 'text' : 'no JSON'}`;
}
