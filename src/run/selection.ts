import type { Case } from '../cases/case.ts';
import { suggest } from '../config/nearest.ts';
import { type CaseOrigin, ORIGINS } from '../config/origins.ts';
import { Problem } from '../problem.ts';

/** What of the cases is to be asked, as texts that an operation, a status or a case id holds. */
export interface Selection {
  only: readonly string[];
  exclude: readonly string[];
}

/**
 * Leaves the cases that are asked for.
 *
 * @throws Problem `selection` for a text that fits no case
 */
export function select(
  cases: readonly Case[],
  { only, exclude }: Selection,
  origins: readonly CaseOrigin[] = ORIGINS,
): Case[] {
  for (const [flag, texts] of [
    ['--only', only],
    ['--exclude', exclude],
  ] as const) {
    for (const text of texts) if (!cases.some((one) => fits(one, text))) throw nothingFits(cases, flag, text);
  }
  const left = cases
    .filter(({ origin }) => origins.includes(origin))
    .filter((one) => only.length === 0 || only.some((text) => fits(one, text)))
    .filter((one) => !exclude.some((text) => fits(one, text)));
  if (left.length > 0) return left;
  throw new Problem({
    code: 'selection',
    message: 'no case is left to be asked',
    where: exclude.length > 0 ? '--exclude' : '--only',
    fix: 'Select less narrowly; --list shows all cases',
  });
}

/** True for an operation without any case that a selection does not leave out. */
export function isSelectedOperation(operation: string, { only, exclude }: Selection, cases: readonly Case[]): boolean {
  if (cases.some((one) => one.operation === operation)) return false;
  const fitsText = (text: string) => operation.toLowerCase().includes(text.toLowerCase());
  return (only.length === 0 || only.some(fitsText)) && !exclude.some(fitsText);
}

/** A status fits as a whole, everything else as a part, in any case of letters. */
function fits({ id, operation, expected }: Case, text: string): boolean {
  if (/^[1-5](\d\d|XX)$/i.test(text)) return expected.includes(text.toUpperCase());
  return `${operation}\n${id}`.toLowerCase().includes(text.toLowerCase());
}

function nothingFits(cases: readonly Case[], flag: string, text: string): Problem {
  const words = new Set(cases.flatMap(({ operation, id }) => [operation, id.split(' › ')[0] ?? '']));
  return new Problem({
    code: 'selection',
    message: `${JSON.stringify(text)} fits no operation, status or case`,
    where: flag,
    fix: `${suggest(text, [...words].slice(0, 12))}; --list shows all cases`,
  });
}
