import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { CaseLine, PlanLine } from './lines.ts';
import { reachedBy, unreachedWhy } from './reached.ts';
import { isAcceptanceOf, isRefusalOf } from '../target/credential-refusals.ts';

/** A request that should succeed or shows whether a credential is accepted, and its recorded result. */
export interface Tried {
  one: Case;
  line: CaseLine;
}

/** Groups requests by kind of credentials. */
export function byKind(tried: readonly Tried[]): Map<Auth, Tried[]> {
  const kinds = new Map<Auth, Tried[]>();
  for (const each of tried) {
    const { auth } = each.one.request;
    kinds.set(auth, [...(kinds.get(auth) ?? []), each]);
  }
  return kinds;
}

/** True for a read of an operation without a ready fixture. */
export const isRead = ({ one }: Tried): boolean => one.provesRoute === true;

/** True for a response that shows that its credentials are accepted. */
export const isAccepted = ({ one, line }: Tried): boolean => isAcceptanceOf(one.request.auth, line.response?.status);

const isRefused = ({ one, line }: Tried): boolean => isRefusalOf(one.request.auth, line.response?.status ?? 0);

/** Kinds of credentials that were refused and never accepted. A public operation accepts any. */
export const refusedKinds = (tried: readonly Tried[]): Set<Auth> =>
  new Set([...byKind(tried)].filter(([, all]) => isRefusedByAll(all)).map(([kind]) => kind));

function isRefusedByAll(tried: readonly Tried[]): boolean {
  const fixtures = tried.filter((each) => !isRead(each));
  return fixtures.some(isRefused)
    ? !fixtures.some(isAccepted)
    : tried.some((each) => isRefused(each) && each.line.verdict === 'inconclusive');
}

/** A configured value with which no request succeeded. */
export interface Suspect {
  variable: string;
  /** Operations that answered a request with it by 4xx. */
  operations: ReadonlySet<string>;
  statuses: ReadonlySet<number>;
}

/** True if a request with the value was answered 404, so the value may be wrong. */
export const isNotFound = ({ statuses }: Suspect): boolean => statuses.has(404);

/** Configured values with which no request succeeded. If all values of a fixture succeed elsewhere, any may be wrong. */
export function suspectsOf(tried: readonly Tried[]): Suspect[] {
  const proved = new Set(tried.filter(isAccepted).flatMap(({ one }) => one.given ?? []));
  const suspects = new Map<string, { operations: Set<string>; statuses: Set<number> }>();
  for (const { one, line } of tried.filter(isRejected)) {
    const { given = [], operation, origin } = one;
    const unproved = given.filter((variable) => !proved.has(variable));
    for (const variable of unproved.length === 0 && origin === 'fixture' ? given : unproved) {
      const suspect = suspects.get(variable) ?? { operations: new Set(), statuses: new Set() };
      suspects.set(variable, suspect);
      suspect.operations.add(operation);
      suspect.statuses.add(line.response?.status ?? 0);
    }
  }
  return [...suspects].map(([variable, suspect]) => ({ variable, ...suspect }));
}

/** True for a request that should succeed, with known values only, and was answered 4xx. */
function isRejected({ one, line }: Tried): boolean {
  const status = line.response?.status ?? 0;
  const isKnown = line.values.every(({ from }) => from !== null);
  // Neither a router's 404 nor a refused credential says anything about a value.
  if (line.verdict === 'not-judged' || line.verdict === 'inconclusive') return false;
  return isKnown && one.request.auth !== 'service' && (wantsSuccess(one) || isRead({ one, line })) && is4xx(status);
}

const is4xx = (status: number): boolean => status >= 400 && status < 500;

/** How many operations were read, how many of them were answered 2xx, and how many of the others need a variable. */
export interface Reach {
  reads: number;
  reached: number;
  needs: ReadonlyMap<string, number>;
}

/** @param plan the plan, as it is recorded */
export function reachOf(tried: readonly Tried[], plan: PlanLine): Reach {
  const needs = new Map<string, number>();
  let [reads, reached] = [0, 0];
  const linesOf = byOperation(tried.map(({ line }) => line));
  const plannedOf = byOperation(plan.cases);
  for (const [operation, cases] of linesOf) {
    if (!operation.startsWith('GET ')) continue;
    reads++;
    if (reachedBy(operation, cases) !== null) {
      reached++;
      continue;
    }
    const { code, remedy } = unreachedWhy(operation, cases, plannedOf.get(operation) ?? [], {
      ...plan,
      recorded: null,
    });
    if (!/^needs-(user|value)/.test(code)) continue;
    for (const name of new Set(remedy.match(/CONTRACT_\w+/g))) needs.set(name, (needs.get(name) ?? 0) + 1);
  }
  return { reads, reached, needs };
}

function byOperation<T extends { operation: string }>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.operation) ?? [];
    groups.set(one.operation, group);
    group.push(one);
  }
  return groups;
}
