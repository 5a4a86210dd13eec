import { clean } from '../clean.ts';
import type { Terminal } from '../terminal.ts';
import { sectionLines } from '../sections.ts';
import { wrapped } from '../wrapped.ts';
import type { Comparison } from './compare.ts';
import { headLine, sectionsOf } from './sections.ts';

/** Renders a comparison for the console. */
export const comparisonText = (comparison: Comparison, terminal: Terminal): string =>
  [
    wrapped(clean(`old  ${headLine(comparison.before)}`), terminal.columns, 5),
    wrapped(clean(`new  ${headLine(comparison.after)}`), terminal.columns, 5),
    ...comparison.warnings.map((warning) =>
      terminal.colors.yellow(wrapped(`warning: ${clean(warning)}`, terminal.columns)),
    ),
    ...sectionLines(sectionsOf(comparison), terminal),
    '',
    lastLine(comparison),
    '',
  ].join('\n');

/** The conclusion of a comparison. */
function lastLine({ exitCode, after, ...comparison }: Comparison): string {
  if (exitCode === 1) return 'new deviations';
  if (exitCode === 3) return `no new deviations, but the run is inconclusive: ${clean(after.reasons.join('; '))}`;
  return comparison.new.length > 0 ? 'no new deviations except waived ones' : 'no new deviations';
}
