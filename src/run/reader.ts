import { isSuccess } from '../contract/responses.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Case } from '../cases/case.ts';
import type { Auth, Scalar } from '../cases/fixtures.ts';
import { fixedOf, keyOf, openOf } from '../cases/open-parameters.ts';
import { type Assignment, assignments } from '../cases/pool/assignments.ts';
import { ValuePool } from '../cases/pool/value-pool.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import { namesIn } from '../lifecycles/corrections.ts';
import { type JudgedCase, responseOf, statusOf, unjudged } from '../verdict/judged-case.ts';
import { bodyOf, jsonOf } from '../verdict/subject.ts';
import type { CaseRequest } from '../cases/request.ts';
import { filled, type GoodRequest, GoodRequests } from './good-requests.ts';
import type { RunContext } from './run-context.ts';

/** Maximum number of requests of a read, each with other values. */
const MAX_TRIES = 4;

/** Number of reads whose values are searched without a pause, which would block timers and signals. */
const READS_WITHOUT_PAUSE = 20;

/** A read of an operation by one identity. */
interface Read {
  one: Case;
  operation: Operation;
  /** Optional parameters that a refusal named, so that they are sent as well. */
  added: Parameter[];
  /** URLs that were sent. */
  tried: Set<string>;
  /** The attempt to report so far. */
  result: JudgedCase | undefined;
  isDone: boolean;
  /** True once its result was reported. */
  isSettled: boolean;
  /** Version of the pool in which no further values were found. */
  searched: number | undefined;
}

/** A request of a read. */
interface Attempt {
  read: Read;
  request: Pick<GoodRequest, 'values' | 'origins' | 'auth' | 'added'>;
  /** Its values, with those that are configured, by the names of their parameters. */
  sent: Readonly<Record<string, Scalar>>;
  one: Case;
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

/** Sends the reads of a run, which take values from responses, and keeps the best request of each operation. */
export class Reader {
  readonly good: GoodRequests;
  readonly #context: RunContext;
  readonly #run: (one: Case) => Promise<JudgedCase>;
  readonly #events: ReadEvents;
  readonly pool: ValuePool;
  /** The first successful read of each operation whose body is kept. */
  readonly bodies = new Map<string, { body: unknown; one: Case }>();
  readonly #kept: ReadonlySet<string>;
  /** Reads without a final result. */
  #reads: Read[] = [];

  /**
   * @param run runs a case
   * @param kept routes of the operations whose bodies are kept: `GET /settings/{}`
   */
  constructor(
    context: RunContext,
    run: (one: Case) => Promise<JudgedCase>,
    events: ReadEvents,
    kept: ReadonlySet<string> = new Set(),
  ) {
    this.#kept = kept;
    this.good = new GoodRequests(context.operation);
    this.#context = context;
    this.#run = run;
    this.#events = events;
    this.pool = new ValuePool(context.operations);
  }

