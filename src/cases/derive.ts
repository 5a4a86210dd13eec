import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import { isObject } from '../contract/pointer.ts';
import { declaresNothing } from '../contract/responses.ts';
import { type Case, type Rule, wantsSuccess } from './case.ts';
import type { CaseRequest } from './request.ts';
import type { Derived, Start } from './derived/derivation.ts';
import { DERIVATIONS } from './derived/index.ts';
import { draftOf, type Known, requestOf, requiredDraft } from './draft.ts';
import { openParameters } from './open-parameters.ts';
import type { Fixture } from './fixtures.ts';

/** Maximum number of derived cases per operation. */
const MAX_DERIVED = 80;

/** Expected statuses of each rule; empty if each case has its own. */
const ALLOWED: Readonly<Record<Rule, readonly string[]>> = {
  'status-expected': [],
  'authentication-enforced': ['4XX'],
  'invalid-input-rejected': ['4XX'],
  'unknown-resource-rejected': ['4XX'],
  'default-applied': ['2XX', '3XX', '4XX'],
  'tenant-isolated': ['2XX', '3XX', '4XX'],
  'permission-enforced': ['2XX', '3XX', '4XX'],
  'no-server-error': ['2XX', '3XX', '4XX'],
};

/** The input of derivations: fixtures by operation, their cases, and excluded operations. */
export interface Given {
  contract: Contract;
  fixtures: ReadonlyMap<string, Fixture>;
  fromFixtures: readonly Case[];
  excluded: ReadonlySet<string>;
  known: Known;
}

/** Derives cases from the contract, one for an excluded operation. The result is deterministic. */
export function derivedCases(given: Given): Case[] {
  const { contract, excluded } = given;
  return startsOf(given).flatMap((start) => {
    if (excluded.has(start.operation.key)) return declaresNothing(start.operation) ? [] : [onceOf(start, contract)];
    return DERIVATIONS.flatMap(([origin, derive]) => derive(start).map((one) => ({ one, origin })))
      .slice(0, MAX_DERIVED)
      .map(({ one, origin }) => caseOf(start, one, origin, idStem(start.operation, contract)))
      .filter((one) => !start.own.some((fromFixture) => overrules(fromFixture, one)));
  });
}

/** The only case of an excluded operation: without credentials and with made-up values, it has no effect. */
const onceOf = ({ enforced, madeUp, ...start }: Start, contract: Contract): Case =>
  caseOf(
    { ...start, enforced, madeUp, good: madeUp, open: [] },
    { name: 'no token', rule: enforced ? 'authentication-enforced' : 'no-server-error', draft: madeUp },
    'derived',
    idStem(start.operation, contract),
  );

/** The starting point of each operation's cases. */
export function startsOf({ contract, fixtures, fromFixtures, known }: Given): Start[] {
  const methods = new Map<string, string[]>();
  for (const { path, method } of contract.operations.values()) {
    const route = routeOf(path);
    methods.set(route, [...(methods.get(route) ?? []), method]);
  }
  return [...contract.operations.values()].map((operation) => {
    const own = fromFixtures.filter((one) => one.operation === operation.key);
    const fixture = fixtures.get(operation.key);
    const drafts = draftsOf(fixture, operation, known);
    const declared = methods.get(routeOf(operation.path)) ?? [];
    const plain = own.filter((one) => wantsSuccess(one) && isSame(one.request, requestOf(operation, drafts.good)));
    return {
      operation,
      fixture,
      own,
      ...drafts,
      methods: declared,
      success: plain[0],
      enforced: isEnforced(operation, own),
      hasForeign: known.credentials.has('foreign'),
      isFirstOfPath: declared[0] === operation.method,
    };
  });
}

