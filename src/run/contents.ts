import { type Case, nameOf } from '../cases/case.ts';

/** The cases of one operation. */
export interface Contents {
  operation: string;
  statuses: { status: string; cases: { name: string; one: Case }[] }[];
}

type Rows = Contents['statuses'][number]['cases'];

/** What is asked, by operation and by expected statuses as ids tell them: the table of contents of a run. */
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
