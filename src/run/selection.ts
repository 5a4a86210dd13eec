import type { Case } from '../cases/case.ts';
import { suggest } from '../config/nearest.ts';
import { type CaseOrigin, ORIGINS } from '../config/origins.ts';
import { COMMAND } from '../config/packed.ts';
import { Problem } from '../problem.ts';

/** Which cases to send: texts that match an operation, a status or a case id. */
export interface Selection {
  only: readonly string[];
  exclude: readonly string[];
  /** Texts that match operations which are otherwise excluded. */
  include?: readonly string[];
}

/**
 * Filters cases.
 *
 * @throws Problem `selection` for a text that matches no case
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
    for (const text of texts) if (!cases.some((one) => matches(one, text))) throw nothingMatches(cases, flag, text);
  }
  const left = cases
    .filter(({ origin }) => origins.includes(origin))
    .filter((one) => only.length === 0 || only.some((text) => matches(one, text)))
    .filter((one) => !isExcluded(one, { only, exclude }));
  if (left.length > 0) return left;
  throw new Problem({
    code: 'selection',
    message: 'no case is selected',
    where: exclude.length > 0 ? '--exclude' : '--only',
    fix: `Use a wider selection; ${COMMAND} --list shows all cases`,
  });
}

/** True if a selection includes an operation that has no cases. */
export function isSelectedOperation(operation: string, { only, exclude }: Selection, cases: readonly Case[]): boolean {
  if (cases.some((one) => one.operation === operation)) return false;
  const matchesText = (text: string) =>
    OPERATION.test(text) ? isNamed(operation, text) : operation.toLowerCase().includes(text.toLowerCase());
  return (only.length === 0 || only.some(matchesText)) && !exclude.some(matchesText);
}

/** True if a selection leaves a case out. */
export const isExcluded = (one: Case, { exclude }: Selection): boolean => exclude.some((text) => matches(one, text));

/** A method and a path, as operations are written. */
const OPERATION = /^[A-Z]+ \/\S*$/i;

/**
 * A status and a whole operation match exactly, so that `GET /api/v1/groups` does not select `/api/v1/groups/{id}`. Any
 * other text matches as a part, ignoring case.
 */
function matches({ id, operation, expected }: Case, text: string): boolean {
  if (/^[1-5](\d\d|XX)$/i.test(text)) return expected.includes(text.toUpperCase());
  return OPERATION.test(text)
    ? isNamed(operation, text)
    : `${operation}\n${id}`.toLowerCase().includes(text.toLowerCase());
}

const isNamed = (operation: string, text: string): boolean => operation.toLowerCase() === text.toLowerCase();

function nothingMatches(cases: readonly Case[], flag: string, text: string): Problem {
  const words = new Set(cases.flatMap(({ operation, id }) => [operation, id.split(' › ')[0] ?? '']));
  return new Problem({
    code: 'selection',
    message: `${JSON.stringify(text)} matches no operation, status or case`,
    where: flag,
    fix: `${COMMAND} --list shows all cases. ${suggest(text, [...words].slice(0, 12))}`,
  });
}
