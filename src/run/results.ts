/** Results that become known one after the other. Nothing is kept for one that is neither known nor awaited. */
export class Results<T> {
  readonly #known = new Map<string, T>();
  readonly #listeners = new Map<string, ((result: Promise<T>) => void)[]>();
  #end: Promise<never> | undefined;

  /** The result with an id; rejects if the end comes without it. */
  of(id: string): Promise<T> {
    const known = this.#known.get(id);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#end !== undefined) return this.#end;
    return new Promise((resolve) => {
      const listeners = this.#listeners.get(id) ?? [];
      this.#listeners.set(id, [...listeners, resolve]);
    });
  }

  /** True after the end. */
  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Adds a result; after the end it is ignored. */
  add(id: string, result: T): void {
    if (this.isEnded) return;
    this.#known.set(id, result);
    for (const listener of this.#listeners.get(id) ?? []) listener(Promise.resolve(result));
    this.#listeners.delete(id);
  }

  /** Ends the results: what is not known is rejected. */
  end(reason: Error): void {
    if (this.isEnded) return;
    this.#end = Promise.reject(reason);
    this.#end.catch(() => undefined);
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener(this.#end);
    this.#listeners.clear();
  }
}
