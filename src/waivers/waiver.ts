import { starred } from '../contract/pointer.ts';
import { isAmong } from '../contract/responses.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Verdict } from '../verdict/judge.ts';

/** A deviation that somebody answers for until a day: an entry of waivers.yaml. */
export interface Waiver {
  /** Key of an operation: `GET /api/v1/groups`. */
  operation: string;
  /** Status that was received: `404`, `4XX` or `default`; for `no-response` the kind of transport error. */
  status: string;
  /** Id of a check. */
  check: string;
  /** JSON pointer into the response's body, any index of an array as `*`; null: wherever the check finds something. */
  pointer: string | null;
  /** Of `status-expected`: the status that was expected, as its finding has it (`401 or 403`); null: any. */
  expected: string | null;
  /** Name of the only target that it is for; null: all. */
  target: string | null;
  /** True where the deviation comes and goes. */
  flaky: boolean;
  reason: string;
  owner: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  expires: string;
  /** Where it stands, for people and in a finding: `waivers.yaml:3`. */
  place: string;
  /** First and last line of it. */
  lines: readonly [first: number, last: number];
}

/**
 * What became of a waiver: its finding came, or did not. One that is stale is of no use any more: its cell was judged
 * without the finding.
 */
export type WaiverState = 'applied' | 'unused' | 'expired' | 'stale';

/** True for a waiver that fails a run. */
export const isFailing = ({ state }: { state: WaiverState }): boolean => state === 'expired' || state === 'stale';

/** True from the day after the last on which a waiver holds. */
export const isExpired = ({ expires }: Pick<Waiver, 'expires'>, at: string): boolean => at.slice(0, 10) > expires;

/** True for a date that exists: `2027-01-31` (RFC 3339, full-date). */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What a waiver is about, in one phrase. */
export const subjectOf = ({ check, pointer, operation, status, expected }: Waiver): string =>
  [
    ...[check, ...(pointer === null || pointer === '' ? [] : [pointer]), 'of', operation, status],
    ...(expected === null ? [] : ['where', expected, 'was expected']),
  ].join(' ');

/**
 * Names at each finding the waiver that it falls under. A case of which every finding does, those that are not
 * shown among them, is waived.
 *
 * @param waivers those that hold
 */
export function waive(verdict: Verdict, operation: string, waivers: readonly Waiver[]): Verdict {
  if (verdict.findings.length === 0 || waivers.length === 0) return verdict;
  const own = verdict.findings.map((finding) => waivers.find((waiver) => covers(waiver, finding, operation)));
  const findings = verdict.findings.map((finding, index) => ({ ...finding, waiver: own[index]?.place ?? null }));
  const [first] = own;
  if (first === undefined || own.includes(undefined) || verdict.isCut === true) return { ...verdict, findings };
  return {
    ...verdict,
    verdict: 'waived',
    reason: `waived until ${first.expires} by ${first.owner}: ${first.reason}`,
    findings,
  };
}

const covers = (waiver: Waiver, { check, status, pointer, expected }: Finding, operation: string): boolean =>
  waiver.operation === operation &&
  waiver.check === check &&
  (waiver.status === status || isAmong(Number(status), [waiver.status])) &&
  (waiver.pointer === null || starred(waiver.pointer) === starred(pointer)) &&
  (waiver.expected === null || waiver.expected === expected);
