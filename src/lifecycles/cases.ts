import type { Case, Rule } from '../cases/case.ts';
import { idStem } from '../cases/derive.ts';
import { INVALID } from '../cases/derived/authentication.ts';
import { type Known, requestOf, requiredDraft } from '../cases/draft.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Write } from '../cases/write.ts';
import type { IdentityName } from '../config/credentials.ts';
import type { Operation } from '../contract/operations.ts';
import type { Contract } from '../contract/contract.ts';
import { isObject, toPointer } from '../contract/pointer.ts';
import { branchesOf, requiredOf } from './bodies/body.ts';
import { brokenBodies } from './broken-bodies.ts';
import type { Lifecycles, Role } from './lifecycle.ts';
import { nounsOf, referencesOf } from './references.ts';
import { bodySchema, propertiesOf } from './resource-schema.ts';

/** A step of a life cycle. */
interface Step {
  name: string;
  write: Write;
  rule?: Rule;
  auth?: Auth;
}

/** True for the name of a case that tries to reach its operation. */
export const isAttempt = (name: string): boolean =>
  /^(created|updated|deleted) |^(as documented|updated|deleted)$/.test(name);

/** Maximum number of alternatives of unions, and of properties that are updated alone. */
const MAX_BRANCHES = 6;
const MAX_PROPERTIES = 20;

/**
 * Makes the cases of all writes that are sent with credentials. Their requests are completed during the run.
 *
 * @param excluded keys of the operations that are not sent with credentials
 */
export function lifecycleCases(
  contract: Contract,
  { roles, all }: Lifecycles,
  excluded: ReadonlySet<string>,
  { credentials: available }: Known,
): Case[] {
  const credentials = UNAUTHORIZED.filter((auth) => available.has(auth));
  const known = nounsOf(all);
  return [...roles.values()]
    .filter(({ operation, kind }) => kind !== 'read' && kind !== 'list' && !excluded.has(operation.key))
    .flatMap((role) =>
      stepsOf(role, credentials, known, excluded).map((step) => caseOf(role, step, idStem(role.operation, contract))),
    );
}

function stepsOf(
  role: Role,
  credentials: readonly Unauthorized[],
  known: ReadonlySet<string>,
  excluded: ReadonlySet<string>,
): Step[] {
  const { operation, kind, lifecycle } = role;
  if (operation.fault !== undefined || operation.responses.size === 0) return [];
  const isMade = lifecycle !== undefined && !excluded.has(lifecycle.create.key);
  if (!isMade && kind !== 'create') {
    const isOfSingleton = kind === 'update' && !namesItems(operation, known);
    return isOfSingleton ? [{ name: 'updated with its own values', write: { step: 'restate' } }] : [ACTED];
  }
  const refused = refusals(role, credentials);
  switch (kind) {
    case 'create':
      return [...creates(role), { name: 'created twice', write: { step: 'create-again' } }, ...refused];
    case 'update':
      return [...updates(role), ...refused];
    case 'delete':
      return [
        ...refused,
        { name: 'deleted', write: { step: 'delete' } },
        { name: 'deleted twice', write: { step: 'delete-again' } },
      ];
    default:
      return [ACTED, ...refused];
  }
}

/** True for a request whose body identifies the resources that it changes. */
const namesItems = (operation: Operation, known: ReadonlySet<string>): boolean =>
  referencesOf(operation, undefined, known).some(
    ({ pointer, isRequired, parameter }) =>
      pointer !== undefined && isRequired && pointer.endsWith('/id') && parameter.name !== 'id',
  );

const ACTED: Step = { name: 'as documented', write: { step: 'act' } };

function creates({ operation }: Role): Step[] {
  const schema = bodySchema(operation);
  const branches = firstOf(unionsIn(schema, []), MAX_BRANCHES);
  return [
    { name: 'created with required properties', write: { step: 'create', body: 'required' } },
    ...(propertiesOf(schema).size > requiredOf(isObject(schema) ? schema : {}).length
      ? [{ name: 'created with all properties', write: { step: 'create', body: 'all' } } as const]
      : []),
    ...branches.map(({ pointer, branch }): Step => ({
      name: `created with alternative ${branch + 1} of ${pointer.slice(1).replaceAll('/', '.')}`,
      write: { step: 'create', body: { pointer, branch } },
    })),
    ...enumValues(schema).map(([name, value]): Step => ({
      name: `created with ${name} ${value}`,
      write: { step: 'create', body: { pointer: toPointer([name]), value } },
    })),
  ];
}

/** The values of required enums, without the first of each, which every body has. */
function enumValues(schema: unknown): [name: string, value: string][] {
  const properties = propertiesOf(schema);
  return requiredOf(isObject(schema) ? schema : {})
    .flatMap((name): [string, string][] => {
      const property = properties.get(name);
      const values: unknown[] = isObject(property) && Array.isArray(property.enum) ? property.enum : [];
      return values
        .filter((each) => typeof each === 'string')
        .slice(1)
        .map((value) => [name, value]);
    })
    .slice(0, MAX_BRANCHES);
}

/** The first items of a sequence, which is not read further. */
function firstOf<T>(items: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length >= most) break;
    first.push(item);
  }
  return first;
}