  /**
   * Adds the values of a successful response to an unchanged request. A response to a changed one may repeat what the
   * suite made up.
   *
   * @param sent values of the request, by the names of their parameters
   */
  observe(judged: JudgedCase, sent: Readonly<Record<string, Scalar>> = {}): void {
    const { case: one } = judged;
    this.good.observe(judged);
    const body = successBody(judged);
    if (body === undefined || one.request.method !== 'GET') return;
    if (this.#kept.has(routeOf(one.operation)) && !this.bodies.has(one.operation))
      this.bodies.set(one.operation, { body, one });
    this.pool.add({ operation: this.#context.operation(one), body, by: one.request.auth, sent });
  }

  /**
   * Sends every read, in rounds: first those that need no values, then those for which the responses of earlier rounds
   * contain values. A read is repeated with other values until it succeeds. If no further value is known, the remaining
   * reads are sent with made-up values.
   *
   * @param between sends the reads whose values are known, as often as other requests bring new values
   */
  async readAll(cases: readonly Case[], between?: (read: () => Promise<void>) => Promise<void>): Promise<void> {
    this.#reads = cases.map((one): Read => {
      const operation = this.#context.operation(one);
      return {
        one,
        operation,
        added: [],
        tried: new Set(),
        result: undefined,
        isDone: false,
        isSettled: false,
        searched: undefined,
      };
    });
    if (between !== undefined) await between(() => this.#sendRounds(false));
    await this.#sendRounds(true);
    for (const auth of ['token', 'user'] as const) {
      const left = this.#reads.filter(({ one, result }) => one.request.auth === auth && mayBeRefused(result));
      if (left.length === 0 || (await this.#events.isAccepted(auth))) continue;
      const reason = this.#refusalOf(auth, left);
      for (const read of left) read.result &&= { ...read.result, verdict: unjudged('inconclusive', reason) };
    }
    for (const read of this.#reads) this.#settle(read);
  }

  /** @param isLast true: reads for which no value is known are sent with made-up values */
  async #sendRounds(isLast: boolean): Promise<void> {
    for (let batch = await this.#nextRound(isLast); batch.length > 0; batch = await this.#nextRound(isLast)) {
      const send = async (attempt: Attempt) => ({ attempt, judged: await this.#run(attempt.one) });
      for (const { attempt, judged } of await Promise.all(batch.map(send))) this.#observeAttempt(attempt, judged);
      // What may be a refusal of the credential is held back until the end.
      for (const read of this.#reads) if (this.#isFinal(read, isLast)) this.#settle(read);
    }
  }

  /** True for a read whose result cannot become better: a later create may still bring values that succeed. */
  #isFinal({ isDone, result }: Read, isLast: boolean): boolean {
    return isDone && !mayBeRefused(result) && (isLast || isSuccess(statusOf(result)));
  }

  /**
   * Sends the read of an operation with a request that succeeded outside of the reads, unless the read succeeded.
   *
   * @param values values of its parameters, by the key of the parameter
   * @param from the operation whose response contained them
   */
  async adopt(
    operation: string,
    request: CaseRequest,
    values: ReadonlyMap<string, Scalar>,
    from: string,
  ): Promise<void> {
    const read = this.#reads.find((each) => each.operation.key === operation && each.one.request.auth === request.auth);
    if (read === undefined || read.isSettled || isSuccess(statusOf(read.result))) return;
    const origins = new Map([...values.keys()].map((key) => [key, from]));
    const good = { values, origins, auth: request.auth };
    const one = { ...filled(read.one, read.operation, good), request };
    this.#observeAttempt({ read, request: good, sent: {}, one }, await this.#run(one));
  }

  #settle(read: Read): void {
    if (read.result === undefined) return;
    read.isSettled = true;
    this.#events.settled(read.one.id, read.result);
    read.result = undefined;
  }

  async #nextRound(isLast: boolean): Promise<Attempt[]> {
    const waiting = this.#reads.filter(({ isDone }) => !isDone);
    const ready: Attempt[] = [];
    for (const [at, read] of waiting.entries()) {
      if (at % READS_WITHOUT_PAUSE === READS_WITHOUT_PAUSE - 1) await nextTurn();
      const attempt = this.#nextAttempt(read);
      if (attempt !== undefined) ready.push(attempt);
    }
    return ready.length > 0 || !isLast
      ? ready
      : waiting.filter(({ tried }) => tried.size === 0).map((read) => this.#lastAttempt(read));
  }

  /** The next request of a read with values for all its open parameters; undefined if there is none for now. */
  #nextAttempt(read: Read): Attempt | undefined {
    const parameters = this.#openIn(read);
    if (parameters.length === 0) return read.tried.size === 0 ? this.#attempt(read, new Map()) : undefined;
    if (read.searched === this.pool.version) return undefined;
    for (const values of this.#assignments(read)) {
      if (values.size < parameters.length) break;
      const attempt = this.#attempt(read, values);
      if (!read.tried.has(attempt.one.request.url)) return attempt;
    }
    read.searched = this.pool.version;
    return undefined;
  }

  /** The parameters of a read whose values come from responses; optional ones only if a value is known. */
  #openIn({ one, operation, added }: Read): Parameter[] {
    const known = added.filter((each) => this.pool.candidates(operation, each, one.request.auth).length > 0);
    return [...openOf(one), ...known];
  }

  /** A request of a read with made-up values for the parameters without a value. */
  #lastAttempt(read: Read): Attempt {
    const [values = new Map()] = this.#assignments(read);
    return this.#attempt(read, values);
  }

  #assignments(read: Read): Iterable<Assignment> {
    const { one, operation } = read;
    const wanted = { operation, parameters: this.#openIn(read), fixed: fixedOf(one, operation), by: one.request.auth };
    return assignments(wanted, this.pool);
  }

  #attempt(read: Read, assignment: Assignment): Attempt {
    const values = [...assignment].map(([parameter, pooled]) => ({ parameter, key: keyOf(parameter), ...pooled }));
    const request = {
      values: new Map(values.map(({ key, value }) => [key, value])),
      origins: new Map(values.map(({ key, from }) => [key, from])),
      auth: read.one.request.auth,
      added: read.added,
    };
    const all = [
      ...fixedOf(read.one, read.operation),
      ...values.map(({ parameter, value }) => [parameter, value] as const),
    ];
    const sent = Object.fromEntries(all.map(([{ name }, value]) => [name, value]));
    return { read, request, sent, one: filled(read.one, read.operation, request) };
  }

  #observeAttempt({ read, request, sent, one }: Attempt, judged: JudgedCase): void {
    const status = statusOf(judged);
    read.tried.add(one.request.url);
    if (read.result === undefined || rankOf(judged) < rankOf(read.result)) read.result = judged;
    const isFinal = status === undefined || status === 401 || judged.verdict.verdict === 'inconclusive';
    read.isDone = isSuccess(status) || isFinal || read.tried.size >= MAX_TRIES;
    if ((status === 400 || status === 422) && read.added.length === 0) {
      read.added = optionalIn(read.operation, judged);
      read.isDone = false;
    }
    this.good.offer(one.operation, { ...request, status });
    if (!isSuccess(status)) return;
    this.observe({ ...judged, case: one }, sent);
    this.#events.succeeded(one);
  }

