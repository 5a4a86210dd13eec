import type { Operation } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import type { Resource } from '../../lifecycles/resource.ts';

const SIZE = /^(limit|page_?size|per_?page|take|size)$/i;
const OFFSET = /^(offset|skip|start)$/i;
const NUMBER = /^page(_?number)?$/i;
const CURSOR = /^(cursor|after|before|count)$/i;

/** Largest page that is asked for if the contract declares no maximum, and the number of pages that are read. */
const LARGEST = 100;
export const MAX_PAGES = 10;

const inQuery = ({ parameters }: Operation) => parameters.filter(({ in: location }) => location === 'query');

/**
 * True for a list that shows all items at once: none of its parameters selects a part, apart from those that say where
 * the resource is, and those that show more.
 */
export const isWhole = (operation: Operation, { sent }: Resource): boolean =>
  inQuery(operation)
    .filter(({ required }) => !required)
    .every(({ name, schema }) => !isPaging(name) && (name in sent || (isObject(schema) && schema.type === 'boolean')));

const isPaging = (name: string): boolean => [SIZE, OFFSET, NUMBER, CURSOR].some((pattern) => pattern.test(name));

/**
 * The query of a page of a list, with the largest size that the contract allows.
 *
 * @param page from 0
 * @returns undefined if the list has no such page, because its parameters select none
 */
export function pageQuery(
  operation: Operation,
  page: number,
): { query: Record<string, string>; size: number } | undefined {
  const parameters = inQuery(operation);
  const [size, offset, number] = [SIZE, OFFSET, NUMBER].map((pattern) =>
    parameters.find(({ name }) => pattern.test(name)),
  );
  const { maximum } = isObject(size?.schema) ? size.schema : {};
  const largest = typeof maximum === 'number' ? maximum : LARGEST;
  if (page > 0 && (size === undefined || (offset === undefined && number === undefined))) return undefined;
  const query = {
    ...(size !== undefined && { [size.name]: String(largest) }),
    ...(offset !== undefined && page > 0 && { [offset.name]: String(page * largest) }),
    ...(offset === undefined && number !== undefined && page > 0 && { [number.name]: String(page + 1) }),
  };
  return { query, size: largest };
}

/** A URL with further query parameters, which replace those of the same name. */
export function withQuery(url: string, more: Readonly<Record<string, string>>): string {
  const [path = '', query = ''] = url.split('?');
  const all = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  return all.size === 0 ? path : `${path}?${all.toString()}`;
}

/** True for a body that says that there are more items than it contains. */
export function saysMore(body: unknown): boolean {
  if (!isObject(body)) return false;
  const next = body.next ?? body.nextCursor ?? body.nextPage ?? body.next_page_token ?? body.hasMore;
  if (next !== undefined && next !== null && next !== false && next !== '') return true;
  const total = body.total ?? body.totalCount ?? body.count;
  const items = Object.values(body).find(Array.isArray);
  return typeof total === 'number' && items !== undefined && total > items.length;
}
