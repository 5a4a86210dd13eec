import { setTimeout as sleep } from 'node:timers/promises';
import { namesOwner } from '../../cases/pool/nouns.ts';
import type { Case, Rule } from '../../cases/case.ts';
import type { RequestBody } from '../../cases/request.ts';
import type { Write } from '../../cases/write.ts';
import { jsonBody } from '../../client/http-request.ts';
import { isSuccess } from '../../contract/responses.ts';
import { withChange } from '../../lifecycles/broken-bodies.ts';
import { containsText, objectsNamed } from '../../lifecycles/locate.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import { effectsOn } from '../../verdict/compared.ts';
import { ACCESS } from '../../verdict/checks/index.ts';
import type { Evidence, Reading } from '../../verdict/evidence.ts';
import { type JudgedCase, responseOf, statusOf, unjudged } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import { unsent } from '../case-runner.ts';
import type { Account } from './account.ts';
import type { Changed } from './changes.ts';
import type { Built } from './wish.ts';
import { withReads } from './observer.ts';
import { afterWrite, shown } from './state.ts';
import { isStep } from './steps.ts';
import { sendAndJudge, type Tools, UNKNOWN_PARENT } from './tools.ts';
import type { Workshop } from './workshop.ts';

/** A create that must be refused. */
interface RefusedCreate {
  one: Case;
  built: Built;
  judged: JudgedCase;
  entry: number;
  /** What it made all the same. */
  resources: readonly Resource[];
}

/** Sends writes that must be refused, and checks that they have no effect. */
export class Refusals {
  readonly #tools: Tools;
  readonly #workshop: Workshop;
  readonly #account: Account;

  constructor(tools: Tools, workshop: Workshop, account: Account) {
    this.#tools = tools;
    this.#workshop = workshop;
    this.#account = account;
  }

  /**
   * Sends a write to a resource that must be refused, and checks that the resource is as before.
   *
   * @param known what the last write to the resource showed of it
   */
  async refuse(one: Case, resource: Resource, known: Reading | undefined): Promise<Omit<Changed, 'judged'>> {
    const { settle } = this.#tools;
    const first = await this.#refuseOnce(one, resource, known);
    // An earlier write may become visible late. An update with other values shows a real effect again; an action or a
    // deletion may not, so its finding stands.
    const hasOtherValues = ['PATCH', 'PUT'].includes(one.request.method);
    const mayBeLate = hasOtherValues && isSuccess(first.reading?.response.status);
    const isAccused = first.judged?.verdict.findings.some(({ check }) => OF_EFFECT.has(check)) === true;
    const last = mayBeLate && isAccused ? await this.#refuseOnce(one, resource, undefined) : first;
    settle(one.id, last.judged === undefined ? unsent(one, UNKNOWN_PARENT) : noted(last.judged));
    return last;
  }

