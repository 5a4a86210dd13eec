import pluralize from 'pluralize';
import { code, heading, list, markdownOf, paragraph, text } from '../markdown.ts';
import { sectionMarkdown } from '../sections.ts';
import type { Comparison } from './compare.ts';
import { headLine, sectionsOf } from './sections.ts';

/** Longest body of a GitHub issue in characters, minus room for the last line. */
const LONGEST = 65_000;

/** Renders a comparison as Markdown (GitHub Flavored): the text of an issue. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { before, after } = comparison;
  const added = comparison.new.filter(({ waiver }) => waiver === null).length;
  const whole = markdownOf([
    heading(2, text(`${pluralize('new deviation', added, true)} of `), code(after.target.name)),
    list([
      [text('old: '), code(headLine(before))],
      [text('new: '), code(headLine(after))],
      ...comparison.warnings.map((warning) => [text(warning)]),
    ]),
    ...sectionMarkdown(sectionsOf(comparison)),
    ...(comparison.exitCode === 3
      ? [paragraph(text('The run is inconclusive: '), code(after.reasons.join('; ')))]
      : []),
  ]);
  if (whole.length <= LONGEST) return whole;
  return `${whole.slice(0, whole.lastIndexOf('\n', LONGEST))}\n\n… truncated; --format json has all\n`;
}