const DEEPEST = 3;

/** The alternatives of unions in a schema, without the first of each, which every body has. */
function* unionsIn(
  schema: unknown,
  tokens: readonly string[],
  around: ReadonlySet<unknown> = new Set(),
): Generator<{ pointer: string; branch: number }> {
  if (!isObject(schema) || tokens.length > DEEPEST || around.has(schema)) return;
  const pointer = toPointer([...tokens]);
  const branches = tokens.length === 0 ? [] : branchesOf(schema);
  for (let branch = 1; branch < branches.length; branch++) yield { pointer, branch };
  for (const [name, property] of propertiesOf(schema))
    yield* unionsIn(property, [...tokens, name], new Set([...around, schema]));
}

function updates({ operation }: Role): Step[] {
  const schema = bodySchema(operation);
  const required = new Set(requiredOf(isObject(schema) ? schema : {}));
  const optional = [...propertiesOf(schema).keys()].filter((name) => !required.has(name));
  return [
    { name: 'updated', write: { step: 'update', properties: 'all' } },
    ...optional.slice(0, MAX_PROPERTIES).map((name): Step => ({
      name: `updated ${name}`,
      write: { step: 'update', properties: [name] },
    })),
    ...(operation.method === 'PUT' ? [{ name: 'updated twice', write: { step: 'update-again' } } as const] : []),
  ];
}

/** Identities without the right to change a resource of the run. */
const UNAUTHORIZED = ['restricted', 'viewer', 'service', 'foreign'] as const satisfies readonly IdentityName[];

type Unauthorized = (typeof UNAUTHORIZED)[number];

/** Paths of operations on the caller's own account. */
const OWN_ACCOUNT = /\/me(\/|$)|^\/api\/v\d+\/users?(\/(?!\{)|$)/;

/** Paths of writes that are meant for those who have no right to others. */
const FOR_EVERYBODY =
  /[/-](requests?|approvals?|comments?|reviews?|votes?|favou?rites?|subscriptions?|shares?|sharing)$/;

/** The rule for a write by somebody without the right to it, which the contract must declare to be forbidden. */
function accessRule({ operation: { path, responses }, kind }: Role, auth: Unauthorized): Rule {
  if (auth === 'foreign') return 'tenant-isolated';
  // An action, such as a test, may need no more than the right to read.
  if (kind === 'action' && auth !== 'restricted') return 'no-server-error';
  const isForbidden = responses.has('403') || responses.has('4XX');
  const isOpen = OWN_ACCOUNT.test(path) || FOR_EVERYBODY.test(path);
  return isForbidden && !isOpen ? 'permission-enforced' : 'no-server-error';
}

/** Writes that must be refused, with the ids of a resource of the run and a body that would change something. */
function refusals(role: Role, credentials: readonly Unauthorized[]): Step[] {
  const { operation } = role;
  const rule: Rule = operation.secured ? 'authentication-enforced' : 'no-server-error';
  const schema = bodySchema(operation);
  const unauthorized = [
    ...INVALID.map(([name, auth]) => ({ name, auth, rule })),
    ...credentials.map((auth) => ({ name: `${auth} token`, auth, rule: accessRule(role, auth) })),
  ];
  return [
    ...unauthorized.map(({ name, auth, rule: own }): Step => ({
      name: `${name}, for a known resource`,
      write: { step: 'refused' },
      rule: own,
      auth,
    })),
    ...(schema === undefined ? [] : invalidBodies(schema)),
  ];
}

/** Accepting an undeclared property is not a deviation, because many servers ignore such properties. */
const UNDECLARED: Step = {
  name: 'body with an undeclared property',
  write: {
    step: 'refused',
    broken: { name: 'undeclared property', pointer: '/contractUndeclared', value: 'contract' },
    accepted: 'a property that the contract does not declare is accepted',
  },
};

const invalidBodies = (schema: unknown): Step[] => [
  ...brokenBodies(schema).map((broken): Step => ({
    name: broken.name,
    write: { step: 'refused', broken },
    rule: 'invalid-input-rejected',
  })),
  {
    name: 'body that is not JSON',
    write: { step: 'refused', content: { mediaType: 'application/json', text: '{"contract": ' } },
    rule: 'invalid-input-rejected',
  },
  ...(isObject(schema) && schema.additionalProperties === false ? [UNDECLARED] : []),
  {
    name: 'body of another media type',
    write: { step: 'refused', content: { mediaType: 'text/plain', text: 'contract' } },
  },
];

function caseOf(
  { operation }: Role,
  { name, write, rule = 'no-server-error', auth = 'token' }: Step,
  stem: string,
): Case {
  const isRefused = rule === 'invalid-input-rejected' || rule === 'authentication-enforced';
  const expected = isRefused ? ['4XX'] : ['2XX', '3XX', '4XX'];
  const { draft } = requiredDraft(operation, auth);
  return {
    id: `${stem} › ${isRefused ? '4XX' : 'any'} › ${name}`,
    operation: operation.key,
    origin: 'lifecycle',
    expected,
    rule,
    request: requestOf(operation, draft),
    expect: {},
    missing: [],
    mayMissRoute: 'until-proved',
    write,
  };
}
