import type { Case } from '../../cases/case.ts';
import type { RequestBody } from '../../cases/request.ts';
import type { Write } from '../../cases/write.ts';
import { jsonBody } from '../../client/http-request.ts';
import { isSuccess } from '../../contract/responses.ts';
import { withChange } from '../../lifecycles/broken-bodies.ts';
import { containsText, objectsNamed } from '../../lifecycles/locate.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { Evidence, Reading } from '../../verdict/evidence.ts';
import { type JudgedCase, responseOf, statusOf } from '../../verdict/judged-case.ts';
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
    const isAccused = first.judged?.verdict.findings.some(({ check }) => check === 'refusal-without-effect') === true;
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
    const before = known ?? (await observer.read(resource));
    const built = this.#refusable(one, resource, before);
    if (built === undefined) return { resource, reading: known };
    let reading: Reading | undefined;
    const filled: Case = { ...one, request: built.request, values: built.values, steps: resource.steps };
    const judged = await sendAndJudge(filled, this.#tools, async ({ status }) => {
      if (!isRefusal(status)) return undefined;
      const after = await observer.read(resource);
      reading = after;
      return { effect: 'refused', ...observer.about(resource, built), before, after, lists: [] };
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
    const filled: Case = { ...one, request: broken.request, values: built.values };
    return { one, built, ...(await this.#workshop.create(filled, lifecycle, built)) };
  }

  /** Judges a refused create with the pages of the list. What it made all the same is entered into the ledger. */
  async #compared({ built, judged, entry }: RefusedCreate, resource: Resource, pages: Reading[]): Promise<JudgedCase> {
    const { observer, context, confirmed } = this.#tools;
    const reply = responseOf(judged);
    const isNamed = containsText([safeJson(judged.case.request.body)], [built.name]);
    if (reply === undefined || !isRefusal(reply.status) || !isNamed || pages.length === 0) return judged;
    const identity = { id: undefined, names: [built.name] };
    const about = { ...observer.about(resource, built), identity };
    const evidence: Evidence = { effect: 'refused-create', ...about, lists: pages };
    for (const { response } of pages) {
      const [object] = objectsNamed(jsonOf(response), built.name);
      if (object !== undefined) this.#workshop.enterFound(resource.lifecycle, built, entry, object);
    }
    const verdict = context.judge(judged.case, reply, [], evidence);
    const isFound = verdict.findings.length > judged.verdict.findings.length;
    return confirmed({ ...judged, verdict, case: isFound ? withReads(judged.case, reply, evidence) : judged.case });
  }
}

/** A case with the note that belongs to a 2xx. */
function noted(judged: JudgedCase): JudgedCase {
  const { write, remarks = [] } = judged.case;
  const accepted = write?.step === 'refused' && isSuccess(statusOf(judged)) ? write.accepted : undefined;
  return accepted === undefined ? judged : { ...judged, case: { ...judged.case, remarks: [...remarks, accepted] } };
}

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
