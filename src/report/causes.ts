import pluralize from 'pluralize';
import { nameOf } from '../cases/case.ts';
import { starred } from '../contract/pointer.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ContractJson, ReportedCase } from './contract-json.ts';
import { MOST_GLANCED } from './glance.ts';
import { differenceLines } from './sides/entry.ts';
import { isOpen } from './waiver-lines.ts';

/** Note of a flaky deviation. */
export const FLAKY = 'flaky: it did not occur when the case was sent again';

/** Why a case failed, one line per reason; empty if it did not fail. */
export function failuresOf(one: ReportedCase): string[] {
  const { verdict, reason, findings, sides } = one;
  if (verdict === 'inconclusive') return [`inconclusive: ${reason ?? ''}`];
  if (sides !== undefined) return differenceLines(one);
  return findings
    .filter(isOpen)
    .map(
      ({ check, message, expected, received }) => `${check}: ${message} (received ${received}; expected ${expected})`,
    );
}

/** Findings with the same cause, shown once. */
export interface Cause {
  finding: Finding;
  /** What is wrong, without the name of a parameter if it differs between the findings. */
  title: string;
  /** Ids of the findings. */
  ids: string[];
  /** The first case with it. */
  first: ReportedCase;
  /** Ids of all cases with it. */
  cases: string[];
  operations: string[];
}

/**
 * Groups findings that are not waived by their cause: across list items, cases, statuses, parameters and operations,
 * because operations often share an error schema, and the code that reads a parameter. The causes that matter most come
 * first, and of equal ones the most frequent.
 */
export function causesOf(cases: readonly ReportedCase[]): Cause[] {
  const keyOf = createCauseKey(cases);
  const causes = new Map<string, Cause>();
  for (const one of cases) {
    for (const finding of one.findings.filter(isOpen)) {
      const key = keyOf(finding, one);
      const title = key.endsWith(PLAIN_KEY) ? PLAIN_TITLE : finding.message;
      const cause = causes.get(key) ?? { finding, title, ids: [], first: one, cases: [], operations: [] };
      if (cause.title !== title) cause.title = withoutName(cause.finding.message);
      if (!cause.ids.includes(finding.id)) cause.ids.push(finding.id);
      if (!cause.cases.includes(one.id)) cause.cases.push(one.id);
      if (!cause.operations.includes(one.operation)) cause.operations.push(one.operation);
      causes.set(key, cause);
    }
  }
  return [...causes.values()].sort(
    (a, b) =>
      rankOf(a.finding) - rankOf(b.finding) ||
      Number(b.title === PLAIN_TITLE) - Number(a.title === PLAIN_TITLE) ||
      b.cases.length - a.cases.length,
  );
}

/** Names of the groups of causes, in their order. */
const GROUPS = ['wrong success', 'access', 'status or error body', 'error of the server', 'invalid input', 'advice'];

/** How many causes and cases each group has; undefined for causes of few operations, which are seen at a glance. */
export function groupSentence(causes: readonly Cause[], operations: number): string | undefined {
  if (causes.length < 2 || operations <= MOST_GLANCED) return undefined;
  const parts = GROUPS.flatMap((name, rank) => {
    const own = causes.filter(({ finding }) => rankOf(finding) === rank);
    const cases = new Set(own.flatMap((cause) => cause.cases)).size;
    return own.length === 0 ? [] : [`${name} ${own.length} (${pluralize('case', cases, true)})`];
  });
  return `causes: ${parts.join(', ')}`;
}

/** The first cause of each group, and then the others, so that a short report shows every kind of deviation. */
export function representativesFirst(causes: readonly Cause[]): Cause[] {
  const isFirst = (cause: Cause, at: number) =>
    causes.findIndex(({ finding }) => rankOf(finding) === rankOf(cause.finding)) === at;
  return [...causes.filter(isFirst), ...causes.filter((cause, at) => !isFirst(cause, at))];
}

/** The causes of which the earlier run had no finding. */
export function newCauses<T extends Pick<Cause, 'ids'>>(causes: readonly T[], since: ContractJson['since']): Set<T> {
  const added = new Set(since?.new);
  return new Set(causes.filter(({ ids }) => ids.every((id) => added.has(id))));
}

