import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import pluralize from 'pluralize';
import { SERVED } from '../record/report-folder.ts';
import { causesOf, newCauses } from './causes.ts';
import { clean } from './clean.ts';
import { type ComparisonReport, isComparison } from './sides/classes.ts';
import { entryOf } from './sides/entry.ts';
import { failuresOfSides } from './sides/failures.ts';
import { doubtsOfSides } from './sides/sentences.ts';
import { waiverLines } from './waiver-lines.ts';
import type { ContractJson } from './contract-json.ts';

/** GitHub shows at most ten annotations of a kind per step. */
const MOST = 10;

/** Absolute paths of folders. */
export interface Folders {
  directory: string;
  workspace: string;
}

/**
 * Renders workflow commands, which GitHub shows on the broken lines of the contract.
 *
 * @param folders working directory of the run, to which names of files are relative, and folder of the checkout
 */
export function annotations(report: ContractJson, folders: Folders): string {
  const errors = isComparison(report) ? ofDifferences(report, folders) : ofDeviations(report, folders);
  const failing = waiverLines(report)
    .filter((waiver) => waiver.isFailing)
    .slice(0, MOST)
    .map(({ place, line }) => {
      const [, document = '', at = ''] = /^(.*):(\d+)$/.exec(place) ?? [];
      return command('error', { ...placeIn({ document, line: Number(at) }, folders), title: 'waiver' }, line);
    });
  const doubts = isComparison(report) ? doubtsOfSides(report) : report.doubt === null ? [] : [report.doubt];
  const foreign = doubts.map((doubt) => command('warning', { title: 'not an Infisical server' }, doubt));
  const reasons = report.outcome === 'inconclusive' ? report.reasons.slice(0, MOST) : [];
  const inconclusive = reasons.map((reason) => command('warning', { title: 'inconclusive' }, reason));
  return [...foreign, ...errors, ...failing, ...inconclusive].join('');
}

/** An error for each cause of deviations. */
function ofDeviations(report: ContractJson, folders: Folders): string[] {
  const causes = causesOf(report.cases);
  const added = newCauses(causes, report.since);
  return causes.slice(0, MOST).map((cause) => {
    const { finding, title, first, cases } = cause;
    const { check, expected, received, where } = finding;
    return command(
      'error',
      {
        ...(where !== null && placeIn(where, folders)),
        title: `${added.has(cause) ? 'new: ' : ''}${check}: ${first.operation}`,
      },
      `${title} (received ${received}; expected ${expected}) in ${pluralize('case', cases.length, true)}, such as ${first.id}`,
    );
  });
}

/** An error for each cause of differences that fails. */
function ofDifferences(report: ComparisonReport, folders: Folders): string[] {
  const failures = failuresOfSides(report, report.cases).slice(0, MOST);
  const added = newCauses(
    failures.map(({ cause }) => cause),
    report.since,
  );
  return failures.map(({ type, cause, where }) => {
    const { message, count, shortPlace } = entryOf(cause);
    return command(
      'error',
      {
        ...(where !== undefined && placeIn(where, folders)),
        title: `${added.has(cause) ? 'new: ' : ''}${type}: ${shortPlace}`,
      },
      `${message} (a: ${cause.a} → b: ${cause.b}) ${count}, such as ${cause.cases[0] ?? ''}`,
    );
  });
}

/** The annotation of a run that ended with an error. */
export const annotation = (line: string): string => command('error', { title: 'infisical-contract' }, line);

/** The annotation of an error that does not change the result of a run. */
export const warningAnnotation = (line: string): string => command('warning', { title: 'infisical-contract' }, line);

/** Prevents GitHub from interpreting a text as workflow commands. */
export function untrusted(text: string): string {
  const token = randomUUID();
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

/** The path of a document in the checkout; undefined if it was fetched or is outside. */
function placeIn(
  { document, line }: { document: string; line: number },
  { directory, workspace }: Folders,
): Record<string, string> {
  const path = resolve(directory, document);
  const file = relative(workspace, path);
  const isFetched = Object.values<string>(SERVED).includes(document);
  return isFetched || file.startsWith('..') || !existsSync(path) ? {} : { file, line: String(line) };
}

function command(name: string, properties: Record<string, string>, message: string): string {
  const parameters = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value, /[%:,]/g)}`);
  return `::${name} ${parameters.join(',')}::${escaped(message, /%/g)}\n`;
}

const escaped = (text: string, special: RegExp): string =>
  clean(text).replace(special, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
