import type { Operation, Parameter } from '../../contract/operations.ts';
import type { Case, Rule } from '../case.ts';
import type { Draft } from '../request.ts';
import type { Fixture, Scalar } from '../fixtures.ts';

/** What the cases of one operation are derived from. */
export interface Start {
  operation: Operation;
  fixture: Fixture | undefined;
  /** The cases that the fixture makes. */
  own: readonly Case[];
  /** The fixture's case that sends nothing but its request, and expects success. */
  success: Case | undefined;
  /** The fixture's request, which brings success; without a fixture one that names nothing. */
  good: Draft;
  /** The same without credentials, with made-up values where none are set. */
  anonymous: Draft;
  /** Without credentials, and with made-up values alone: all that is sent of what may change something. */
  madeUp: Draft;
  /** True where nobody is let in without a token. */
  enforced: boolean;
  /** Methods that the contract declares for the path. */
  methods: readonly string[];
  /** True for one of the operations of a path. */
  isFirstOfPath: boolean;
}

/** A case as its derivation tells it; all else follows from the operation. */
export interface Derived {
  name: string;
  rule: Rule;
  /** Statuses that it may bring, where they are not those of its rule. */
  expected?: readonly string[];
  draft: Draft;
  /** The operation's own, unless another is given. */
  method?: string;
  expect?: Readonly<Record<string, Scalar | null>>;
  parameter?: Parameter;
  companions?: readonly Draft[];
  mayMissRoute?: true;
}

/** Makes the cases of one kind. */
export type Derivation = (start: Start) => Derived[];

/** A draft with another value of one parameter: a list sends it repeatedly, null leaves it out. */
export function withValue(draft: Draft, { in: location, name }: Parameter, value: Scalar | Scalar[] | null): Draft {
  if (location === 'query') return { ...draft, query: { ...draft.query, [name]: value } };
  return { ...draft, path: { ...draft.path, [name]: value as Scalar } };
}

/** True for a method that is sent with credentials. */
export const isRead = ({ method }: Operation): boolean => method === 'GET' || method === 'HEAD';

/** The parameters that a case can give another value. */
export const variable = ({ parameters }: Operation): Parameter[] =>
  parameters.filter((parameter) => parameter.in === 'path' || parameter.in === 'query');
