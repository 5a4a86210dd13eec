import type { Operation, Parameter } from '../../contract/operations.ts';
import type { Case, Rule } from '../case.ts';
import type { Draft, QueryValue } from '../request.ts';
import type { Raw } from '../url.ts';
import type { Fixture, Scalar } from '../fixtures.ts';

/** The input of the derivations for one operation. */
export interface Start {
  operation: Operation;
  fixture: Fixture | undefined;
  /** The cases of the fixture. */
  own: readonly Case[];
  /** The fixture's case that sends its plain request and expects success. */
  success: Case | undefined;
  /** The fixture's request for success; without a fixture, a made-up request. */
  good: Draft;
  /** The same without credentials, with made-up values for variables that are not set. */
  anonymous: Draft;
  /** The request of methods that may change something: no credentials, and made-up values only. */
  madeUp: Draft;
  /** Parameters of `good` whose values are made up, and come from other responses of the run if they contain one. */
  open: readonly Parameter[];
  /** True if a token is required. */
  enforced: boolean;
  /** True if an identity of another organization is configured. */
  hasForeign: boolean;
  /** Methods that the contract declares for the path. */
  methods: readonly string[];
  /** True for the first operation of its path. */
  isFirstOfPath: boolean;
}

/** A derived case. Everything else follows from the operation. */
export interface Derived {
  name: string;
  rule: Rule;
  /** Expected statuses; absent: those of its rule. */
  expected?: readonly string[];
  draft: Draft;
  /** Method; absent: that of the operation. */
  method?: string;
  expect?: Readonly<Record<string, Scalar | null>>;
  parameter?: Parameter;
  companions?: readonly Draft[];
  mayLeadElsewhere?: true;
  /** True for a request that asks for the resource only if it has changed. */
  isConditional?: true;
}

/** Makes derived cases of one kind. */
export type Derivation = (start: Start) => Derived[];

/** Sets a parameter of a draft. A list is sent as a repeated parameter; null omits it. */
export function withValue(draft: Draft, { in: location, name }: Parameter, value: QueryValue): Draft {
  if (location === 'query') return { ...draft, query: { ...draft.query, [name]: value } };
  return { ...draft, path: { ...draft.path, [name]: value as Scalar | Raw } };
}

/** True for a query parameter whose value in the fixture comes from the configuration, so that it names a resource. */
export const namesByVariable = ({ name }: Parameter, { fixture }: Start): boolean =>
  String(fixture?.request.query?.[name] ?? '').includes('$');

/** True for a method that is sent with credentials. */
export const isRead = ({ method }: Operation): boolean => method === 'GET' || method === 'HEAD';

/** The parameters that a case can change. */
export const variable = ({ parameters }: Operation): Parameter[] =>
  parameters.filter((parameter) => parameter.in === 'path' || parameter.in === 'query');
