import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Case } from '../cases/case.ts';
import type { Auth, Scalar } from '../cases/fixtures.ts';
import { keyOf, openOf, withValues } from '../cases/open-parameters.ts';
import { type Assignment, assignments } from '../cases/pool/assignments.ts';
import { ValuePool } from '../cases/pool/value-pool.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { type JudgedCase, unjudged } from '../verdict/judged-case.ts';
import { bodyOf } from '../verdict/subject.ts';
import type { RunContext } from './run-context.ts';

/** Maximum number of requests of a read, each with other values. */
const MAX_TRIES = 4;

/** Number of reads whose values are searched without a pause, which would block timers and signals. */
const READS_WITHOUT_PAUSE = 20;

/** A read of an operation by one identity. */
interface Read {
  one: Case;
  operation: Operation;
  /** URLs that were sent. */
  tried: Set<string>;
  /** The attempt to report so far. */
  result: JudgedCase | undefined;
  isDone: boolean;
  /** Version of the pool in which no further values were found. */
  searched: number | undefined;
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
  /** The operations whose responses contained the values, by parameter. */
  origins: ReadonlyMap<string, string>;
  auth: Auth;
  /** The status of its response; undefined without a response. */
  status: number | undefined;
}

/** What happens to the reads of a run. */
export interface ReadEvents {
  /** A read succeeded. */
  succeeded(one: Case): void;
  /** The result of a read is final. */
  settled(id: string, judged: JudgedCase): void;
  /** True if a kind of credentials was accepted. */
  isAccepted(auth: Auth): Promise<boolean>;
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
    const operation = this.#context.operation(one);
    this.#pool.add({ operation, body, by: one.request.auth, sent: Object.fromEntries(names) });
  }

  /**
   * Sends every read, in rounds: first those that need no values, then those for which the responses of earlier rounds
   * contain values. A read is repeated with other values until it succeeds. If no further value is known, the remaining
   * reads are sent with made-up values.
   */
  async readAll(cases: readonly Case[], events: ReadEvents): Promise<void> {
    const reads = cases.map((one): Read => {
      const operation = this.#context.operation(one);
      return { one, operation, tried: new Set(), result: undefined, isDone: false, searched: undefined };
    });
    const settle = (read: Read): void => {
      if (read.result === undefined) return;
      events.settled(read.one.id, read.result);
      read.result = undefined;
    };
    for (let batch = await this.#nextRound(reads); batch.length > 0; batch = await this.#nextRound(reads)) {
      const send = async (attempt: Attempt) => ({ attempt, judged: await this.#run(attempt.filled) });
      for (const { attempt, judged } of await Promise.all(batch.map(send)))
        this.#observeAttempt(attempt, judged, events);
      // What may be a refusal of the credential is held back until the end.
      for (const read of reads) if (read.isDone && !mayBeRefused(read.result)) settle(read);
    }
    for (const auth of ['token', 'user'] as const) {
      const left = reads.filter(({ one, result }) => one.request.auth === auth && mayBeRefused(result));
      if (left.length === 0 || (await events.isAccepted(auth))) continue;
      const reason = this.#refusalOf(auth, left);
      for (const read of left) read.result &&= { ...read.result, verdict: unjudged('inconclusive', reason) };
    }
    for (const read of reads) settle(read);
  }

  /** A case with the values and the credentials of the best request of its operation. */
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

  /** True if a request of an operation succeeded, or no read was sent for it. */
  isReached({ operation }: Case): boolean {
    const known = this.#known.get(operation);
    return known === undefined || isSuccess(known.status);
  }

  /** The status of the best request of an operation, if it is a server error. */
  serverErrorOf({ operation }: Case): number | undefined {
    const status = this.#known.get(operation)?.status;
    return status !== undefined && status >= 500 ? status : undefined;
  }

  #filled(
    one: Case,
    values: ReadonlyMap<string, Scalar>,
    auth: Auth,
    originOf: (parameter: Parameter) => string | undefined,
  ): Case {
    const filled = withValues(one, this.#context.operation(one), values, auth);
    const origins = openOf(one).map((parameter) => ({
      parameter: parameter.name,
      from: originOf(parameter) ?? null,
    }));
    return { ...filled, values: origins };
  }

  async #nextRound(reads: readonly Read[]): Promise<Attempt[]> {
    const waiting = reads.filter(({ isDone }) => !isDone);
    const ready: Attempt[] = [];
    for (const [at, read] of waiting.entries()) {
      if (at % READS_WITHOUT_PAUSE === READS_WITHOUT_PAUSE - 1) await nextTurn();
      const attempt = this.#nextAttempt(read);
      if (attempt !== undefined) ready.push(attempt);
    }
    return ready.length > 0
      ? ready
      : waiting.filter(({ tried }) => tried.size === 0).map((read) => this.#lastAttempt(read));
  }

  /** The next request of a read with values for all its open parameters; undefined if there is none for now. */
  #nextAttempt(read: Read): Attempt | undefined {
    const parameters = openOf(read.one);
    if (parameters.length === 0) return read.tried.size === 0 ? this.#attempt(read, new Map()) : undefined;
    if (read.searched === this.#pool.version) return undefined;
    for (const values of this.#assignments(read)) {
      if (values.size < parameters.length) break;
      const attempt = this.#attempt(read, values);
      if (!read.tried.has(attempt.filled.request.url)) return attempt;
    }
    read.searched = this.#pool.version;
    return undefined;
  }

  /** A request of a read with made-up values for the parameters without a value. */
  #lastAttempt(read: Read): Attempt {
    const [values = new Map()] = this.#assignments(read);
    return this.#attempt(read, values);
  }

  #assignments = ({ one, operation }: Read): Iterable<Assignment> =>
    assignments(operation, openOf(one), one.request.auth, this.#pool);

  #attempt(read: Read, values: Assignment): Attempt {
    const { one } = read;
    return {
      read,
      values,
      filled: this.#filled(one, scalars(values), one.request.auth, (parameter) => values.get(parameter)?.from),
    };
  }

  #observeAttempt({ read, filled, values }: Attempt, judged: JudgedCase, events: ReadEvents): void {
    const status = statusOf(judged);
    read.tried.add(filled.request.url);
    if (read.result === undefined || rankOf(judged) < rankOf(read.result)) read.result = judged;
    const isFinal = status === undefined || status === 401 || judged.verdict.verdict === 'inconclusive';
    read.isDone = isSuccess(status) || isFinal || read.tried.size >= MAX_TRIES;
    const before = this.#known.get(filled.operation);
    if (before === undefined || qualityOf(status) > qualityOf(before.status)) {
      this.#known.set(filled.operation, {
        values: scalars(values),
        origins: new Map([...values].map(([parameter, { from }]) => [keyOf(parameter), from])),
        auth: filled.request.auth,
        status,
      });
    }
    if (!isSuccess(status)) return;
    this.observe({ ...judged, case: filled }, scalars(values));
    events.succeeded(filled);
  }

  /** Why reads prove nothing, if no request showed that their credentials are accepted. */
  #refusalOf(auth: Auth, reads: readonly Read[]): string {
    const name = this.#context.credentialName(auth);
    const isRefused = reads.some(({ result }) => result !== undefined && statusOf(result) === 401);
    return isRefused ? `${name} was refused` : `no request with ${name} succeeded`;
  }
}

