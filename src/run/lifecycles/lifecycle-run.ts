import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from '../../cases/case.ts';
import { templateNames } from '../../contract/path-template.ts';
import { exclusionOf } from '../../lifecycles/excluded.ts';
import type { Lifecycle, Lifecycles } from '../../lifecycles/lifecycle.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import { unsent } from '../case-runner.ts';
import type { Leftover } from '../../record/leftover.ts';
import { cleanLost } from './clean-ledgers.ts';
import { openLedger } from '../../lifecycles/read-ledger.ts';
import { cleanUp } from './clean-up.ts';
import { Creator, type Firsts } from './creator.ts';
import { allEnded } from './all-ended.ts';
import { inLevels, inWaves } from './order.ts';
import { Account } from './account.ts';
import { Player } from './player.ts';
import { Removals } from './removals.ts';
import { Singletons } from './singletons.ts';
import { admitViewer } from './viewer.ts';
import { withKnownRights } from './rights.ts';
import { isStep } from './steps.ts';
import type { Tools } from './tools.ts';
import { type Made, Workshop } from './workshop.ts';
import { Writer } from './writer.ts';

/** Runs all life cycles of a contract on a disposable target. */
export class LifecycleRun {
  readonly #tools: Tools;
  readonly #lifecycles: Lifecycles;
  readonly #cases: readonly Case[];
  readonly #account: Account;
  readonly #removals: Removals;
  readonly #workshop: Workshop;
  readonly #writer: Writer;
  readonly creator: Creator;
  readonly #player: Player;
  readonly #singletons: Singletons;
  readonly #variants = new Map<Lifecycle, Resource[]>();
  readonly #turns = new Map<string, Promise<void>>();

