import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Auth } from '../cases/fixtures.ts';
import type { RequestBody } from '../cases/request.ts';

/** A request that deletes a resource. It contains no credentials. */
export interface Removal {
  method: string;
  url: string;
  auth: Auth;
  body?: RequestBody;
}

/** A line of a ledger. */
export type LedgerLine =
  | { type: 'ledger'; run: string; baseUrl: string; startedAt: string }
  /** A create is about to be sent. `find`: a list in which the resource has the name, if the response is lost. */
  /** `isBelow`: it belongs to a resource of the run, with which it is deleted. */
  | { type: 'planned'; entry: number; operation: string; name: string | null; find: Search | null; isBelow?: boolean }
  /** It was created; `removal`: how it is deleted; null: with what it belongs to. */
  | { type: 'created'; entry: number; item: number; removal: Removal | null; parents: readonly string[] }
  | { type: 'removed'; entry: number; item: number }
  /** It was answered with an error of the server, so it may exist all the same. */
  | { type: 'failed'; entry: number }
  /** It was refused, so there is nothing to delete. */
  | { type: 'refused'; entry: number };

/** How a resource is found by its exact name. */
export interface Search {
  list: string;
  auth: Auth;
  /** The request that deletes it; its URL has {@link ID} in place of the id. */
  removal: Removal;
}

/** Replaced by the id of a resource that is found by its name. */
export const ID = 'contract-resource-id';

/** Writes what a run makes, before it is made, so that it can be deleted even if the run is killed. */
export class Ledger {
  readonly #file: string;
  readonly #onLine: (line: LedgerLine) => void;
  #entries = 0;

  /**
   * @param file path of the file, to which lines are appended
   * @param onLine called with each line after it is written
   */
  constructor(
    file: string,
    head: Extract<LedgerLine, { type: 'ledger' }>,
    onLine: (line: LedgerLine) => void = () => undefined,
  ) {
    this.#file = file;
    this.#onLine = onLine;
    mkdirSync(dirname(file), { recursive: true });
    this.#write(head);
  }

  /**
   * Must be called before a create is sent; returns the number of its entry.
   *
   * @param isBelow true: it belongs to a resource of the run, with which it is deleted
   */
  plan(operation: string, name: string | null, find: Search | null, isBelow = false): number {
    const entry = ++this.#entries;
    this.#write({ type: 'planned', entry, operation, name, find, isBelow });
    return entry;
  }

  /**
   * @param removal null if it is deleted with what it belongs to
   * @param parents keys of the resources of the run that it belongs to
   */
  created({ entry, item }: { entry: number; item: number }, removal: Removal | null, parents: readonly string[]): void {
    this.#write({ type: 'created', entry, item, removal, parents });
  }

  removed({ entry, item }: { entry: number; item: number }): void {
    this.#write({ type: 'removed', entry, item });
  }

  failed(entry: number): void {
    this.#write({ type: 'failed', entry });
  }

  refused(entry: number): void {
    this.#write({ type: 'refused', entry });
  }

  /** Deletes the file: nothing is left to delete on the server. */
  close(): void {
    rmSync(this.#file, { force: true });
  }

  #write(line: LedgerLine): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
    this.#onLine(line);
  }
}
