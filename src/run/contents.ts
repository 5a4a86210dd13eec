import { type Case, nameOf } from '../cases/case.ts';

/** The cases of one operation. */
export interface Contents {
  operation: string;
  statuses: { status: string; cases: { name: string; one: Case }[] }[];
}

type Rows = Contents['statuses'][number]['cases'];

/** The table of contents of a run: its cases by operation and by the expected statuses in their ids. */
export function contentsOf(cases: readonly Case[]): Contents[] {
  const contents = new Map<string, Map<string, Rows>>();
  for (const one of cases) {
    const statuses = contents.get(one.operation) ?? new Map<string, Rows>();
    const status = one.id.split(' › ').at(-2) ?? '';
    const rows = statuses.get(status) ?? [];
    rows.push({ name: nameOf(one), one });
    statuses.set(status, rows);
    contents.set(one.operation, statuses);
  }
  return [...contents].map(([operation, statuses]) => ({
    operation,
    statuses: [...statuses].map(([status, rows]) => ({ status, cases: rows })),
  }));
}