  async #refuseOnce(
    one: Case,
    resource: Resource,
    known: Reading | undefined,
  ): Promise<Partial<Changed> & Pick<Changed, 'resource' | 'reading'>> {
    const { observer } = this.#tools;
    const isOfAccess = isAccessRule(one.rule);
    const read = (): Promise<Reading | undefined> => (isOfAccess ? observer.seen(resource) : observer.read(resource));
    const before = known ?? (await read());
    const built = this.#refusable(one, resource, before);
    if (built === undefined) return { resource, reading: known };
    let reading: Reading | undefined;
    const filled: Case = { ...one, request: built.request, values: built.values, steps: resource.steps };
    const judged = await sendAndJudge(filled, this.#tools, async ({ status }) => {
      if (!isRefusal(status) && !(isSuccess(status) && isOfAccess)) return undefined;
      const evidence = (after: Reading | undefined): Evidence => ({
        ...{ effect: 'refused', ...observer.about(resource, built), before, after, lists: [] },
      });
      reading = await read();
      // A write that is accepted may have its effect later.
      for (let tries = 0; isSuccess(status) && !hasEffect(evidence(reading)) && tries < LATE_READS; tries++) {
        await sleep(LATE_MS);
        reading = await read();
      }
      return evidence(reading);
    });
    return { judged, resource: this.#account.update(afterWrite(resource, filled, judged)), reading };
  }

  /** A request with the ids of the resource and a body that would change it, and what makes it invalid. */
  #refusable(one: Case, resource: Resource, before: Reading | undefined): Built | undefined {
    if (!isStep(one, 'refused')) return undefined;
    const { context, requests } = this.#tools;
    const operation = context.operation(one);
    const body = operation.method === 'POST' ? ('required' as const) : { properties: 'all' as const };
    const wish = { auth: resource.auth, resource, body, present: shown(resource, before) };
    const built = requests.build(operation, resource.lifecycle, wish);
    const mayBeSent = built !== undefined && requests.isOurs(operation, built, resource);
    return mayBeSent ? invalid(one, built, resource) : undefined;
  }

  /** Sends creates that must be refused, each with a name of its own, which no page of the list may contain after. */
  async refuseCreates(cases: readonly Case[], resource: Resource): Promise<void> {
    const sent: RefusedCreate[] = [];
    for (const one of cases) {
      const create = await this.#sendCreate(one, resource);
      if (create === undefined) this.#tools.settle(one.id, unsent(one, UNKNOWN_PARENT));
      else sent.push(create);
    }
    const pages = sent.length === 0 ? [] : await this.#tools.observer.pages(resource);
    for (const create of sent) this.#tools.settle(create.one.id, noted(await this.#compared(create, resource, pages)));
  }

  async #sendCreate(one: Case, { lifecycle, ...resource }: Resource): Promise<RefusedCreate | undefined> {
    const { requests, wishFor } = this.#tools;
    const wish = await wishFor(lifecycle, resource.auth);
    const built = requests.build(lifecycle.create, lifecycle, { auth: resource.auth, ...wish });
    const broken = isStep(one, 'refused') ? invalid(one, built, resource) : undefined;
    if (built === undefined || broken === undefined) return undefined;
    // Another organization may create what is its own.
    if (one.request.auth === 'foreign' && !this.#account.isBelow(lifecycle, built)) return undefined;
    const filled: Case = { ...one, request: broken.request, values: built.values };
    return { one, built, ...(await this.#workshop.create(filled, lifecycle, built)) };
  }

  /** True for a new resource that belongs to one of the run, or to the organization of the run. */
  #isOurs({ object, sent }: Resource, { request }: Case): boolean {
    if (request.auth !== 'foreign') return true;
    const named = new Set(Object.values(sent).map(String));
    return Object.entries(object).some(
      ([name, value]) => namesOwner(name) && named.has(String(value)) && this.#tools.reader.pool.owners.has(value),
    );
  }

  /** Judges a refused create with the pages of the list. What it made all the same is entered into the ledger. */
  async #compared(create: RefusedCreate, resource: Resource, pages: Reading[]): Promise<JudgedCase> {
    const { built, judged, entry, resources } = create;
    const { observer, context, confirmed } = this.#tools;
    const reply = responseOf(judged);
    const isOfAccess = isAccessRule(judged.case.rule) && isSuccess(reply?.status);
    if (reply === undefined || !(isRefusal(reply.status) || isOfAccess)) return judged;
    const isNamed = containsText([safeJson(judged.case.request.body)], [built.name]);
    const lists = isNamed ? pages : [];
    const isMadeBelow = resources.some((made) => this.#isOurs(made, judged.case));
    if (lists.length === 0 && !isMadeBelow) {
      const isUnknown = isOfAccess && judged.verdict.findings.length === 0 && resources.every(isBlank);
      return isUnknown ? { ...judged, verdict: unjudged('not-judged', UNSEEN) } : judged;
    }
    const identity = { id: undefined, names: [built.name] };
    const about = { ...observer.about(resource, built), identity };
    const evidence: Evidence = { effect: 'refused-create', ...about, lists, isMadeBelow };
    for (const { response } of lists) {
      const [object] = objectsNamed(jsonOf(response), built.name);
      if (object !== undefined && resources.length === 0)
        this.#workshop.enterFound(resource.lifecycle, built, entry, object);
    }
    const verdict = context.judge(judged.case, reply, [], evidence);
    const isFound = verdict.findings.length > judged.verdict.findings.length;
    return confirmed({ ...judged, verdict, case: isFound ? withReads(judged.case, reply, evidence) : judged.case });
  }
}

const UNSEEN = 'no response shows where the resource was created';

const isBlank = ({ object }: Resource): boolean => Object.keys(object).length === 0;

/** Time to wait, in milliseconds, before a resource is read again after a write that was accepted, and how often. */
const LATE_MS = 500;
const LATE_READS = 2;

const hasEffect = (evidence: Evidence): boolean => effectsOn(evidence).length > 0;

/** A case with the note that belongs to a 2xx. */
function noted(judged: JudgedCase): JudgedCase {
  const { write, remarks = [] } = judged.case;
  const accepted = write?.step === 'refused' && isSuccess(statusOf(judged)) ? write.accepted : undefined;
  return accepted === undefined ? judged : { ...judged, case: { ...judged.case, remarks: [...remarks, accepted] } };
}

/** Ids of the checks that a late effect of an earlier write may mislead. */
const OF_EFFECT: ReadonlySet<string> = new Set(['refusal-without-effect', ...ACCESS.map(({ id }) => id)]);

const isAccessRule = (rule: Rule): boolean => ACCESS.some(({ id }) => id === rule);

const isRefusal = (status: number): boolean => status >= 400 && status < 500;

/** A request with what makes it invalid: other credentials, or another content. */
function invalid(
  { request: { auth }, write }: Case & { write: Extract<Write, { step: 'refused' }> },
  built: Built | undefined,
  resource: Pick<Resource, 'auth'>,
): Built | undefined {
  if (built === undefined) return undefined;
  const content = contentOf(write, built);
  const own = auth === 'token' ? resource.auth : auth;
  return { ...built, request: { ...built.request, auth: own, ...(content !== undefined && { body: content }) } };
}

/** The content of a request that must be refused; undefined: that of the valid request. */
function contentOf(write: Extract<Write, { step: 'refused' }>, built: Built): RequestBody | undefined {
  if (write.content !== undefined) return write.content;
  return write.broken === undefined ? undefined : jsonBody(withChange(built.body, write.broken));
}

function safeJson(content: RequestBody | undefined): unknown {
  try {
    return JSON.parse(content?.text ?? 'null');
  } catch {
    return undefined;
  }
}
