import type { Case } from '../../cases/case.ts';
import { neededParameters } from '../../cases/draft.ts';
import { partsOf } from '../../cases/pool/nouns.ts';
import type { PooledValue } from '../../cases/pool/response-values.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import { isSuccess } from '../../contract/responses.ts';
import { routeOf, templateNames } from '../../contract/path-template.ts';
import type { Reading } from '../../verdict/evidence.ts';
import { requiredOf } from '../../lifecycles/bodies/body.ts';
import { bodySchema } from '../../lifecycles/resource-schema.ts';
import { type JudgedCase, statusOf } from '../../verdict/judged-case.ts';
import { unsent } from '../case-runner.ts';
import { effectOf } from './effect.ts';
import type { Built } from './wish.ts';
import { type Restated, restated } from './restated.ts';
import { isStep } from './steps.ts';
import { sendAndJudge, type Tools, UNKNOWN_PARENT } from './tools.ts';
import type { Writer } from './writer.ts';

/** Sends writes that concern no resource of a life cycle: actions, and updates of what there is only one of. */
export class Singletons {
  readonly #tools: Tools;
  readonly #writer: Writer;

  constructor(tools: Tools, writer: Writer) {
    this.#tools = tools;
    this.#writer = writer;
  }

  async write(one: Case): Promise<void> {
    this.#tools.settle(one.id, await (isStep(one, 'restate') ? this.#update(one) : this.#act(one)));
  }

  async #act(one: Case): Promise<JudgedCase> {
    const { context, reader } = this.#tools;
    const send = (filled: Case): Promise<JudgedCase> => sendAndJudge(filled, this.#tools);
    const { pool } = reader;
    const operation = context.operation(one);
    const inPath = new Set(templateNames(operation.path));
    // A coordinate such as the environment of a project of the run exists without being made.
    const mayName = (value: PooledValue, { name }: Parameter): boolean =>
      pool.isMade(value) || (!inPath.has(name) && partsOf(name).kind === '' && pool.isOwn(value));
    const namesOwn = ({ values, sent }: Built): boolean =>
      values.length === 0 ||
      inPath.size > 0 ||
      Object.entries(sent).some(([name, value]) => pool.own.has(partsOf(name).noun, value));
    const attempting = { operation, lifecycle: undefined, mayBeSent: namesOwn, send };
    // An action may move or change what it names, so others than the resources that are judged are tried first.
    const others = (value: PooledValue, parameter: Parameter): boolean =>
      mayName(value, parameter) && !this.#tools.isPrincipal(value.value);
    const sent =
      (await this.#writer.write(one, { ...attempting, wish: { mayName: others } })) ??
      (await this.#writer.write(one, { ...attempting, wish: { mayName } }));
    return sent?.reported ?? unsent(one, UNKNOWN_PARENT);
  }

  async #update(one: Case): Promise<JudgedCase> {
    const { context, reader } = this.#tools;
    const operation = context.operation(one);
    if (!this.#isSingleton(operation)) return unsent(one, NOT_OURS);
    const update = restated(operation, reader.bodies);
    return update === undefined ? unsent(one, NO_VALUES) : this.#restate(one, operation, update);
  }

  /**
   * True for an operation on something of which there is only one: its path names nothing, or the only one known, which
   * is not the item of a list.
   */
  #isSingleton(operation: Operation): boolean {
    const { context, reader } = this.#tools;
    const parameters = neededParameters(operation).filter((each) => each.in === 'path');
    const collection = `GET ${routeOf(operation.path).replace(/\/\{\}$/, '')}`;
    const isListed = context.operations.some(({ key }) => routeOf(key) === collection);
    if (operation.path.endsWith('}') && isListed && !isAccount(operation)) return false;
    const known = parameters.flatMap((each) => reader.pool.candidates(operation, each, 'token'));
    return parameters.length === 0 || (parameters.length === 1 && new Set(known.map(({ value }) => value)).size === 1);
  }

  /** Sends the values that it has, and checks that it is as before. */
  async #restate(one: Case, operation: Operation, { set, settable, read }: Restated): Promise<JudgedCase> {
    const before = await this.#reading(read);
    const send = (filled: Case, built: Built): Promise<JudgedCase> =>
      sendAndJudge(filled, this.#tools, async () => ({
        ...{ effect: 'updated', identity: { id: undefined, names: [] }, nouns: new Set<string>(), settable },
        ...{ ...effectOf(filled.request), sent: built.body, before, siblings: [] },
        ...{ after: await this.#reading(read), lists: [] },
      }));
    let judged: JudgedCase | undefined;
    for (const values of [set, ...alone(operation, set)]) {
      const wish = { set: values, fixed: parametersOf(read, operation) };
      const attempting = { operation, lifecycle: undefined, wish, send, isFixed: true };
      const sent = await this.#writer.write(one, attempting);
      const isKept = judged !== undefined && judged.verdict.findings.length > 0;
      if (!isKept && (judged === undefined || isSuccess(statusOf(sent?.judged)))) judged = sent?.reported;
      if (isKept || isSuccess(statusOf(judged))) break;
    }
    return judged ?? unsent(one, UNKNOWN_PARENT);
  }

  async #reading(read: Case): Promise<Reading | undefined> {
    const sent = await this.#tools.send(read);
    const reply = sent.kind === 'answered' ? sent.reply : undefined;
    return reply?.kind === 'response'
      ? { operation: read.operation, url: read.request.url, response: reply }
      : undefined;
  }
}

/** The parameters of a read, for a write to the same thing. */
function parametersOf({ request: { url } }: Case, { path }: Operation): Record<string, string> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const segments = pathname.split('/').slice(-path.split('/').length);
  const inPath = path.split('/').flatMap((segment, at): [string, string][] => {
    const name = /^\{(.*)\}$/.exec(segment)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(segments[at] ?? '')]];
  });
  return { ...Object.fromEntries(searchParams), ...Object.fromEntries(inPath) };
}

/** Maximum number of values that are sent alone. */
const MAX_ALONE = 5;

/** Each value alone, if the update requires none and keeps what it does not contain (RFC 5789, section 2). */
function alone(operation: Operation, set: Restated['set']): Restated['set'][] {
  const schema = bodySchema(operation);
  const isPartial = operation.method === 'PATCH' && isObject(schema) && requiredOf(schema).length === 0;
  return isPartial && set.size > 1 ? [...set].slice(0, MAX_ALONE).map((each) => new Map([each])) : [];
}

/** True for the organization that a user belongs to: a run makes no other one. */
const isAccount = ({ path }: Operation): boolean => /\/(organi[sz]ations?|tenants?)\/\{\}$/i.test(routeOf(path));

const NOT_OURS = 'it would change a resource that the run did not make';
const NO_VALUES = 'no response contained the values that it has';