const scalars = (values: Assignment): Map<string, Scalar> =>
  new Map([...values].map(([parameter, { value }]) => [keyOf(parameter), value]));

/** True for a reply that may refuse the credential. One that deviates is reported in any case. */
const mayBeRefused = (judged: JudgedCase | undefined): boolean =>
  judged !== undefined &&
  judged.verdict.verdict !== 'deviating' &&
  [401, 403].includes(statusOf(judged) ?? 0) &&
  judged.case.request.auth !== 'none';

/** Which of several attempts is reported: the lowest rank. A deviation is never lost, and a broken success comes first. */
function rankOf(judged: JudgedCase): number {
  const { verdict } = judged.verdict;
  if (verdict === 'deviating') return isSuccess(statusOf(judged)) ? 0 : 1;
  if (isSuccess(statusOf(judged))) return 2;
  return ['inconclusive', 'conforming'].includes(verdict) ? 3 : 4;
}

/** How good a request is as the start of other cases. */
function qualityOf(status: number | undefined): number {
  if (isSuccess(status)) return 3;
  return status === undefined ? 0 : status < 500 ? 2 : 1;
}

const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;

const statusOf = ({ sent }: JudgedCase): number | undefined =>
  sent?.kind === 'answered' && sent.reply.kind === 'response' ? sent.reply.status : undefined;

/** The JSON body of a successful answer. */
function successBody(sent: JudgedCase['sent']): unknown {
  const reply = sent?.kind === 'answered' ? sent.reply : undefined;
  if (reply?.kind !== 'response' || !isSuccess(reply.status)) return undefined;
  const body = bodyOf(reply);
  return body.kind === 'json' ? body.value : undefined;
}