/** How many causes deviate in how many operations, and how many of them are new; undefined if it is one old cause. */
export function causeCount(causes: readonly Cause[], since?: ContractJson['since']): string | undefined {
  const added = newCauses(causes, since).size;
  const operations = new Set(causes.flatMap((cause) => cause.operations)).size;
  if (causes.length < 2) return added === 1 ? 'new' : undefined;
  return `${causes.length} causes in ${pluralize('operation', operations, true)}${added > 0 ? `, ${added} new` : ''}`;
}

/** Checks of who may read and change what. */
const ACCESS = new Set([
  ...['authentication-enforced', 'tenant-isolated', 'permission-enforced', 'refusal-without-effect'],
  ...['secret-not-echoed', 'internals-not-leaked'],
]);

/** Checks of the status, which say that it is another one than the contract or the case expects. */
const OF_STATUS = new Set(['status-declared', 'status-expected']);

/** Checks whose violations are advice, unless the run is strict. */
const OF_ADVICE = new Set([
  ...['properties-declared', 'challenge-present', 'allow-present', 'credentials-not-cached'],
  'existence-not-revealed',
]);

/** Checks of requests that the suite made invalid. */
const OF_INPUT = new Set(['invalid-input-rejected', 'unknown-resource-rejected']);

/** The order of causes: wrong successes, access, wrong statuses and errors, server errors, invalid input, advice. */
function rankOf({ check, status }: Finding): number {
  if (OF_ADVICE.has(check)) return 5;
  if (ACCESS.has(check)) return 1;
  if (OF_INPUT.has(check)) return 4;
  if (/^[5a-z]/.test(status)) return 3;
  return status.startsWith('2') && !OF_STATUS.has(check) ? 0 : 2;
}

/** A part of a request that was changed: its place, its name, and how. */
const CHANGE = /^(path|query|header|body) (\S+) (.+)$/;

/** Names of cases that send a plain request. */
const PLAIN = /^(as documented|created|updated|deleted)/;

/** The end of the key of a cause that is not a change of the request, and its title. */
const PLAIN_KEY = ' plain';
const PLAIN_TITLE = 'the operation answers a request as documented with an error of the server';

/** Changes in the order in which they explain others: a text that is no id, and then single characters. */
const VARIATIONS = ['unknown', 'with letters beyond ASCII', 'with NUL', 'with a bad percent sequence'];

/**
 * Makes the function that gives the key of a finding's cause. Received values differ between cases, so only a received
 * status distinguishes causes. Errors of the server have a key of their own.
 */
function createCauseKey(cases: readonly ReportedCase[]): (finding: Finding, one: ReportedCase) => string {
  const plain = new Set<string>();
  const variations = new Map<string, Set<string>>();
  for (const one of cases.filter(({ findings }) => findings.some(isServerError))) {
    const name = nameOf(one);
    const [, location = '', parameter = '', variation = ''] = CHANGE.exec(name) ?? [];
    if (PLAIN.test(name)) plain.add(one.operation);
    const place = `${one.operation} ${location} ${parameter}`;
    if (variation !== '') variations.set(place, (variations.get(place) ?? new Set()).add(variation));
  }
  return (finding, one) => {
    const { check, pointer, expected, received } = finding;
    if (!isServerError(finding)) {
      const wanted = check === 'status-declared' ? '' : expected;
      return [check, starred(pointer), wanted, OF_STATUS.has(check) ? received : ''].join('\n');
    }
    if (plain.has(one.operation)) return check + PLAIN_KEY;
    const [, location, parameter, variation] = CHANGE.exec(nameOf(one)) ?? [];
    if (location === undefined) return [check, nameOf(one)].join('\n');
    const all = variations.get(`${one.operation} ${location} ${parameter}`) ?? new Set<string>();
    return [check, location, VARIATIONS.find((each) => all.has(each)) ?? variation].join('\n');
  };
}

const isServerError = ({ check, waiver }: Finding): boolean => check === 'no-server-error' && waiver === null;

/** A message about a parameter, without its name. */
const withoutName = (message: string): string => message.replace(/^(path|query|header|body) \S+ /, 'a $1 parameter ');