  /** Why reads prove nothing, if no request showed that their credentials are accepted. */
  #refusalOf(auth: Auth, reads: readonly Read[]): string {
    const name = this.#context.credentialName(auth);
    const isRefused = reads.some(({ result }) => statusOf(result) === 401);
    return isRefused ? `${name} was refused` : `no request with ${name} succeeded`;
  }
}

/** The optional query parameters that a refusal names: the server needs them although the contract does not say so. */
function optionalIn({ parameters }: Operation, judged: JudgedCase): Parameter[] {
  const optional = parameters.filter((each) => each.in === 'query' && !each.required);
  const named = namesIn(
    jsonOf(responseOf(judged)),
    optional.map(({ name }) => name),
  );
  return optional.filter(({ name }) => named.includes(name));
}

/**
 * True for a reply that may refuse the credential. One that deviates is reported in any case, unless only its status is
 * undeclared: the cause would be the credential.
 */
const mayBeRefused = (judged: JudgedCase | undefined): boolean =>
  judged !== undefined &&
  judged.verdict.findings.every(({ check }) => check === 'status-declared') &&
  [401, 403].includes(statusOf(judged) ?? 0) &&
  judged.case.request.auth !== 'none';

/** Which of several attempts is reported: the lowest rank. A deviation is never lost, and a broken success comes first. */
function rankOf(judged: JudgedCase): number {
  const { verdict } = judged.verdict;
  if (verdict === 'deviating') return isSuccess(statusOf(judged)) ? 0 : 1;
  if (isSuccess(statusOf(judged))) return 2;
  return ['inconclusive', 'conforming'].includes(verdict) ? 3 : 4;
}

/** The JSON body of a successful response. */
function successBody(judged: JudgedCase): unknown {
  const response = responseOf(judged);
  if (response === undefined || !isSuccess(response.status)) return undefined;
  const body = bodyOf(response);
  return body.kind === 'json' ? body.value : undefined;
}
