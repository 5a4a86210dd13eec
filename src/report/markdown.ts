import type { PhrasingContent, RootContent, TableRow } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import { clean } from './clean.ts';

/** Builders of Markdown (GitHub Flavored). */
export const markdownOf = (children: RootContent[]): string =>
  toMarkdown({ type: 'root', children }, { extensions: [gfmToMarkdown()], bullet: '-' });

export const text = (value: string): PhrasingContent => ({ type: 'text', value: clean(value) });
/** Text that the server may control, as code: GitHub does not turn code into links. */
export const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value: clean(value) });
export const strong = (...children: PhrasingContent[]): PhrasingContent => ({ type: 'strong', children });
export const paragraph = (...children: PhrasingContent[]): RootContent => ({ type: 'paragraph', children });
export const heading = (depth: 2 | 3, ...children: PhrasingContent[]): RootContent => ({
  type: 'heading',
  depth,
  children,
});
export const shell = (value: string): RootContent => ({ type: 'code', lang: 'sh', value: clean(value) });
export const list = (items: PhrasingContent[][]): RootContent => ({
  type: 'list',
  spread: false,
  children: items.map((children) => ({ type: 'listItem', children: [{ type: 'paragraph', children }] })),
});

/** A table. Its first column is aligned left, the others are centered. */
export function table(head: PhrasingContent[][], rows: PhrasingContent[][][]): RootContent {
  const align = head.map((_, at) => (at === 0 ? null : ('center' as const)));
  return { type: 'table', align, children: [head, ...rows].map(row) };
}

const row = (cells: PhrasingContent[][]): TableRow => ({
  type: 'tableRow',
  children: cells.map((children) => ({ type: 'tableCell', children })),
});
