import type { Case } from '../cases/case.ts';
import type { Auth, Scalar } from '../cases/fixtures.ts';
import { keyOf, withValues } from '../cases/open-parameters.ts';
import { type Assignment, assignments } from '../cases/pool/assignments.ts';
import { ValuePool } from '../cases/pool/value-pool.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { refusedVerdict } from '../target/credential-refusals.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { bodyOf } from '../verdict/subject.ts';
import { unsent } from './case-runner.ts';
import type { RunContext } from './run-context.ts';

/** Maximum number of requests of a read, each with other values. */
const MAX_TRIES = 4;

/** A read of an operation by one identity. */
interface Read {
  one: Case;
  operation: Operation;
  /** URLs that were sent. */
  tried: Set<string>;
  /** The attempt to report so far. */
  result: JudgedCase | undefined;
  isDone: boolean;
}

/** A request of a read. */
interface Attempt {
  read: Read;
  filled: Case;
  values: Assignment;
}

/** The best known request of an operation. */
interface Known {
  values: ReadonlyMap<string, Scalar>;
  auth: Auth;
  /** The operations whose responses contained the values, by parameter. */
  origins: ReadonlyMap<string, string>;
  /** The status of its response. */
  status: number | undefined;
}

/**
 * Sends the reads of a run, which take values from the responses to each other, and keeps the best request of each
 * operation for all other cases.
 */
export class Reader {
  readonly #context: RunContext;
  readonly #run: (one: Case) => Promise<JudgedCase>;
  readonly #pool: ValuePool;
  readonly #known = new Map<string, Known>();

  /** @param run runs a case */
  constructor(context: RunContext, run: (one: Case) => Promise<JudgedCase>) {
    this.#context = context;
    this.#run = run;
    this.#pool = new ValuePool(context.operations);
  }

