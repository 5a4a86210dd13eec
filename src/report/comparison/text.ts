import { clean } from '../clean.ts';
import type { Terminal } from '../console.ts';
import { wrapped } from '../wrapped.ts';
import type { Comparison } from './compare.ts';
import { headLine, type Row, type Section, sectionsOf } from './sections.ts';

/** What a person reads of a comparison. */
export function comparisonText(comparison: Comparison, { colors, columns }: Terminal): string {
  const paint = { '✗': colors.red, '✓': colors.green, '=': colors.yellow, '~': colors.yellow, '?': colors.yellow };
  const title = ({ glyph, title: words }: Section): string => {
    const line = wrapped(`${glyph} ${words}`, columns);
    return glyph in paint ? paint[glyph as keyof typeof paint](line) : line;
  };
  const row = ({ subject, said, aside }: Row): string[] => [
    `  ${wrapped(clean(subject), columns, 4)}`,
    `    ${wrapped(clean(said), columns, 6)}`,
    `    ${colors.dim(wrapped(clean(aside), columns, 6))}`,
  ];
  const sections = sectionsOf(comparison);
  return [
    wrapped(clean(`old  ${headLine(comparison.before)}`), columns, 5),
    wrapped(clean(`new  ${headLine(comparison.after)}`), columns, 5),
    ...sections.flatMap((section) => [
      '',
      title(section),
      ...section.rows.flatMap(row),
      ...(section.more > 0 ? [`  … ${section.more} more; --format json has all`] : []),
    ]),
    '',
    lastLine(comparison),
    '',
  ].join('\n');
}

/** What follows from a comparison. */
function lastLine({ exitCode, after }: Comparison): string {
  if (exitCode === 1) return 'something is new';
  if (exitCode === 3) return `nothing is new, but the run is inconclusive: ${clean(after.reasons.join('; '))}`;
  return 'nothing is new';
}
