import { starred } from '../contract/pointer.ts';
import { isAmong } from '../contract/responses.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** A deviation that is accepted until a date: an entry of waivers.yaml. */
export interface Waiver {
  /** Key of an operation: `GET /api/v1/groups`. */
  operation: string;
  /** Status that was received: `404`, `4XX` or `default`; for `no-response` the kind of transport error. */
  status: string;
  /** Id of a check. */
  check: string;
  /** JSON pointer into the response body, with `*` for any array index; null: any finding of the check. */
  pointer: string | null;
  /** What was expected, as in the finding: a status (`401 or 403`), or what a has (`etag present`); null: anything. */
  expected: string | null;
  /** Name of the only target that it applies to; null: all. */
  target: string | null;
  /** True if the deviation does not occur in every run. */
  flaky: boolean;
  reason: string;
  owner: string;
  /** The last day on which it is valid, in UTC: `2027-01-31`. */
  expires: string;
  /** Its place in the file: `waivers.yaml:3`. */
  place: string;
  /** Its first and last line. */
  lines: readonly [first: number, last: number];
}

/**
 * The state of a waiver after a run. `stale`: its cell was judged and the finding did not occur, so it is no longer
 * needed.
 */
export type WaiverState = 'applied' | 'unused' | 'expired' | 'stale';

/** True for a waiver that fails a run. */
export const isFailing = ({ state }: { state: WaiverState }): boolean => state === 'expired' || state === 'stale';

/** True from the day after the last day on which a waiver is valid. */
export const isExpired = ({ expires }: Pick<Waiver, 'expires'>, at: string): boolean => at.slice(0, 10) > expires;

/** True for a date that exists: `2027-01-31` (RFC 3339, full-date). */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The subject of a waiver in one phrase. */
export const subjectOf = ({ check, pointer, operation, status, expected }: Waiver): string =>
  [
    check,
    ...(pointer === null || pointer === '' ? [] : [pointer]),
    'of',
    operation,
    status,
    ...(expected === null ? [] : ['where', expected, 'was expected']),
  ].join(' ');

/**
 * Marks each finding with the waiver that covers it. A case is waived if every finding of it is covered, including
 * those that are not shown.
 *
 * @param waivers waivers that are valid
 */
export function waive(verdict: Verdict, operation: string, waivers: readonly Waiver[]): Verdict {
  if (verdict.findings.length === 0 || waivers.length === 0) return verdict;
  const own = verdict.findings.map((finding) => waivers.find((waiver) => covers(waiver, finding, operation)));
  const findings = verdict.findings.map((finding, index) => ({ ...finding, waiver: own[index]?.place ?? null }));
  const [first] = own;
  if (first === undefined || own.includes(undefined) || verdict.isCut === true) return { ...verdict, findings };
  if (verdict.otherwise !== undefined) return verdict.otherwise;
  return {
    ...verdict,
    verdict: 'waived',
    reason: `waived until ${first.expires} by ${first.owner}: ${first.reason}`,
    findings,
  };
}

/** True if a waiver covers a finding of an operation. */
export const covers = (waiver: Waiver, { check, status, pointer, expected }: Finding, operation: string): boolean =>
  waiver.operation === operation &&
  waiver.check === check &&
  (waiver.status === status || isAmong(Number(status), [waiver.status])) &&
  (waiver.pointer === null || starred(waiver.pointer) === starred(pointer)) &&
  (waiver.expected === null || waiver.expected === expected);
