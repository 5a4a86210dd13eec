import pluralize from 'pluralize';
import { causesOf, newCauses } from './causes.ts';
import type { ContractJson } from './contract-json.ts';

/** What changed since the earlier run; undefined if there is none. */
export function sinceSentence({ since, cases }: Pick<ContractJson, 'since' | 'cases'>): string | undefined {
  if (since === undefined) return undefined;
  const { startedAt, fixed, remaining, notTested, notTestedBefore } = since;
  const added = newCauses(causesOf(cases), since).size;
  const more = since.new.length;
  const parts = [
    `${pluralize('new finding', more, true)}${added > 0 ? ` (${pluralize('new cause', added, true)})` : ''}`,
    `${fixed.length} fixed`,
    `${remaining} still there`,
    ...(notTested > 0 ? [`${notTested} not tested again`] : []),
    ...(notTestedBefore > 0 ? [`${notTestedBefore} not tested before`] : []),
  ];
  return `since ${startedAt.slice(0, 16).replace('T', ' ')} UTC: ${parts.join(', ')}`;
}

/** Maximum number of operations that are named in a line. */
const MAX_NAMES = 3;

/** One line for each cause with new deviations, with the operations in which they are new. */
export function newLines({ since, cases }: Pick<ContractJson, 'since' | 'cases'>): string[] {
  const added = new Set(since?.new);
  if (added.size === 0) return [];
  const operations = new Map<string, string>();
  for (const { operation, findings } of cases) for (const { id } of findings) operations.set(id, operation);
  return causesOf(cases).flatMap(({ finding: { check }, title, ids }) => {
    const fresh = ids.filter((id) => added.has(id));
    if (fresh.length === 0) return [];
    const names = [...new Set(fresh.map((id) => operations.get(id) ?? ''))];
    return [`new: ${check} ${title} (${named(names)})`];
  });
}

/** One line for each kind of finding that was fixed since the earlier run, with its operations. */
export function fixedLines({ since }: Pick<ContractJson, 'since'>): string[] {
  const kinds = new Map<string, Set<string>>();
  for (const { check, operation, message } of since?.fixed ?? []) {
    const kind = `${check} ${message}`;
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(operation));
  }
  return [...kinds].map(([kind, operations]) => `${kind} (${named([...operations])})`);
}

/** The first names, and how many there are beside them. */
const named = (names: readonly string[]): string =>
  names.length > MAX_NAMES
    ? `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`
    : names.join(', ');
