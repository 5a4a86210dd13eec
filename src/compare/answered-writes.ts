import type { CaseRequest } from '../cases/request.ts';
import type { Reply } from '../client/reply.ts';
import { isSuccess } from '../contract/responses.ts';
import type { Removal } from '../lifecycles/ledger.ts';

/** Names that a run makes. */
const OWN_NAME = /contract-[0-9a-f]{8}-[0-9a-z]{4,}/g;

/** A write that b has answered. */
interface Answer {
  /** Method and path. */
  place: string;
  /** The names in it that the run has made. */
  names: ReadonlySet<string>;
  /** True if b no longer has what the request deletes. */
  isRemoval: boolean;
  /** True if it belongs to the clean-up of a, which has received the same status. */
  isAlike: boolean;
}

/** How b has answered writes. */
export class AnsweredWrites {
  /** By their texts, the latest last. */
  readonly #answers = new Map<string, Answer>();
  readonly #refused = new Set<string>();

  /**
   * Notes a request that b has answered.
   *
   * @param replyOfA given if the request belongs to the clean-up of a
   */
  note(request: CaseRequest, reply: Reply, replyOfA?: Reply): void {
    if (request.method === 'GET') return;
    const [text, status] = [textOf(request), reply.kind === 'response' ? reply.status : undefined];
    const isRemoval = status !== undefined && (isSuccess(status) || status === 404 || status === 410);
    const isAlike = status !== undefined && replyOfA?.kind === 'response' && replyOfA.status === status;
    this.#answers.delete(text);
    const names = namesIn(text);
    this.#answers.set(text, { place: placeOf(request), names, isRemoval, isAlike });
    if (status === undefined) return;
    for (const name of names) {
      if (status >= 400 && status < 500) this.#refused.add(name);
      else this.#refused.delete(name);
    }
  }

  /**
   * True if the last attempt to delete what a has deleted shows that b no longer has it, or had the same error from both
   * servers. A request is such an attempt if it has the same place and contains the name of the resource or, if the
   * removal does not contain this name, the same names.
   *
   * @param name the name of the resource
   */
  hasRemoved(removal: Removal, name: string | null = null): boolean {
    const [whole, place] = [textOf(removal), placeOf(removal)];
    const names = namesIn(whole);
    const wanted = name !== null && names.has(name) ? [name] : [...names];
    const own = [...this.#answers].filter(
      ([text, answer]) =>
        answer.place === place &&
        (text === whole || (wanted.length > 0 && wanted.every((each) => answer.names.has(each)))),
    );
    const last = own.at(-1)?.[1];
    return last !== undefined && (last.isRemoval || last.isAlike);
  }

  /** True if b has refused the last request that contained a name. */
  hasRefused = (name: string | null | undefined): boolean => typeof name === 'string' && this.#refused.has(name);
}

const namesIn = (text: string): Set<string> => new Set(text.match(OWN_NAME));

const placeOf = ({ method, url }: Removal | CaseRequest): string => `${method} ${url.split('?')[0] ?? ''}`;

const textOf = ({ method, url, body }: Removal | CaseRequest): string => `${method} ${url} ${body?.text ?? ''}`;
