import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LedgerLine, Removal, Search } from '../lifecycles/ledger.ts';
import { openLedger } from '../lifecycles/read-ledger.ts';
import type { Leftover } from '../record/leftover.ts';
import { cleanLedger, cleanLost } from '../run/lifecycles/clean-ledgers.ts';
import { leftoverOf } from '../run/lifecycles/lifecycle-run.ts';
import type { Writes } from '../run/run-context.ts';
import type { AnsweredWrites } from './answered-writes.ts';
import type { Counterparts } from './counterparts.ts';
import type { Translation } from './translation.ts';

/**
 * Writes the ledger of b: that of a, with the identifiers and names of b. What a has deleted is only entered as deleted
 * if b has answered its deletion.
 */
export class LedgerOfB {
  readonly #writes: Writes;
  readonly #counterparts: Counterparts;
  readonly #translation: Translation;
  readonly #answered: AnsweredWrites;
  readonly #removals = new Map<string, Removal | null>();
  readonly #names = new Map<number, string | null>();
  /** Keys of resources that a has deleted, perhaps in another way than b. */
  readonly #removedByA = new Set<string>();
  readonly #searches = new Map<number, Search | null>();

  constructor(writes: Writes, counterparts: Counterparts, translation: Translation, answered: AnsweredWrites) {
    this.#writes = writes;
    this.#counterparts = counterparts;
    this.#translation = translation;
    this.#answered = answered;
  }

  /** Adds the line that corresponds to one of the ledger of a. */
  add(line: LedgerLine): void {
    const translated = this.#translated(line);
    if (line.type === 'ledger') mkdirSync(dirname(this.#writes.ledger), { recursive: true });
    if (translated !== undefined) this.#append(translated);
  }

  #translated(line: LedgerLine): LedgerLine | undefined {
    const { run, baseUrl } = this.#writes;
    switch (line.type) {
      case 'ledger':
        return { ...line, run, baseUrl };
      case 'planned': {
        const name = line.name === null ? null : this.#counterparts.inWordsOfB(line.name);
        const find = line.find && this.#search(line.find);
        this.#names.set(line.entry, name);
        this.#searches.set(line.entry, find);
        return { ...line, name, find };
      }
      case 'created': {
        const removal = line.removal && this.#removal(line.removal);
        // Without a counterpart of its id, b has refused it, or it is found by its name.
        if (line.removal !== null && removal === null) return this.#refusal(line.entry);
        this.#removals.set(`${line.entry}.${line.item}`, removal);
        return { ...line, removal };
      }
      case 'removed': {
        const key = `${line.entry}.${line.item}`;
        const removal = this.#removals.get(key);
        if (removal === undefined) return undefined;
        if (removal === null || this.#answered.hasRemoved(removal, this.#names.get(line.entry))) return line;
        this.#removedByA.add(key);
        return undefined;
      }
      // b may have carried out what a has refused.
      case 'refused':
      case 'failed':
        return this.#refusal(line.entry) ?? { type: 'failed', entry: line.entry };
    }
  }

  /** The line of a create that b has refused; undefined if it has not. */
  #refusal = (entry: number): LedgerLine | undefined =>
    this.#answered.hasRefused(this.#names.get(entry)) ? { type: 'refused', entry } : undefined;

  #removal(removal: Removal): Removal | null {
    const { method, url, auth, body } = removal;
    const request = this.#translation.requestOfB({ method, url, auth, fault: undefined, ...(body && { body }) });
    return request === undefined
      ? null
      : { method, url: request.url, auth, ...(request.body !== undefined && { body: request.body }) };
  }

  #search({ list, removal, auth }: Search): Search | null {
    const listed = this.#translation.requestOfB({ method: 'GET', url: list, auth, fault: undefined });
    const removed = this.#removal(removal);
    return listed === undefined || removed === null ? null : { list: listed.url, auth, removal: removed };
  }

  /** Deletes what is left on b. */
  async cleanUp(): Promise<Leftover[]> {
    const { close } = this.#writes;
    try {
      return await this.#cleaned();
    } finally {
      close();
    }
  }

  async #cleaned(): Promise<Leftover[]> {
    const { ledger, sendAnyway, auths } = this.#writes;
    if (!existsSync(ledger)) return [];
    const unsure = openLedger(ledger).resources.filter(({ key }) => this.#removedByA.has(key));
    for (const { key, operation } of unsure) {
      const [entry = 0, item = 0] = key.split('.').map(Number);
      const [name, find] = [this.#names.get(entry) ?? null, this.#searches.get(entry) ?? null];
      if (name === null || find === null) continue;
      const { left } = await cleanLost({ lost: [{ operation, name, find, mayStay: false }] }, sendAnyway, auths);
      if (left.length === 0) this.#append({ type: 'removed', entry, item });
    }
    const { left } = await cleanLedger(openLedger(ledger), sendAnyway, auths);
    return left.map(leftoverOf);
  }

  #append = (line: LedgerLine): void => appendFileSync(this.#writes.ledger, `${JSON.stringify(line)}\n`);
}
