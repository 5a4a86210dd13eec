import { neededParameters } from '../../cases/draft.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Case } from '../../cases/case.ts';
import { routeOf, templateNames } from '../../contract/path-template.ts';
import type { Lifecycle, Lifecycles } from '../../lifecycles/lifecycle.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import { unsent } from '../case-runner.ts';
import type { Leftover } from '../../record/lines.ts';
import { cleanLost } from './clean-ledgers.ts';
import { openLedger } from '../../lifecycles/read-ledger.ts';
import { cleanUp } from './clean-up.ts';
import { Creator } from './creator.ts';
import { allEnded } from './all-ended.ts';
import { isStep, Player } from './player.ts';
import { restated } from './restated.ts';
import type { Tools } from './workshop.ts';
import { Workshop } from './workshop.ts';
import { Writer } from './writer.ts';

type Settle = (id: string, judged: JudgedCase) => void;

/** Runs all life cycles of a contract on a disposable target. */
export class LifecycleRun {
  readonly #tools: Tools;
  readonly #lifecycles: Lifecycles;
  readonly #cases: readonly Case[];
  readonly #settle: Settle;
  readonly #workshop: Workshop;
  readonly #writer: Writer;
  readonly creator: Creator;
  readonly #player: Player;
  readonly #turns = new Map<string, Promise<void>>();

