import pluralize from 'pluralize';
import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Reply } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import type { Planned } from '../record/plan-line.ts';
import { byKind, isAccepted, isNotFound, isRead, type Reach, type Suspect, type Tried } from '../record/diagnosis.ts';
import { bodyOf } from '../verdict/subject.ts';
import { clean } from './clean.ts';
import { afterRefusal } from './next-step.ts';
import { wrapped } from './wrapped.ts';

/** A line: its label and its text. */
export type Line = readonly [label: string, text: string];

/**
 * A line per kind of credentials: the status of each request of a fixture, and how many other reads succeeded.
 *
 * @param isConfigured true if any credential is configured
 */
export function identityLines(tried: readonly Tried[], isConfigured: boolean): Line[] {
  const kinds = [...byKind(tried)].filter(([kind]) => kind !== 'none');
  if (kinds.length === 0) {
    return [['identities', isConfigured ? 'no selected case needs one' : 'none is configured: set CONTRACT_TOKEN']];
  }
  return kinds.map(([kind, all]) => {
    const reads = all.filter(isRead);
    const parts = all
      .filter((each) => !isRead(each))
      .map(({ one, line }) => `${one.operation} ${line.response?.status ?? line.reason ?? 'no response'}`);
    const others = parts.length > 0 ? 'other reads' : 'reads';
    if (reads.length > 0) parts.push(`${reads.filter(isAccepted).length} of ${reads.length} ${others}`);
    return [typeof kind === 'string' ? kind : 'bearer', parts.join(', ')];
  });
}

/** How many reads of the own identity succeed with each identity whose rights are limited. */
export function rightsLine(rights: readonly { identity: string; reads: number; succeeded: number }[]): Line[] {
  if (rights.length === 0) return [];
  const parts = rights.map(({ identity, reads, succeeded }) => `${identity} ${succeeded} of ${reads}`);
  return [['may read', `${parts.join(', ')} of the reads that succeed with CONTRACT_TOKEN`]];
}

/** Describes the contract that the target serves. */
export function servedContract(reply: Reply): string {
  const body = reply.kind === 'response' && reply.status === 200 ? bodyOf(reply) : undefined;
  if (body?.kind !== 'json' || !isObject(body.value))
    return `no OpenAPI document at /api/docs/json (${inWords(reply)})`;
  const { openapi, info, paths } = body.value;
  const { title, version } = isObject(info) ? info : {};
  const count = isObject(paths) ? Object.keys(paths).length : 0;
  return `${text(title)} ${text(version)}, OpenAPI ${text(openapi)}, ${pluralize('path', count, true)}; use it with --spec served`;
}

/** The announced rate limits; nothing if there are none. */
export function rateLimit(tried: readonly Tried[]): Line[] {
  const limits = tried.flatMap(({ line }) => line.response?.headers['x-ratelimit-limit'] ?? []);
  return limits.length === 0 ? [] : [['rate limit', `${[...new Set(limits)].join(', ')} requests a minute`]];
}

/** The number of cells that can be proved and cases that can be sent with the available credentials and variables. */
export function provable({ cases, operations }: Planned, refused: ReadonlySet<Auth>, reach: Reach): string {
  const ready = cases.filter(({ missing, request }) => missing.length === 0 && !refused.has(request.auth));
  const cells = operations.reduce((sum, { responses }) => sum + responses.size, 0);
  const proved = new Set(ready.flatMap(cellsOf)).size;
  const sent = `${ready.length} of ${pluralize('case', cases.length, true)} can be sent`;
  const succeeded = reach.reads === 0 ? '' : `; ${reach.reached} of ${reach.reads} reads succeed`;
  return `${proved} of ${pluralize('cell', cells, true)} are provable by fixtures; ${sent}${succeeded}`;
}

/** Cells of the statuses a fixture case expects. */
const cellsOf = ({ origin, operation, expected }: Case): string[] =>
  origin === 'fixture' ? expected.map((status) => `${operation} ${status}`) : [];

const USER_TOKEN = 'CONTRACT_USER_TOKEN';

/** Maximum number of variables that reads need. */
const MAX_NEEDS = 5;

/**
 * Missing variables, each with the number of cells it blocks, or of reads that need it. Of the cases of a cell, the one
 * with the fewest missing variables counts.
 */
export function locked({ cases }: Planned, { needs }: Reach): Line[] {
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
  const mostWanted = [...needs].filter(([variable]) => !wanted.has(variable)).sort(([, a], [, b]) => b - a);
  for (const [variable, count] of mostWanted.slice(0, MAX_NEEDS)) {
    const reads = pluralize('read', count, true);
    parts.push(`${variable} (${variable === USER_TOKEN ? `${reads} without access` : reads})`);
  }
  if (mostWanted.length > MAX_NEEDS) parts.push(`${mostWanted.length - MAX_NEEDS} more for other reads`);
  if (faulted > 0) parts.push(`${FAULT_HEADER} (${pluralize('cell', faulted, true)}, if the server supports it)`);
  return parts.length === 0 ? [] : [['missing', `set ${parts.join(', ')}`]];
}

const FAULT_HEADER = 'CONTRACT_FAULT_HEADER';

/** The next step, if something prevents a full run. */
export function next(doubt: string | null, refused: readonly string[], suspects: readonly string[]): Line[] {
  if (doubt !== null) return [['next', 'set CONTRACT_BASE_URL to the origin of an Infisical server, without /api']];
  if (refused.length === 0) return suspects.length === 0 ? [] : [['next', `correct ${inList(suspects)}`]];
  const step = afterRefusal(refused);
  return [['next', step.charAt(0).toLowerCase() + step.slice(1)]];
}

const inList = (names: readonly string[]): string => [...new Set(names)].join(' or ');

/** A line for each value that may be wrong. */
export const suspectLines = (suspects: readonly Suspect[]): Line[] =>
  suspects.map((suspect) => {
    const { variable, operations, statuses } = suspect;
    const [first = ''] = operations;
    const where = operations.size === 1 ? first : `${operations.size} operations, such as ${first}`;
    const answers = `no request with ${variable} succeeded: ${[...statuses].sort().join(', ')} in ${where}`;
    return isNotFound(suspect) ? ['not found', `${answers}; it may be wrong`] : ['unproved', answers];
  });

/** Excluded operations with their reasons. */
export function notAsked({ excluded }: Planned): Line[] {
  if (excluded.length === 0) return [];
  const shown = excluded.slice(0, 3).map(({ operation, reason }) => `${operation} (${reason})`);
  const more = excluded.length > 3 ? ' …; --list shows all' : '';
  return [['excluded', `${pluralize('operation', excluded.length, true)}: ${shown.join(', ')}${more}`]];
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
