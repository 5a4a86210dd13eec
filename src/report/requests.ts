import type { ContractJson } from './contract-json.ts';

/** The number of requests by method; nothing if none was sent. */
export function requestLine({
  requests,
  waitedMs,
  disposable,
}: Pick<ContractJson, 'requests' | 'waitedMs' | 'disposable'>): string[] {
  const counts = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  const waited = waitedMs >= 1000 ? `; waited ${Math.round(waitedMs / 1000)} s for the target` : '';
  const tokens = disposable === null ? '; tokens with GET and HEAD only' : '';
  return counts.length === 0 ? [] : [`sent ${counts.join(', ')}${tokens}${waited}`];
}
