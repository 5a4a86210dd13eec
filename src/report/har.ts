import { STATUS_CODES } from 'node:http';
import { type ContractJson, jsonText, type ReportedCase } from './contract-json.ts';

/**
 * Renders the exchanges of a run as an HTTP Archive (HAR 1.2), with shapes instead of bodies and names of variables
 * instead of credentials. Cases that were not sent are left out.
 */
export function har({ suite, target, cases }: ContractJson): string {
  const log = {
    version: '1.2',
    creator: suite,
    entries: cases.flatMap(entry),
    comment: `${target.name}: bodies are shapes without values`,
  };
  return `${jsonText({ log }, 2)}\n`;
}

function entry(one: ReportedCase): object[] {
  const { id, request, response, verdict, reason, recordedAt } = one;
  if (request === null) return [];
  const { method, url, headers, body } = request;
  const time = response?.durationMs ?? 0;
  const unknown = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 };
  return [
    {
      startedDateTime: new Date(Date.parse(recordedAt) - time).toISOString(),
      time,
      request: {
        method,
        url,
        headers: pairs(Object.entries(headers)),
        queryString: pairs(new URL(url).searchParams),
        ...(body !== undefined && {
          postData: { mimeType: headers['content-type'] ?? '', text: JSON.stringify(body) },
        }),
        ...unknown,
      },
      response: {
        status: response?.status ?? 0,
        statusText: STATUS_CODES[response?.status ?? 0] ?? '',
        headers: pairs(Object.entries(response?.headers ?? {})),
        content: {
          size: -1,
          mimeType: response?.headers['content-type'] ?? '',
          ...(typeof response?.body === 'object' && { text: JSON.stringify(response.body) }),
        },
        redirectURL: '',
        ...unknown,
      },
      cache: {},
      timings: { send: 0, wait: time, receive: 0 },
      comment: [id, verdict, ...(reason === null ? [] : [reason])].join(': '),
    },
  ];
}

const pairs = (fields: Iterable<[string, string]>): { name: string; value: string }[] =>
  Array.from(fields, ([name, value]) => ({ name, value }));