/** The drafts of an operation: from its fixture, otherwise made up. */
function draftsOf(
  fixture: Fixture | undefined,
  operation: Operation,
  known: Known,
): Pick<Start, 'good' | 'anonymous' | 'madeUp' | 'open'> {
  const madeUp = requiredDraft(operation, 'none').draft;
  if (fixture !== undefined) {
    return {
      good: draftOf(fixture, {}, operation, known),
      anonymous: draftOf(fixture, { auth: 'none' }, operation, known),
      madeUp,
      open: [],
    };
  }
  const auth = known.credentials.has('token') || !known.credentials.has('user') ? 'token' : 'user';
  const { draft, open } = requiredDraft(operation, auth, known.variables);
  const missing = known.credentials.has(auth) ? [] : ['CONTRACT_TOKEN'];
  return { good: { ...draft, missing }, anonymous: { ...draft, auth: 'none' }, madeUp, open };
}

/** True if a token is required. A fixture takes precedence over the contract. */
function isEnforced({ secured }: Operation, own: readonly Case[]): boolean {
  const anonymous = own.filter(({ request }) => request.auth === 'none' && request.fault === undefined);
  return anonymous.length === 0 ? secured : anonymous.every(({ expected }) => expected.every(isRefusal));
}

const isRefusal = (status: string): boolean => status.startsWith('4');

function caseOf(start: Start, derived: Derived, origin: Case['origin'], stem: string): Case {
  const { operation } = start;
  const { name, rule, draft, method = operation.method, parameter, companions = [] } = derived;
  const expected = derived.expected ?? ALLOWED[rule];
  const request = { ...requestOf(operation, draft), method, ...(derived.isConditional && { ifNoneMatch: ANY_TAG }) };
  return {
    id: `${stem} › ${expected.length === 1 ? expected[0] : 'any'} › ${name}`,
    operation: operation.key,
    origin,
    expected,
    rule,
    request,
    expect: derived.expect ?? {},
    missing: draft.missing,
    ...(parameter && { parameter: { name: parameter.name, pointer: parameter.pointer } }),
    ...(companions.length > 0 && { companions: companions.map((one) => requestOf(operation, one)) }),
    ...(derived.method === undefined && openParameters(start, draft, companions)),
    ...routeCertainty(start, derived),
  };
}

/** Matches any representation, until the tag of the resource is known (RFC 9110, section 13.1.2). */
const ANY_TAG = '*';

/** Keywords that can make a made-up path value invalid, so a router might not recognize its route. */
const RESTRICTING = ['pattern', 'minLength', 'maxLength', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not'];

/** True if a router might route a made-up path value elsewhere, as its schema might forbid it. */
const isRestricted = ({ parameters }: Operation): boolean =>
  parameters.some(({ in: location, schema }) => {
    if (location !== 'path' || !isObject(schema)) return false;
    return (schema.type ?? 'string') !== 'string' || RESTRICTING.some((keyword) => keyword in schema);
  });

/** Whether the route might be missing: without a fixture, it is known to exist only after a 2xx. */
function routeCertainty(
  { fixture, operation }: Start,
  { mayLeadElsewhere, method = operation.method }: Derived,
): Pick<Case, 'mayMissRoute'> {
  if (mayLeadElsewhere === true) return { mayMissRoute: 'always' };
  if (fixture !== undefined || method !== operation.method) return {};
  return { mayMissRoute: isRestricted(operation) ? 'always' : 'until-proved' };
}

/** True if a fixture's case has the same id, or sends the same request and expects a status that the rule forbids. */
const overrules = (fromFixture: Case, derived: Case): boolean =>
  fromFixture.id === derived.id ||
  (derived.rule !== 'status-expected' &&
    isSame(fromFixture.request, derived.request) &&
    fromFixture.expected.some((status) => !derived.expected.some((allowed) => allowed.startsWith(status.charAt(0)))));

const isSame = (a: CaseRequest, b: CaseRequest): boolean =>
  a.method === b.method && a.url === b.url && a.fault === b.fault && JSON.stringify(a.auth) === JSON.stringify(b.auth);

/** The prefix of a case's id: the document's stem if the document has one operation, otherwise the operation. */
export function idStem({ key, document, stem }: Operation, { documents }: Contract): string {
  return documents.find(({ name }) => name === document)?.operations === 1 ? stem : key;
}
