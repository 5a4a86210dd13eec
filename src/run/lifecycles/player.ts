import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, nameOf } from '../../cases/case.ts';
import { isSuccess } from '../../contract/responses.ts';
import { isAttempt } from '../../lifecycles/cases.ts';
import { keyOf, type Resource } from '../../lifecycles/resource.ts';
import { type JudgedCase, statusOf } from '../../verdict/judged-case.ts';
import { unsent } from '../case-runner.ts';
import type { Account } from './account.ts';
import { Changes, type Subject } from './changes.ts';
import { Deletions } from './deletions.ts';
import { Refusals } from './refusals.ts';
import { isStep } from './steps.ts';
import { type Tools, UNKNOWN_PARENT } from './tools.ts';
import type { Workshop } from './workshop.ts';
import type { Writer } from './writer.ts';

/** What writes are sent and kept account of with. */
export interface Parts {
  writer: Writer;
  workshop: Workshop;
  account: Account;
}

/** A case that was refused, and may succeed when other resources are gone. */
interface Deferred {
  one: Case;
  /** The case that repeats it. */
  again: Case | undefined;
  subject: Subject;
  judged: JudgedCase;
  retries: number;
}

/** Time to wait, in milliseconds, between actions and requests that must have no effect. */
const SETTLING_MS = 500;

/** Maximum number of times that a refused case is sent again. */
const MAX_RETRIES = 2;

/** Updates, acts on, and deletes resources of the run, with everything that must be refused in between. */
export class Player {
  readonly #tools: Tools;
  readonly #account: Account;
  readonly #changes: Changes;
  readonly #refusals: Refusals;
  readonly #deletions: Deletions;
  /** Operations with a 2xx. */
  readonly #reached = new Set<string>();
  #deferred: Deferred[] = [];

  constructor(tools: Tools, { writer, workshop, account }: Parts) {
    this.#tools = tools;
    this.#account = account;
    this.#changes = new Changes(tools, writer, account);
    this.#refusals = new Refusals(tools, workshop, account);
    this.#deletions = new Deletions(tools, writer, account);
  }

  /** Runs the cases of a life cycle on its resource, one after the other, so that nothing else writes to it. */
  async play(subject: Subject, cases: readonly Case[]): Promise<void> {
    let { resource, reading } = subject;
    const updates = cases.filter((each) => isStep(each, 'update', 'update-again'));
    const actions = cases.filter((each) => isStep(each, 'act')).sort(deletesLast);
    for (const one of [...updates, ...actions]) {
      const changed = await this.#change(one, { ...subject, resource, reading });
      this.#settle({ one, again: undefined, subject, judged: changed.judged, retries: 0 });
      ({ resource, reading } = changed);
    }
    const refused = cases.filter((each) => isStep(each, 'refused'));
    if (refused.length > 0 && actions.length > 0) {
      // The effect of an action may become visible late, and would be taken for that of a refused request.
      await sleep(SETTLING_MS);
      reading = undefined;
    }
    for (const one of refused.filter((each) => !isCreate(each, resource))) {
      ({ resource, reading } = await this.#refusals.refuse(one, resource, reading));
    }
    await this.#refusals.refuseCreates(
      refused.filter((one) => isCreate(one, resource)),
      resource,
    );
    await this.#deleteAll(cases, { ...subject, resource });
  }

  #change = (one: Case, subject: Subject) =>
    this.#changes.change(one, subject, isStep(one, 'act') ? 'acted' : 'updated');

  /** Deletes a resource by each operation that does, twice; each further operation needs a resource of its own. */
  async #deleteAll(cases: readonly Case[], subject: Subject): Promise<void> {
    let resource: Resource | undefined = subject.resource;
    for (const one of cases.filter((each) => isStep(each, 'delete'))) {
      const again = cases.find((each) => isStep(each, 'delete-again') && each.operation === one.operation);
      resource ??= await this.#tools.another(subject.resource);
      const { judged, isDeleted } = await this.#delete(one, resource);
      if (isDeleted) resource = undefined;
      const own = { ...subject, resource: resource ?? subject.resource };
      await this.#settleDelete({ one, again, subject: own, judged, retries: 0 });
    }
  }

  async #delete(one: Case, resource: Resource | undefined): Promise<{ judged: JudgedCase; isDeleted: boolean }> {
    const sent = resource && (await this.#deletions.delete(one, resource));
    const isDeleted = isSuccess(statusOf(sent?.judged));
    return { judged: sent?.reported ?? unsent(one, UNKNOWN_PARENT), isDeleted };
  }

  /** Settles a delete, and sends it again if it succeeded. */
  async #settleDelete(tried: Deferred): Promise<void> {
    const { again, judged } = tried;
    const isDeleted = isSuccess(statusOf(judged));
    if (this.#settle(tried) && again !== undefined) {
      const repeated = isDeleted ? await this.#deletions.deleteAgain(again, judged) : undefined;
      this.#tools.settle(again.id, repeated ?? unsent(again, 'the resource was not deleted'));
    }
  }

  /** @returns false if the case is deferred: the first one of an operation that was not reached and may be later */
  #settle(tried: Deferred): boolean {
    const { one, judged, retries } = tried;
    const { operation } = one;
    if (isSuccess(statusOf(judged))) this.#reached.add(operation);
    const isFirst = !this.#reached.has(operation) && this.#deferred.every((each) => each.one.operation !== operation);
    if (isFirst && isAttempt(nameOf(one)) && isRefusal(judged) && retries < MAX_RETRIES) {
      this.#deferred.push(tried);
      return false;
    }
    this.#tools.settle(one.id, judged);
    return true;
  }

  /** True for a resource that a refused case still needs. */
  isDeferred(resource: Resource): boolean {
    return this.#deferred.some(({ subject }) => keyOf(subject.resource) === keyOf(resource));
  }

  /** Sends refused requests again, because a resource that prevented them may have been deleted. */
  async retry(): Promise<void> {
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const tried of deferred) {
      const { one, subject } = tried;
      const isReached = this.#reached.has(one.operation);
      const retries = isReached ? MAX_RETRIES : tried.retries + 1;
      const judged = isReached ? undefined : await this.#again(one, subject);
      const isWorthMore = isSuccess(statusOf(judged)) || (judged?.verdict.findings.length ?? 0) > 0;
      const result = judged !== undefined && isWorthMore ? judged : tried.judged;
      await this.#settleDelete({ ...tried, retries, judged: result });
    }
  }

  async #again(one: Case, subject: Subject): Promise<JudgedCase | undefined> {
    const isThere = this.#account.has(subject.resource);
    const resource = isThere ? subject.resource : await this.#tools.another(subject.resource);
    if (resource === undefined) return undefined;
    if (isStep(one, 'delete')) return (await this.#delete(one, resource)).judged;
    return (await this.#change(one, { ...subject, resource, reading: undefined })).judged;
  }

  /** Settles what is still deferred. */
  async finish(): Promise<void> {
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const tried of deferred) await this.#settleDelete({ ...tried, retries: MAX_RETRIES });
  }
}

const isCreate = ({ operation }: Case, { lifecycle }: Resource): boolean => operation === lifecycle.create.key;

const deletesLast = (a: Case, b: Case): number =>
  Number(a.request.method === 'DELETE') - Number(b.request.method === 'DELETE');

/** True for a refusal that other resources may cause. */
const isRefusal = (judged: JudgedCase): boolean =>
  judged.verdict.findings.length === 0 && [400, 404, 409, 422].includes(statusOf(judged) ?? 0);
