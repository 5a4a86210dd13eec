import pluralize from 'pluralize';
import type { RootContent } from 'mdast';
import { code, heading, list, markdownOf, paragraph, text } from '../markdown.ts';
import type { Comparison } from './compare.ts';
import { headLine, type Section, sectionsOf } from './sections.ts';

/** A comparison as Markdown (GitHub Flavored): the text of an issue. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { before, after } = comparison;
  const fresh = comparison.new.filter(({ waiver }) => waiver === null).length;
  return markdownOf([
    heading(2, text(`${pluralize('new deviation', fresh, true)} of `), code(after.target.name)),
    list([
      [text('old: '), code(headLine(before))],
      [text('new: '), code(headLine(after))],
    ]),
    ...sectionsOf(comparison).flatMap(sectionOf),
    ...(comparison.exitCode === 3
      ? [paragraph(text('The run is inconclusive: '), code(after.reasons.join('; ')))]
      : []),
  ]);
}

const sectionOf = ({ title, rows, more }: Section): RootContent[] => [
  heading(3, text(title)),
  list(rows.map(({ subject, said, aside }) => [code(subject), text(': '), code(said), text(` – ${aside}`)])),
  ...(more > 0 ? [paragraph(text(`… ${more} more`))] : []),
];
