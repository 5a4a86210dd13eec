import type { RootContent } from 'mdast';
import { clean } from './clean.ts';
import type { Terminal } from './terminal.ts';
import { code, heading, list, paragraph, text } from './markdown.ts';
import { wrapped } from './wrapped.ts';

/** Maximum number of rows of a section; JSON contains all. */
const MAX_ROWS = 50;

/** Results of one kind in a comparison. */
export interface Section {
  glyph: '✗' | '✓' | '=' | '~' | '?' | '+' | '⏱';
  title: string;
  rows: Row[];
  /** Number of omitted rows. */
  more: number;
}

/** A difference and its details. */
export interface Row {
  /** What it concerns: an operation, or a check of a cell. */
  subject: string;
  detail: string;
  /** Further information, such as ids and places. */
  aside: string;
}

/** Creates a section with a limited number of rows. */
export const sectionOf = (glyph: Section['glyph'], title: string, rows: Row[]): Section => ({
  glyph,
  title,
  rows: rows.slice(0, MAX_ROWS),
  more: Math.max(0, rows.length - MAX_ROWS),
});

/** Renders sections for the console, each after an empty line. Consecutive rows of one subject name it once. */
export function sectionLines(sections: readonly Section[], { colors, columns }: Terminal): string[] {
  const paint = { '✗': colors.red, '✓': colors.green, '=': colors.yellow, '~': colors.yellow, '?': colors.yellow };
  const title = ({ glyph, title: label }: Section): string => {
    const line = wrapped(`${glyph} ${label}`, columns);
    return glyph in paint ? paint[glyph as keyof typeof paint](line) : line;
  };
  const row = ({ subject, detail, aside }: Row, at: number, rows: readonly Row[]): string[] => [
    ...(rows[at - 1]?.subject === subject ? [] : [`  ${wrapped(clean(subject), columns, 4)}`]),
    ...(detail === '' ? [] : [`    ${wrapped(clean(detail), columns, 6)}`]),
    ...(aside === '' ? [] : [`    ${colors.dim(wrapped(clean(aside), columns, 6))}`]),
  ];
  return sections.flatMap((section) => [
    '',
    title(section),
    ...section.rows.flatMap(row),
    ...(section.more > 0 ? [`  … ${section.more} more; --format json has all`] : []),
  ]);
}

/** Renders sections as Markdown: a heading and a list each. */
export const sectionMarkdown = (sections: readonly Section[]): RootContent[] =>
  sections.flatMap(({ title, rows, more }) => [
    heading(3, text(title)),
    list(
      rows.map(({ subject, detail, aside }) => [
        code(subject),
        ...(detail === '' ? [] : [text(': '), code(detail)]),
        ...(aside === '' ? [] : [text(` – ${aside}`)]),
      ]),
    ),
    ...(more > 0 ? [paragraph(text(`… ${more} more`))] : []),
  ]);