  /** Adds the values of a successful response to the pool. */
  observe({ case: one, sent }: JudgedCase, values: ReadonlyMap<string, Scalar> = new Map()): void {
    const body = successBody(sent);
    if (body === undefined || one.request.method !== 'GET') return;
    const names = [...values].map(([key, value]) => [key.replace(/^\S+ /, ''), value] as const);
    this.#pool.add({
      operation: this.#context.operation(one),
      body,
      by: one.request.auth,
      sent: Object.fromEntries(names),
    });
  }

  /**
   * Sends every read, in rounds: first those that need no values, then those for which the responses of earlier rounds
   * contain values. A read is repeated with other values until it succeeds. If no further value is known, the remaining
   * reads are sent with made-up values.
   *
   * @param onSuccess called for each read that succeeds
   * @returns a result for each read, by its id
   */
  async readAll(cases: readonly Case[], onSuccess: (one: Case) => void): Promise<Map<string, JudgedCase>> {
    const reads = cases.map((one): Read => {
      return { one, operation: this.#context.operation(one), tried: new Set(), result: undefined, isDone: false };
    });
    for (let batch = this.#nextRound(reads); batch.length > 0; batch = this.#nextRound(reads)) {
      const judged = await Promise.all(batch.map(({ filled }) => this.#run(filled)));
      for (const [at, attempt] of batch.entries()) this.#settle(attempt, judged[at] as JudgedCase, onSuccess);
    }
    const results = new Map(reads.map(({ one, result }) => [one.id, result ?? unsent(one, 'it was not sent')]));
    return this.#withoutRefused(results);
  }

  /** A case with the values of the best request of its operation. */
  fill(one: Case): Case {
    const known = this.#known.get(one.operation);
    if (known === undefined || one.open === undefined) return one;
    const isOfReader = one.request.auth === 'token' || one.request.auth === 'user';
    const auth = isOfReader ? known.auth : one.request.auth;
    const fillOne = (each: Case): Case =>
      this.#filled(each, known.values, auth, (parameter) => known.origins.get(keyOf(parameter)));
    const { shrink } = one;
    return shrink === undefined
      ? fillOne(one)
      : { ...fillOne(one), shrink: (deviates) => shrink((smaller) => deviates(fillOne(smaller))) };
  }

  #filled(
    one: Case,
    values: ReadonlyMap<string, Scalar>,
    auth: Auth,
    originOf: (parameter: Parameter) => string | undefined,
  ): Case {
    const filled = withValues(one, this.#context.operation(one), values, auth);
    const origins = (one.open?.parameters ?? []).map((parameter) => ({
      parameter: parameter.name,
      from: originOf(parameter) ?? null,
    }));
    return { ...filled, values: origins };
  }

  /** The status of the best request of an operation that did not succeed; undefined if it succeeded or is unknown. */
  failureOf({ operation }: Case): number | undefined {
    const status = this.#known.get(operation)?.status;
    return status === undefined || isSuccess(status) ? undefined : status;
  }

  #nextRound(reads: readonly Read[]): Attempt[] {
    const waiting = reads.filter(({ isDone }) => !isDone);
    const ready = waiting.flatMap((read) => this.#nextAttempt(read) ?? []);
    return ready.length > 0
      ? ready
      : waiting.filter(({ tried }) => tried.size === 0).map((read) => this.#lastAttempt(read));
  }

  /** The next request of a read with values for all its open parameters; undefined if there is none for now. */
  #nextAttempt(read: Read): Attempt | undefined {
    const parameters = read.one.open?.parameters ?? [];
    if (parameters.length === 0) return read.tried.size === 0 ? this.#attempt(read, new Map()) : undefined;
    for (const values of this.#assignments(read)) {
      if (values.size < parameters.length) return undefined;
      const attempt = this.#attempt(read, values);
      if (!read.tried.has(attempt.filled.request.url)) return attempt;
    }
    return undefined;
  }

  /** A request of a read with made-up values for the parameters without a value. */
  #lastAttempt(read: Read): Attempt {
    const [values = new Map()] = this.#assignments(read);
    return this.#attempt(read, values);
  }

  #assignments = ({ one, operation }: Read): Iterable<Assignment> =>
    assignments(operation, one.open?.parameters ?? [], one.request.auth, this.#pool);

  #attempt(read: Read, values: Assignment): Attempt {
    const { one } = read;
    return {
      read,
      values,
      filled: this.#filled(one, scalars(values), one.request.auth, (parameter) => values.get(parameter)?.from),
    };
  }

  #settle({ read, filled, values }: Attempt, judged: JudgedCase, onSuccess: (one: Case) => void): void {
    const status = statusOf(judged);
    const isReached = status !== undefined && isSuccess(status);
    read.tried.add(filled.request.url);
    if (
      read.result?.verdict.verdict !== 'deviating' &&
      (read.result === undefined || isReached || isDeviating(judged))
    ) {
      read.result = judged;
    }
    const isFinal = status === undefined || status === 401 || judged.verdict.verdict === 'inconclusive';
    read.isDone = isReached || isFinal || read.tried.size >= MAX_TRIES;
    const before = this.#known.get(filled.operation);
    if (before === undefined || (isReached && !isSuccess(before.status ?? 0))) {
      this.#known.set(filled.operation, {
        values: scalars(values),
        origins: new Map([...values].map(([parameter, { from }]) => [keyOf(parameter), from])),
        auth: filled.request.auth,
        status,
      });
    }
    if (!isReached) return;
    this.observe({ ...judged, case: filled }, scalars(values));
    onSuccess(filled);
  }

  /** If a kind of credentials was only answered 401, its cases are inconclusive. */
  #withoutRefused(results: Map<string, JudgedCase>): Map<string, JudgedCase> {
    const all = [...results.values()];
    const refused = (['token', 'user'] as const).filter((auth) => {
      const statuses = all.filter((each) => each.case.request.auth === auth).map(statusOf);
      return statuses.includes(401) && !statuses.some((status) => status !== undefined && isSuccess(status));
    });
    for (const [id, judged] of results) {
      const { auth } = judged.case.request;
      const isRefused = refused.some((each) => each === auth) && statusOf(judged) === 401;
      if (isRefused && judged.verdict.verdict !== 'deviating') {
        results.set(id, { ...judged, verdict: refusedVerdict(judged.case, this.#context) });
      }
    }
    return results;
  }
}

const scalars = (values: Assignment): Map<string, Scalar> =>
  new Map([...values].map(([parameter, { value }]) => [keyOf(parameter), value]));

const isDeviating = ({ verdict }: JudgedCase): boolean => verdict.verdict === 'deviating';

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const statusOf = ({ sent }: JudgedCase): number | undefined =>
  sent?.kind === 'answered' && sent.reply.kind === 'response' ? sent.reply.status : undefined;

/** The JSON body of a successful answer. */
function successBody(sent: JudgedCase['sent']): unknown {
  const reply = sent?.kind === 'answered' ? sent.reply : undefined;
  if (reply?.kind !== 'response' || !isSuccess(reply.status)) return undefined;
  const body = bodyOf(reply);
  return body.kind === 'json' ? body.value : undefined;
}
