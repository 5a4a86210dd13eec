import type { RootContent } from 'mdast';
import { clean } from './clean.ts';
import type { Terminal } from './console.ts';
import { code, heading, list, paragraph, text } from './markdown.ts';
import { wrapped } from './wrapped.ts';

/** Most rows of a section that are written out; JSON has all. */
const MOST_ROWS = 50;

/** Things of one kind that a comparison came to, whatever they are told in. */
export interface Section {
  glyph: '✗' | '✓' | '=' | '~' | '?' | '+' | '⏱';
  title: string;
  rows: Row[];
  /** Rows that are left out. */
  more: number;
}

/** Something that differs, and where it shows. */
export interface Row {
  /** What it is about. */
  subject: string;
  said: string;
  aside: string;
}

/** A section of at most so many rows. */
export const sectionOf = (glyph: Section['glyph'], title: string, rows: Row[]): Section => ({
  ...{ glyph, title, rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) },
});

/** Sections as a person reads them on a terminal; each begins with an empty line, and names the same subject once. */
export function sectionLines(sections: readonly Section[], { colors, columns }: Terminal): string[] {
  const paint = { '✗': colors.red, '✓': colors.green, '=': colors.yellow, '~': colors.yellow, '?': colors.yellow };
  const title = ({ glyph, title: words }: Section): string => {
    const line = wrapped(`${glyph} ${words}`, columns);
    return glyph in paint ? paint[glyph as keyof typeof paint](line) : line;
  };
  const row = ({ subject, said, aside }: Row, at: number, rows: readonly Row[]): string[] => [
    ...(rows[at - 1]?.subject === subject ? [] : [`  ${wrapped(clean(subject), columns, 4)}`]),
    ...(said === '' ? [] : [`    ${wrapped(clean(said), columns, 6)}`]),
    ...(aside === '' ? [] : [`    ${colors.dim(wrapped(clean(aside), columns, 6))}`]),
  ];
  return sections.flatMap((section) => [
    '',
    title(section),
    ...section.rows.flatMap(row),
    ...(section.more > 0 ? [`  … ${section.more} more; --format json has all`] : []),
  ]);
}

/** Sections as Markdown: a heading and a list each. */
export const sectionMarkdown = (sections: readonly Section[]): RootContent[] =>
  sections.flatMap(({ title, rows, more }) => [
    heading(3, text(title)),
    list(
      rows.map(({ subject, said, aside }) => [
        code(subject),
        ...(said === '' ? [] : [text(': '), code(said)]),
        ...(aside === '' ? [] : [text(` – ${aside}`)]),
      ]),
    ),
    ...(more > 0 ? [paragraph(text(`… ${more} more`))] : []),
  ]);
