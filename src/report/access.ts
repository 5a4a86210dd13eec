import { type Access, type AccessIdentity, IDENTITIES } from '../record/access.ts';
import type { ContractJson } from './contract-json.ts';

/** A row of the access review. */
export interface AccessRow {
  operation: string;
  access: Access;
}

/** The operations that were requested by identities with limited rights, and the identities, in the order of columns. */
export function accessReview({ operations }: Pick<ContractJson, 'operations'>): {
  identities: AccessIdentity[];
  rows: AccessRow[];
} {
  const rows = operations.flatMap(({ operation, access }) => (access === undefined ? [] : [{ operation, access }]));
  const identities = IDENTITIES.filter((each) => rows.some(({ access }) => access[each] !== undefined));
  return { identities, rows };
}

/** A status as the review shows it: `2xx`, or the status itself; empty if no request was sent. */
export const shownAccess = (status: number | undefined): string =>
  status === undefined ? '' : status >= 200 && status < 300 ? '2xx' : String(status);

/** One line for each identity with limited rights: how often it received which status. */
export function accessLines(report: Pick<ContractJson, 'operations'>): string[] {
  const { identities, rows } = accessReview(report);
  return identities
    .filter((each) => each !== 'token' && each !== 'user')
    .map((each) => {
      const counts = new Map<string, number>();
      for (const { access } of rows) {
        const shown = shownAccess(access[each]);
        if (shown !== '') counts.set(shown, (counts.get(shown) ?? 0) + 1);
      }
      const parts = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([status, count]) => `${count} × ${status}`);
      return `${each}: ${parts.join(', ')}`;
    });
}
