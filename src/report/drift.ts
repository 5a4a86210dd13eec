import pluralize from 'pluralize';
import type { DocumentPlace } from '../contract/operations.ts';
import type { Difference } from '../drift/difference.ts';
import { type Drift, isBreaking } from '../drift/drift.ts';
import { clean } from './clean.ts';
import type { Terminal } from './terminal.ts';
import { code, heading, list, markdownOf, text } from './markdown.ts';
import { type Row, type Section, sectionLines, sectionMarkdown, sectionOf } from './sections.ts';
import { wrapped } from './wrapped.ts';

/** The compared documents. */
export interface Compared {
  /** Folder, file or URL of the published and of the served contract. */
  published: string;
  served: string;
  drift: Drift;
}

/** Renders a drift for the console. */
export const driftText = (compared: Compared, terminal: Terminal): string =>
  [
    wrapped(clean(`published  ${compared.published}`), terminal.columns, 11),
    wrapped(clean(`served     ${compared.served}`), terminal.columns, 11),
    ...sectionLines(driftSections(compared.drift), terminal),
    '',
    wrapped(clean(lastLine(compared.drift)), terminal.columns),
    '',
  ].join('\n');

/** Renders a drift as Markdown (GitHub Flavored). */
export const driftMarkdown = ({ published, served, drift }: Compared): string =>
  markdownOf([
    heading(2, text(lastLine(drift))),
    list([
      [text('published: '), code(published)],
      [text('served: '), code(served)],
    ]),
    ...sectionMarkdown(driftSections(drift)),
  ]);

/** Sections with rows, breaking differences first. */
export function driftSections({ missing, added, notCompared, differences, faults }: Drift): Section[] {
  const breaking = differences.filter((one) => one.isBreaking);
  const harmless = differences.filter((one) => !one.isBreaking);
  const operations = (count: number) => pluralize('operation', count, true);
  const notServed = missing.map(({ operation, published }) => ({
    subject: operation,
    detail: '',
    aside: placed(published),
  }));
  const unpublished = added.map((operation) => ({ subject: operation, detail: '', aside: '' }));
  const faulty = notCompared.map(({ operation, reason }) => ({ subject: operation, detail: reason, aside: '' }));
  const listed = new Set(notCompared.map(({ reason }) => reason));
  const wrong = faults.filter((line) => !listed.has(line)).map((line) => ({ subject: line, detail: '', aside: '' }));
  return [
    sectionOf('✗', `${operations(missing.length)} not served`, notServed),
    sectionOf('✗', `${pluralize('difference', breaking.length, true)} that may break clients`, breaking.map(row)),
    sectionOf('?', `${operations(notCompared.length)} not compared`, faulty),
    sectionOf('?', `${pluralize('fault', wrong.length, true)} of the contract`, wrong),
    sectionOf('~', pluralize('compatible difference', harmless.length, true), harmless.map(row)),
    sectionOf('+', `${operations(added.length)} served but not published; use import to add one`, unpublished),
  ].filter(({ rows }) => rows.length > 0);
}

const row = ({ operation, subject, message, published, served }: Difference): Row => ({
  subject: operation,
  detail: `${subject} ${message}`,
  aside: [
    ...(published === null ? [] : [`${published.document}:${published.line}`]),
    `#${(served ?? published)?.pointer ?? ''}`,
  ].join(' · '),
});

const placed = ({ document, line, pointer }: DocumentPlace): string => `${document}:${line} · #${pointer}`;

function lastLine(drift: Drift): string {
  const left = drift.notCompared.length === 0 ? '' : `, ${drift.notCompared.length} not`;
  const compared = `${pluralize('operation', drift.compared.length, true)} compared${left}`;
  if (isBreaking(drift)) return `clients of the published contract may break; ${compared}`;
  if (drift.differences.length > 0) return `no breaking differences; ${compared}`;
  return `no differences; ${compared}`;
}
