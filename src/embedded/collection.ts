import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { Kind } from './resources.ts';

/** A resource as responses show it. */
export type Item = Record<string, unknown> & { id: string };

/** The resources of one kind. */
export class Collection {
  readonly kind: Kind;
  readonly #items = new Map<string, Item>();
  /** The organization of each item. */
  readonly #owners = new Map<string, string>();

  constructor(kind: Kind) {
    this.kind = kind;
  }

  /** @throws ApiError 409 if a resource of the same scope has the name */
  create(values: Record<string, unknown>, organizationId: string): Item {
    const { scope, properties } = this.kind;
    const unset = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, 'default' in schema ? schema.default : null]),
    );
    const times = { createdAt: new Date(), updatedAt: new Date() };
    const slug = 'slug' in properties ? { slug: slugOf(values) } : {};
    const own = this.kind.fixed?.(organizationId) ?? { version: 1 };
    const item: Item = { ...unset, ...slug, ...values, id: randomUUID(), ...own, ...times };
    this.#owners.set(item.id, organizationId);
    for (const name of ['slug', 'secretKey']) if (item[name] !== undefined) this.#checkFree(name, item, scope);
    this.#items.set(item.id, item);
    return item;
  }

  /** @throws ApiError 404 */
  find(key: string, scope: Record<string, unknown>, organizationId: string): Item {
    const found = this.list(scope, organizationId).find(
      ({ id, secretKey }) => (this.kind.isNamed ? secretKey : id) === key,
    );
    if (found !== undefined) return found;
    throw new ApiError(404, 'NotFound', `The ${this.kind.name} does not exist`);
  }

  update(item: Item, values: Record<string, unknown>): Item {
    const version = item.version === undefined ? {} : { version: Number(item.version) + 1 };
    const changed: Item = { ...item, ...values, ...version, updatedAt: new Date() };
    if (values.slug !== undefined && values.slug !== item.slug) this.#checkFree('slug', changed, this.kind.scope);
    this.#items.set(item.id, changed);
    return changed;
  }

  delete({ id }: Item): void {
    this.#items.delete(id);
  }

  list(scope: Record<string, unknown>, organizationId: string): Item[] {
    const isIn = (item: Item) => this.kind.scope.every((name) => item[name] === scope[name]);
    return [...this.#items.values()].filter((item) => this.#owners.get(item.id) === organizationId && isIn(item));
  }

  /** Deletes everything that belongs to a resource. */
  deleteBelow(id: string): void {
    for (const item of this.#items.values()) if (item[this.kind.scope[0] ?? ''] === id) this.#items.delete(item.id);
  }

  #checkFree(name: string, item: Item, scope: readonly string[]): void {
    const isSame = (other: Item) =>
      this.#owners.get(other.id) === this.#owners.get(item.id) &&
      [...scope, name].every((each) => other[each] === item[each]);
    if (![...this.#items.values()].some((other) => other.id !== item.id && isSame(other))) return;
    throw new ApiError(400, 'BadRequest', `The ${this.kind.name} already exists`);
  }
}

const slugOf = ({ name }: Record<string, unknown>): string =>
  `${String(name)
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, 50)}-${randomUUID().slice(0, 4)}`;
