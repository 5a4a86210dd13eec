import pluralize from 'pluralize';
import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Reply } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import { clean } from './clean.ts';
import { afterRefusal } from './next-step.ts';
import { wrapped } from './wrapped.ts';
import type { Planned } from '../record/plan-line.ts';
import { isAcceptanceOf, isRefusalOf } from '../target/credential-refusals.ts';
import { bodyOf } from '../verdict/subject.ts';

/** A request that shows whether a credential is accepted, and its reply. */
export interface Tried {
  one: Case;
  reply: Reply;
}

/** A line: its label and its text. */
export type Line = readonly [label: string, text: string];

/** Groups requests by kind of credentials. */
function byKind(tried: readonly Tried[]): Map<Auth, Tried[]> {
  const kinds = new Map<Auth, Tried[]>();
  for (const each of tried) {
    const { auth } = each.one.request;
    kinds.set(auth, [...(kinds.get(auth) ?? []), each]);
  }
  return kinds;
}

const isAccepted = ({ one, reply }: Tried): boolean =>
  reply.kind === 'response' && isAcceptanceOf(one.request.auth, reply.status);

/** Kinds of credentials that were refused and never accepted. */
export const refusedKinds = (tried: readonly Tried[]): Set<Auth> =>
  new Set([...byKind(tried)].filter(([, all]) => all.some(isRefused) && !all.some(isAccepted)).map(([kind]) => kind));

const isRefused = ({ one, reply }: Tried): boolean =>
  reply.kind === 'response' && isRefusalOf(one.request.auth, reply.status);

/** A line per kind of credentials, with the status that each of its operations returned. */
export function identityLines(tried: readonly Tried[]): Line[] {
  if (tried.length === 0) return [['identities', 'none is configured: set CONTRACT_TOKEN']];
  return [...byKind(tried)].map(([kind, all]) => {
    const parts = all.map(
      ({ one, reply }) => `${one.operation} ${reply.kind === 'response' ? reply.status : reply.reason}`,
    );
    return [typeof kind === 'string' ? kind : 'bearer', parts.join(', ')];
  });
}

/** Describes the contract that the target serves. */
export function servedContract(reply: Reply): string {
  const body = reply.kind === 'response' && reply.status === 200 ? bodyOf(reply) : undefined;
  if (body?.kind !== 'json' || !isObject(body.value))
    return `no OpenAPI document at /api/docs/json (${inWords(reply)})`;
  const { openapi, info, paths } = body.value;
  const { title, version } = isObject(info) ? info : {};
  const count = isObject(paths) ? Object.keys(paths).length : 0;
  return `${text(title)} ${text(version)}, OpenAPI ${text(openapi)}, ${count} paths; use it with --spec served`;
}

/** The announced rate limits. */
export function rateLimit(replies: readonly Reply[]): string {
  const limits = replies.flatMap((reply) =>
    reply.kind === 'response' ? (reply.headers.get('x-ratelimit-limit') ?? []) : [],
  );
  return limits.length === 0 ? 'not announced' : `${[...new Set(limits)].join(', ')} requests a minute`;
}

/** The number of cells that can be proved and cases that can be sent with the available credentials and variables. */
export function provable({ cases, operations }: Planned, refused: ReadonlySet<Auth>): string {
  const ready = cases.filter(({ missing, request }) => missing.length === 0 && !refused.has(request.auth));
  const cells = operations.reduce((sum, { responses }) => sum + responses.size, 0);
  const proved = new Set(ready.flatMap(cellsOf)).size;
  return `${proved} of ${cells} cells are provable by fixtures; ${ready.length} of ${cases.length} cases can be sent`;
}

/** Cells of the statuses a fixture case expects. */
const cellsOf = ({ origin, operation, expected }: Case): string[] =>
  origin === 'fixture' ? expected.map((status) => `${operation} ${status}`) : [];

/**
 * Missing variables, each with the number of cells it blocks. Of the cases of a cell, the one with the fewest missing
 * variables counts.
 */
export function locked({ cases }: Planned): Line[] {
  const fewest = new Map<string, readonly string[]>();
  for (const one of cases) {
    for (const cell of cellsOf(one)) {
      const known = fewest.get(cell);
      if (known === undefined || one.missing.length < known.length) fewest.set(cell, one.missing);
    }
  }
  const wanted = new Map<string, number>();
  for (const name of [...fewest.values()].flat()) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  const faulted = wanted.get(FAULT_HEADER) ?? 0;
  wanted.delete(FAULT_HEADER);
  const parts = [...wanted]
    .sort(([, a], [, b]) => b - a)
    .map(([variable, count]) => `${variable} (${pluralize('cell', count, true)})`);
  if (faulted > 0) parts.push(`${FAULT_HEADER} (${pluralize('cell', faulted, true)}, if the server supports it)`);
  return parts.length === 0 ? [] : [['missing', `set ${parts.join(', ')}`]];
}

const FAULT_HEADER = 'CONTRACT_FAULT_HEADER';

/** The next step, if something prevents a full run. */
export function next(doubt: string | null, refused: readonly string[]): Line[] {
  if (doubt !== null) return [['next', 'set CONTRACT_BASE_URL to the origin of an Infisical server, without /api']];
  if (refused.length === 0) return [];
  const step = afterRefusal(refused);
  return [['next', step.charAt(0).toLowerCase() + step.slice(1)]];
}

/** Excluded operations with their reasons. */
export function notAsked({ excluded }: Planned): string {
  if (excluded.length === 0) return 'none';
  const shown = excluded.slice(0, 3).map(({ operation, reason }) => `${operation} (${reason})`);
  return `${excluded.length} operations: ${shown.join(', ')}${excluded.length > 3 ? ' …; --list shows all' : ''}`;
}

/** Maximum number of faults of the contract; `--list` shows all. */
const MAX_FAULTS = 3;

/** Faults of the contract. */
export function faults({ contract }: Planned): Line[] {
  const shown = contract.faults.slice(0, MAX_FAULTS).map((fault): Line => ['fault', fault]);
  const more = contract.faults.length - shown.length;
  return more > 0
    ? [...shown, ['fault', `… ${more} more ${pluralize('fault', more)} of the contract; --list shows all`]]
    : shown;
}

/** A reply in a few words. */
export const inWords = (reply: Reply): string =>
  reply.kind === 'response' ? `answered ${reply.status} in ${reply.durationMs} ms` : reply.message;

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 60) : '?');

/** Renders lines for a terminal. */
export const lines = (rows: readonly Line[], columns: number): string =>
  rows.map(([name, text]) => name.padEnd(12) + wrapped(clean(text), columns, 12)).join('\n');
