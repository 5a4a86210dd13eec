import { basename, relative } from 'node:path';
import { suggest } from '../config/nearest.ts';
import { starred } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import { causesOf } from '../report/causes.ts';
import { SAME_RESPONSE } from '../record/sides.ts';
import type { ContractJson } from '../report/contract-json.ts';
import { isDay, isExpired, subjectOf } from '../waivers/waiver.ts';
import type { Terms } from './request.ts';
import { addWaivers, type Entry } from '../waivers/write.ts';

/**
 * Writes a waiver for each finding of a report.
 *
 * @param path file of the waivers
 * @returns a line for each waiver
 * @throws Problem if no finding has the id, or it is already waived
 */
export function waiveFindings(ids: readonly string[], terms: Terms, report: ContractJson, path: string): string {
  if (!isDay(terms.expires)) throw problem(`${terms.expires} is not a date`, '--expires', 'Write it like 2027-01-31');
  if (isExpired(terms, new Date().toISOString())) {
    throw problem(
      `${terms.expires} is in the past`,
      '--expires',
      'Set it to the last day on which the deviation is accepted',
    );
  }
  for (const [flag, value] of Object.entries({ '--reason': terms.reason, '--owner': terms.owner })) {
    if (value.trim() === '') throw problem('is empty', flag, 'Write it for those who read the waiver later');
  }
  const causes = terms.cause ? causesOf(report.cases) : [];
  const meant = ids.flatMap((id) => causes.find((cause) => cause.ids.includes(id))?.ids ?? [id]);
  const entries = [...new Set(meant)].map((id) => entryOf(id, terms, report));
  const short = relative(process.cwd(), path);
  const added = addWaivers(path, short.startsWith('..') ? basename(path) : short, entries);
  return added.map((waiver) => `${waiver.place}: ${subjectOf(waiver)} is waived until ${waiver.expires}\n`).join('');
}

function entryOf(id: string, { target, flaky, reason, owner, expires }: Terms, { cases }: ContractJson): Entry {
  const found = cases
    .flatMap(({ operation, findings }) => findings.map((finding) => ({ operation, finding })))
    .find(({ finding }) => finding.id === id);
  if (found === undefined) {
    const known = [...new Set(cases.flatMap(({ findings }) => findings.map((finding) => finding.id)))];
    const fix = known.length === 0 ? 'It has no findings' : suggest(id, known.slice(0, 12));
    throw problem(`there is no finding ${id} in the last report`, 'waive', fix);
  }
  const { operation, finding } = found;
  const { status, check, pointer, expected, waiver } = finding;
  if (waiver !== null) throw problem(`${id} is already waived`, waiver, 'Change that waiver');
  return {
    ...{ operation, status: statusOf(status), check, pointer: starred(pointer) },
    ...((check === 'status-expected' || (check === SAME_RESPONSE && pointer === '')) && {
      expected: statusOf(expected),
    }),
    ...(target !== undefined && { target }),
    ...(flaky && { flaky }),
    ...{ reason, owner, expires },
  };
}

/** A status as a YAML number, if it is one. */
const statusOf = (text: string): string | number => (/^\d{3}$/.test(text) ? Number(text) : text);

const problem = (message: string, where: string, fix: string): Problem =>
  new Problem({ code: 'waive', message, where, fix });
