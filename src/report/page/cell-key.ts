import type { ContractJson } from '../contract-json.ts';

/** Key of a cell in the URL. */
export const cellKey = (operation: string, status: string): string => `${operation} ${status}`;

/** Ids of the cases that count for a cell. */
export const casesOfCell = ({ operations }: Pick<ContractJson, 'operations'>, chosen: string): ReadonlySet<string> =>
  new Set(
    operations
      .filter(({ operation }) => chosen.startsWith(operation))
      .flatMap(({ operation, cells }) =>
        cells.filter(({ status }) => cellKey(operation, status) === chosen).flatMap(({ cases }) => cases),
      ),
  );
