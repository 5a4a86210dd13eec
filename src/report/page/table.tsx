import pluralize from 'pluralize';
import { useMemo } from 'preact/hooks';
import type { ContractJson } from '../contract-json.ts';
import { GLYPHS } from '../matrix.ts';
import { cellKey } from './cell-key.ts';

type OperationCells = ContractJson['operations'][number];

/** The rows of the matrix, in a region that scrolls. */
export function Table({
  rows,
  statuses,
  chosen,
  choose,
}: {
  rows: readonly OperationCells[];
  statuses: readonly string[];
  chosen: string;
  choose: (cell: string) => void;
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">operation</th>
            {statuses.map((status) => (
              <th scope="col">{status}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.operation}
              row={row}
              statuses={statuses}
              chosen={row.cells.find(({ status }) => cellKey(row.operation, status) === chosen)?.status}
              choose={choose}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row. It is rendered again only if a cell of it is selected, or no longer is. */
function Row({
  row: { operation, cells },
  statuses,
  chosen,
  choose,
}: {
  row: OperationCells;
  statuses: readonly string[];
  chosen: string | undefined;
  choose: (cell: string) => void;
}) {
  return useMemo(
    () => (
      <tr>
        <th scope="row">{operation}</th>
        {statuses.map((status) => (
          <td>
            <Cell
              operation={operation}
              cell={cells.find((each) => each.status === status)}
              isChosen={status === chosen}
              choose={choose}
            />
          </td>
        ))}
      </tr>
    ),
    [operation, cells, statuses, chosen, choose],
  );
}

function Cell({
  operation,
  cell,
  isChosen,
  choose,
}: {
  operation: string;
  cell: OperationCells['cells'][number] | undefined;
  isChosen: boolean;
  choose: (cell: string) => void;
}) {
  if (cell === undefined) return null;
  const { status, state, cases, reason } = cell;
  const key = cellKey(operation, status);
  const label = [state, pluralize('case', cases.length, true), ...(reason === null ? [] : [reason])].join(', ');
  return (
    <button
      type="button"
      class={`cell ${state}`}
      aria-pressed={isChosen}
      aria-label={`${key}: ${label}`}
      title={label}
      onClick={() => choose(key)}
    >
      {GLYPHS[state]}
      {cases.length > 0 && <small>{cases.length}</small>}
    </button>
  );
}