  /**
   * @param cases the cases of life cycles, with those that are not selected
   * @param settle receives the result of each case
   */
  constructor(tools: Tools, lifecycles: Lifecycles, cases: readonly Case[], settle: Settle) {
    this.#tools = tools;
    this.#lifecycles = lifecycles;
    this.#cases = cases;
    this.#settle = settle;
    this.#workshop = new Workshop(tools);
    this.#writer = new Writer(tools.requests, tools.auths);
    const parts = { writer: this.#writer, workshop: this.#workshop, settle };
    this.creator = new Creator(tools, parts, tools.auths);
    this.#player = new Player(tools, parts);
  }

  /**
   * Creates the first resource of each life cycle. Reads are sent in between, because their responses contain values
   * that creates need.
   *
   * @param read sends the reads whose values are known
   */
  async createAll(read: () => Promise<void>): Promise<void> {
    await read();
    while (await this.creator.sendRound()) await read();
    for (const last of [{ isLate: true }, { makesUp: true }]) {
      await this.creator.sendRound(last);
      await read();
      while (await this.creator.sendRound()) await read();
    }
    this.creator.finish((one) => unsent(one, NO_PARENT));
  }

  /** Creates further resources: with all properties, with each alternative, and the same one twice. */
  async createOthers(): Promise<void> {
    const others = this.#cases.filter(
      (one) => isStep(one, 'create-again') || (isStep(one, 'create') && one.write.body !== 'required'),
    );
    await this.#all(others, async (one) => {
      const lifecycle = this.#lifecycles.roles.get(one.operation)?.lifecycle;
      const first = lifecycle && this.creator.resources.get(lifecycle)?.principal;
      if (lifecycle === undefined || first === undefined) {
        this.#settle(one.id, unsent(one, NOT_CREATED));
        return;
      }
      if (isStep(one, 'create-again')) return this.#createAgain(one, lifecycle, first);
      const body = isStep(one, 'create') ? one.write.body : 'all';
      const sent = await this.#writer.write(
        one,
        {
          ...{
            operation: lifecycle.create,
            lifecycle,
            wish: { body, ...(await this.creator.wishFor(lifecycle, first.auth)) },
          },
          send: async (filled, built) => (await this.#workshop.create(filled, lifecycle, built)).judged,
        },
        [first.auth],
      );
      this.#settle(one.id, sent?.judged ?? unsent(one, NO_PARENT));
    });
  }

  async #createAgain(one: Case, lifecycle: Lifecycle, first: Resource): Promise<void> {
    const built = this.creator.resources.get(lifecycle)?.built;
    if (built === undefined) {
      this.#settle(one.id, unsent(one, NOT_CREATED));
      return;
    }
    const request = { ...built.request, auth: first.auth };
    const made = await this.#workshop.create({ ...one, request, steps: first.steps }, lifecycle, built);
    this.#settle(one.id, made.judged);
  }

  /** Updates, acts on, and deletes every resource, children before parents. */
  async play(): Promise<void> {
    const rest = this.#cases.filter((one) => !isStep(one, 'create', 'create-again'));
    const roleOf = (one: Case) => this.#lifecycles.roles.get(one.operation);
    await this.#all(
      rest.filter((one) => roleOf(one)?.lifecycle === undefined),
      (one) => this.#alone(one),
    );
    const rounds = new Map<number, Lifecycle[]>();
    for (const lifecycle of this.#lifecycles.all) {
      const round = this.creator.resources.get(lifecycle)?.round ?? -1;
      rounds.set(round, [...(rounds.get(round) ?? []), lifecycle]);
    }
    for (const round of [...rounds.keys()].sort((a, b) => b - a)) {
      await this.#all(rounds.get(round) ?? [], async (lifecycle) => {
        const own = rest.filter((one) => roleOf(one)?.lifecycle === lifecycle);
        const made = this.creator.resources.get(lifecycle);
        if (made !== undefined) await this.#inTurn(made.principal, () => this.#player.play(made, own));
        else for (const one of own) this.#settle(one.id, unsent(one, NOT_CREATED));
      });
    }
  }

  /** Resources that a path attaches to the same thing are written to one after the other: they may replace each other. */
  #inTurn({ lifecycle, sent }: Resource, work: () => Promise<void>): Promise<void> {
    const last = lifecycle.isNamed ? templateNames(lifecycle.create.path).at(-1) : undefined;
    const key = last === undefined ? '' : `${last} ${String(sent[last])}`;
    if (key === '') return work();
    const after = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    this.#turns.set(key, after);
    return after;
  }

  async #alone(one: Case): Promise<void> {
    const { pool } = this.#tools.reader;
    if (!isStep(one, 'restate')) {
      return this.#player.alone(one, { mayName: (value) => pool.isMade(value) });
    }
    const operation = this.#tools.context.operation(one);
    if (!this.#isSingleton(operation)) {
      this.#settle(one.id, unsent(one, NOT_OURS));
      return;
    }
    const update = restated(operation, this.#tools.reader.bodies);
    if (update === undefined) {
      this.#settle(one.id, unsent(one, NO_VALUES));
      return;
    }
    return this.#player.restate(one, update);
  }

  /**
   * True for an operation on something of which there is only one: its path names nothing, or the only one known, which
   * is not the item of a list.
   */
  #isSingleton(operation: Operation): boolean {
    const parameters = neededParameters(operation).filter((each) => each.in === 'path');
    const collection = `GET ${routeOf(operation.path).replace(/\/\{\}$/, '')}`;
    const isListed = this.#tools.context.operations.some(({ key }) => routeOf(key) === collection);
    if (operation.path.endsWith('}') && isListed) return false;
    const known = parameters.flatMap((each) => this.#tools.reader.pool.candidates(operation, each, 'token'));
    return parameters.length === 0 || (parameters.length === 1 && new Set(known.map(({ value }) => value)).size === 1);
  }

  /** Deletes everything that the run made. */
  async cleanUp(): Promise<Leftover[]> {
    const { writes } = this.#tools.context;
    if (writes === undefined) return [];
    const { auths, ledger } = this.#tools;
    // Lists can only be read while what they belong to exists.
    const lost = await cleanLost(openLedger(writes.ledger), writes.sendAnyway, auths);
    const leftovers = await cleanUp(this.#workshop, writes.sendAnyway, auths);
    writes.close();
    const all = [...leftovers, ...lost.left.map(leftoverOf)];
    if (all.length === 0) ledger.close();
    return all;
  }

  /** Does something for all, as many at a time as requests may be under way. */
  async #all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const left = items.values();
    const workOn = async (): Promise<void> => {
      for (const item of left) await work(item);
    };
    // All must have ended before what they made is deleted.
    await allEnded(Array.from({ length: this.#tools.context.concurrency }, workOn));
  }
}

/** The leftover of a create whose response was lost. */
function leftoverOf(line: string): Leftover {
  const [operation = '', ...reason] = line.split(': ');
  return { operation, id: null, reason: reason.join(': ') };
}

const NO_PARENT = 'no resource is known that its request must name';
const NOT_OURS = 'it would change a resource that the run did not make';
const NOT_CREATED = 'the resource could not be created';
const NO_VALUES = 'no response contained the values that it has';
