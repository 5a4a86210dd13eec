import type { Case } from '../../cases/case.ts';
import { isSuccess } from '../../contract/responses.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import { type JudgedCase, responseOf, statusOf } from '../../verdict/judged-case.ts';
import type { Account } from './account.ts';
import type { Built } from './wish.ts';
import { isPending } from './state.ts';
import { authsFor, sendAndJudge, type Tools } from './tools.ts';
import type { Sent, Writer } from './writer.ts';

/** Deletes resources of the run, and checks that they are gone. */
export class Deletions {
  readonly #tools: Tools;
  readonly #writer: Writer;
  readonly #account: Account;

  constructor(tools: Tools, writer: Writer, account: Account) {
    this.#tools = tools;
    this.#writer = writer;
    this.#account = account;
  }

  /**
   * Deletes a resource, and checks that it is gone.
   *
   * @returns undefined if no request names it
   */
  async delete(one: Case, resource: Resource): Promise<Sent | undefined> {
    const { lifecycle } = resource;
    const { observer, context } = this.#tools;
    const operation = context.operation(one);
    const send = (filled: Case, built: Built): Promise<JudgedCase> =>
      sendAndJudge({ ...filled, steps: resource.steps }, this.#tools, async (reply) => {
        if (!isSuccess(reply.status) || isPending(operation, reply, resource)) return undefined;
        const seen = { after: await observer.read(resource), lists: await observer.lists(resource) };
        return { effect: 'deleted', ...observer.about(resource, built), ...seen };
      });
    const mayBeSent = (built: Built): boolean => this.#tools.requests.isOurs(operation, built, resource);
    const attempting = { operation, lifecycle, wish: { resource }, send, mayBeSent };
    const sent = await this.#writer.write(one, attempting, authsFor(resource, this.#tools));
    const isThere = sent?.judged.verdict.findings.some(({ check }) => check === 'deleted-gone') === true;
    const reply = responseOf(sent?.judged);
    if (isThere) this.#account.doesNotDelete(lifecycle);
    // A deletion that awaits an approval has not happened yet.
    else if (isSuccess(reply?.status) && !(reply && isPending(operation, reply, resource)))
      this.#account.removed(resource);
    return sent;
  }

  /** Sends the request that deleted a resource again. */
  async deleteAgain(again: Case, { case: { request, steps = [] }, ...judged }: JudgedCase): Promise<JudgedCase> {
    const deleted = `${request.method} ${request.url} ${String(statusOf(judged))}`;
    return sendAndJudge({ ...again, request, steps: [...steps, deleted] }, this.#tools);
  }
}
