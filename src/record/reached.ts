import { TOKEN_VARIABLES } from '../config/credentials.ts';
import { isSuccess } from '../contract/responses.ts';
import { nameOf } from '../cases/case.ts';
import { SERVER_SAYS } from '../cases/write.ts';
import { isAttempt } from '../lifecycles/cases.ts';
import { AS_DOCUMENTED, BY_A_USER } from '../cases/plain.ts';
import { partsOf } from '../cases/pool/nouns.ts';
import { parameterVariable } from '../cases/variables.ts';
import { NOT_EMBEDDED } from '../target/not-embedded.ts';
import { NO_ROUTE } from '../verdict/judged-case.ts';
import type { CaseLine, PlannedCase, RunRecord } from './lines.ts';

/** How an operation was reached: with a 2xx to its own method. */
export interface Reached {
  /** Variable of the credentials; null without credentials. */
  by: string | null;
  /** Where the values of its parameters come from. */
  values: CaseLine['values'];
}

/** Why an operation was not reached, and what would help. */
export interface Unreached {
  /** `needs-user-token`, `needs-value: <parameter>` … */
  code: string;
  remedy: string;
}

type Seen = Pick<
  CaseLine,
  'id' | 'request' | 'response' | 'verdict' | 'reason' | 'notes' | 'values' | 'origin' | 'expected'
>;

/** The first case of an operation with a 2xx, preferably with credentials; null if it has no such case. */
export function reachedBy(operation: string, cases: readonly Seen[]): Reached | null {
  const successes = cases
    .filter(
      ({ request, response }) =>
        request !== null && operation.startsWith(`${request.method} `) && isSuccess(response?.status),
    )
    .filter((one) => variableOf(one) !== TOKEN_VARIABLES.foreign);
  const [first] = [...successes.filter((one) => variableOf(one) !== null), ...successes];
  return first === undefined ? null : { by: variableOf(first), values: first.values };
}

/** Why an operation was not reached. */
export function unreachedWhy(
  operation: string,
  cases: readonly Seen[],
  planned: readonly PlannedCase[],
  plan: RunRecord['plan'],
): Unreached {
  const excluded = plan.excluded.find((each) => each.operation === operation);
  if (excluded?.reason === NOT_EMBEDDED) return { code: 'not-embedded', remedy: 'set CONTRACT_BASE_URL' };
  if (excluded !== undefined) {
    return { code: 'excluded', remedy: `${excluded.reason}; send it with --include "${operation}"` };
  }
  if (plan.operations.some((each) => each.operation === operation && each.fault !== null)) {
    return { code: 'contract-fault', remedy: 'correct the contract' };
  }
  if (!/^(GET|HEAD) /.test(operation)) return unreachedWrite(cases, plan.disposable);
  const missing = missingOf(planned);
  const tries = cases.filter((one) => isTry(one) && one.request !== null);
  const inconclusive = cases.find((one) => isTry(one) && one.verdict === 'inconclusive');
  if (plan.recorded !== null) return { code: 'not-recorded', remedy: 'record it' };
  if (inconclusive !== undefined) return { code: 'inconclusive', remedy: inconclusive.reason ?? 'run again' };
  if (missing.length > 0) return { code: `needs-variable: ${missing.join(', ')}`, remedy: `set ${missing.join(', ')}` };
  if (tries.length === 0) return { code: 'not-sent', remedy: 'select its cases' };
  return ofTries(
    tries,
    planned.some((one) => nameOf(one) === BY_A_USER),
  );
}

/** Why a write was not reached: with the words of the server, if it refused every request. */
function unreachedWrite(cases: readonly Seen[], disposable: string | null): Unreached {
  if (disposable === null) {
    return { code: 'write', remedy: 'if the server may be changed, set CONTRACT_DISPOSABLE to its host and port' };
  }
  const tries = cases.filter(({ id, origin }) => origin === 'lifecycle' && isAttempt(nameOf({ id })));
  const [best] = [...tries.filter(({ request }) => request !== null), ...tries];
  if (best === undefined) return { code: 'not-sent', remedy: 'select its cases' };
  const status = best.response?.status;
  if (status === undefined) return { code: 'needs-resource', remedy: best.reason ?? 'see its cases' };
  const words = best.notes.find((note) => note.startsWith(SERVER_SAYS)) ?? 'see its cases';
  if (status >= 500) return { code: 'server-error', remedy: words };
  return { code: status === 401 || status === 403 ? 'forbidden' : `answered: ${status}`, remedy: words };
}

/** The variables that a fixture's request for success needs, of the case that needs the fewest. */
function missingOf(planned: readonly PlannedCase[]): readonly string[] {
  const successes = planned.filter(({ origin, expected }) => origin === 'fixture' && areSuccesses(expected));
  const [first] = [...successes].sort((a, b) => a.missing.length - b.missing.length);
  return first?.missing ?? [];
}

/** @param hasUser true if a user read it, too */
function ofTries(tries: readonly Seen[], hasUser: boolean): Unreached {
  if (tries.some(({ reason }) => reason === NO_ROUTE)) {
    return { code: 'no-route', remedy: 'the target does not implement it; use the contract of its version' };
  }
  const statuses = tries.map(({ response }) => response?.status ?? 0);
  if (statuses.every((status) => status === 0)) return { code: 'no-response', remedy: 'see its deviations' };
  const areRefused = statuses.every((status) => status === 401 || status === 403);
  const isAnonymous = tries.every((one) => variableOf(one) === null);
  if (areRefused && isAnonymous) return { code: 'needs-token', remedy: 'set CONTRACT_TOKEN' };
  if (areRefused && !hasUser) return { code: 'needs-user-token', remedy: 'set CONTRACT_USER_TOKEN' };
  const madeUp = [
    ...new Set(tries.flatMap(({ values }) => values.filter(({ from }) => from === null)).map((each) => each.parameter)),
  ];
  if (madeUp.length > 0) {
    // A name such as `id` belongs to many resources, so its variable would be wrong for most operations.
    const variables = madeUp.flatMap((name) => (partsOf(name).noun === '' ? [] : (parameterVariable(name) ?? [])));
    const isEnough = variables.length === madeUp.length;
    const remedy = `create the resource${isEnough ? `, or set ${variables.join(', ')}` : ''}`;
    return { code: `needs-value: ${madeUp.join(', ')}`, remedy };
  }
  if (areRefused) return { code: 'forbidden', remedy: 'give the identity or the user access' };
  if (statuses.some((status) => status >= 500)) return { code: 'server-error', remedy: 'see its deviations' };
  return {
    code: `answered: ${[...new Set(statuses)].join(', ')}`,
    remedy: 'the resource needs something else; see its cases',
  };
}

/** True for a case that tries to reach its operation. */
const isTry = ({ id, origin, expected }: Seen): boolean =>
  nameOf({ id }).startsWith(AS_DOCUMENTED) || (origin === 'fixture' && areSuccesses(expected));

const areSuccesses = (expected: readonly string[]): boolean => expected.every((status) => status.startsWith('2'));

const variableOf = ({ request }: Seen): string | null =>
  /\$\{?(CONTRACT_\w+)/.exec(request?.headers.authorization ?? '')?.[1] ?? null;