  /** @param cases the cases of life cycles, with those that are not selected */
  constructor(tools: Tools, lifecycles: Lifecycles, cases: readonly Case[]) {
    this.#tools = tools;
    this.#lifecycles = lifecycles;
    this.#cases = cases;
    this.#removals = new Removals(tools.requests);
    this.#account = new Account(tools.reader.pool, tools.ledger, this.#removals);
    this.#workshop = new Workshop(tools, this.#account, this.#removals);
    this.#writer = new Writer(tools.requests, tools.auths);
    this.creator = new Creator(tools, this.#writer, this.#workshop);
    this.#player = new Player(tools, { writer: this.#writer, workshop: this.#workshop, account: this.#account });
    this.#singletons = new Singletons(tools, this.#writer);
  }

  /**
   * Creates the resources of each life cycle. Reads are sent in between, because their responses contain values that
   * creates need.
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
    await this.#createOthers();
    await read();
  }

  /** Creates further resources: with all properties, with each alternative, and the same one twice. */
  async #createOthers(): Promise<void> {
    const others = this.#cases.filter(
      (one) => isStep(one, 'create-again') || (isStep(one, 'create') && one.write.body !== 'required'),
    );
    await this.#all(others, async (one) => {
      const lifecycle = this.#lifecycles.roles.get(one.operation)?.lifecycle;
      const first = lifecycle && this.creator.resources.get(lifecycle)?.principal;
      if (lifecycle === undefined || first === undefined) {
        this.#tools.settle(one.id, unsent(one, NOT_CREATED));
        return;
      }
      if (isStep(one, 'create-again')) return this.#createAgain(one, lifecycle, first);
      const body = isStep(one, 'create') ? one.write.body : 'all';
      const sent = await this.#writer.write(
        one,
        {
          operation: lifecycle.create,
          lifecycle,
          wish: { body, ...(await this.creator.wishFor(lifecycle, first.auth)) },
          send: async (filled, built) => this.#made(lifecycle, await this.#workshop.create(filled, lifecycle, built)),
        },
        [first.auth],
      );
      this.#tools.settle(one.id, sent?.reported ?? unsent(one, NO_PARENT));
    });
  }

  /** Keeps the resources of a further create: what the first one does not allow, they may allow. */
  #made(lifecycle: Lifecycle, { judged, resources }: Made): JudgedCase {
    this.#variants.set(lifecycle, [...(this.#variants.get(lifecycle) ?? []), ...resources]);
    return judged;
  }

  async #createAgain(one: Case, lifecycle: Lifecycle, first: Resource): Promise<void> {
    const built = this.creator.resources.get(lifecycle)?.built;
    if (built === undefined) {
      this.#tools.settle(one.id, unsent(one, NOT_CREATED));
      return;
    }
    const request = { ...built.request, auth: first.auth };
    const made = await this.#workshop.create({ ...one, request, steps: first.steps }, lifecycle, built);
    this.#tools.settle(one.id, made.judged);
  }

  /** Updates, acts on, and deletes every resource, children before parents. */
  async play(): Promise<void> {
    await admitViewer(this.#projects(), this.#tools);
    const writes = this.#cases.filter((one) => !isStep(one, 'create', 'create-again'));
    const rest = await withKnownRights(writes, this.#tools.context);
    const cases = new Map<Lifecycle | undefined, Case[]>();
    for (const one of rest) cases.set(this.#playedBy(one), [...(cases.get(this.#playedBy(one)) ?? []), one]);
    const alone = cases.get(undefined) ?? [];
    await this.#all(
      alone.filter((one) => !this.#isLast(one)),
      (one) => this.#writeAlone(one),
    );
    const all = [...this.creator.resources];
    const namedBy = ([, { principal }]: readonly [Lifecycle, Firsts]) => this.#account.namedBy(principal);
    for (const level of inLevels(all, namedBy)) {
      for (const wave of inWaves(level, this.#lifecycles)) {
        await this.#all(wave, async ([lifecycle, firsts]) => this.#play(firsts, cases.get(lifecycle) ?? []));
        const played = new Set(wave.map(([lifecycle]) => lifecycle));
        await this.#remove((one) => played.has(one.lifecycle) && !this.#player.isDeferred(one));
      }
      await this.#player.retry();
    }
    await this.#player.finish();
    const last = alone.filter((one) => this.#isLast(one));
    // What ends the session would prevent the clean-up.
    if (last.length > 0) await this.#remove();
    for (const one of last) await this.#writeAlone(one);
  }

  /** The projects that the run made. */
  #projects(): Resource[] {
    const firsts = [...this.creator.resources].filter(([{ nouns }]) => nouns.has('project'));
    return firsts.flatMap(([, { by }]) => [...by.values()]);
  }

  /** True for an operation that was included although it may end the session or change the whole server. */
  #isLast({ operation }: Case): boolean {
    const role = this.#lifecycles.roles.get(operation);
    return role !== undefined && exclusionOf(role, this.#lifecycles) !== undefined;
  }

  /** Sends a write that concerns no resource of the run. */
  async #writeAlone(one: Case): Promise<void> {
    if (isStep(one, 'restate') || this.#lifecycleOf(one) === undefined) await this.#singletons.write(one);
    else this.#tools.settle(one.id, unsent(one, NOT_CREATED));
  }

  #lifecycleOf = ({ operation }: Case): Lifecycle | undefined => this.#lifecycles.roles.get(operation)?.lifecycle;

  /** The life cycle whose resource a case is sent to: one with the same items, if its own create did not succeed. */
  #playedBy(one: Case): Lifecycle | undefined {
    const own = isStep(one, 'restate') ? undefined : this.#lifecycleOf(one);
    if (own === undefined || this.creator.resources.has(own)) return own;
    return one.operation === own.create.key
      ? undefined
      : [...this.creator.resources.keys()].find(({ items }) => items.route === own.items.route);
  }

  /** Runs the cases of a life cycle on what it made. */
  #play({ principal: resource, by }: Firsts, cases: readonly Case[]): Promise<void> {
    const variants = this.#variants.get(resource.lifecycle) ?? [];
    return this.#inTurn(resource, () => this.#player.play({ resource, by, variants, reading: undefined }, cases));
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

  /** Deletes everything that the run made. */
  async cleanUp(): Promise<Leftover[]> {
    const { auths, ledger, context } = this.#tools;
    const { writes } = context;
    if (writes === undefined) return [];
    // A request that was cancelled may still be carried out.
    if (context.sender.isCancelled) await sleep(CANCELLED_MS);
    // Lists can only be read while what they belong to exists.
    const lost = await cleanLost(openLedger(writes.ledger), writes.sendAnyway, auths);
    const leftovers = await this.#remove();
    writes.close();
    const all = [...leftovers, ...this.#workshop.unseen, ...lost.left.map(leftoverOf)];
    if (all.length === 0) ledger.close();
    return all;
  }

  /** Deletes resources of the run. */
  async #remove(which?: (resource: Resource) => boolean): Promise<Leftover[]> {
    const { context, auths } = this.#tools;
    if (context.writes === undefined) return [];
    const parts = { account: this.#account, workshop: this.#workshop, removals: this.#removals };
    return cleanUp(parts, context.writes.sendAnyway, auths, which);
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

/** The leftover of a line of a clean-up: `POST /groups: reason`. */
export function leftoverOf(line: string): Leftover {
  const [operation = '', ...reason] = line.split(': ');
  return { operation, id: null, reason: reason.join(': ') };
}

/** Time to wait, in milliseconds, before what cancelled creates made is looked up. */
const CANCELLED_MS = 1000;

const NO_PARENT = 'no resource is known that its request must name';
const NOT_CREATED = 'the resource could not be created';
