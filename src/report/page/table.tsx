import pluralize from 'pluralize';
import { useMemo } from 'preact/hooks';
import type { ContractJson } from '../contract-json.ts';
import { GLYPHS } from '../matrix.ts';
import type { CellPair } from '../sides/sides.ts';
import { cellKey } from './cell-key.ts';

/** The states of cells on both sides of a comparison, by `cellKey`. */
export type CellPairs = ReadonlyMap<string, CellPair>;

/** The state that colors a pair, by precedence. */
const STATES: readonly string[] = ['deviating', 'inconclusive', 'waived', 'conforming'];

type OperationCells = ContractJson['operations'][number];

/** The rows of the matrix, in a region that scrolls. */
export function Table({
  rows,
  statuses,
  chosen,
  choose,
  pairs,
}: {
  rows: readonly OperationCells[];
  statuses: readonly string[];
  chosen: string;
  pairs: CellPairs | undefined;
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
              pairs={pairs}
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
  pairs,
}: {
  row: OperationCells;
  pairs: CellPairs | undefined;
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
              pair={pairs?.get(cellKey(operation, status))}
            />
          </td>
        ))}
      </tr>
    ),
    [operation, cells, statuses, chosen, choose, pairs],
  );
}

function Cell({
  operation,
  cell,
  isChosen,
  choose,
  pair,
}: {
  operation: string;
  /** The states on both sides of a comparison. */
  pair: CellPair | undefined;
  cell: OperationCells['cells'][number] | undefined;
  isChosen: boolean;
  choose: (cell: string) => void;
}) {
  if (cell === undefined) return null;
  const { status, state, cases, reason } = cell;
  const key = cellKey(operation, status);
  const shown = pair === undefined ? state : `a ${pair.a}, b ${pair.b}`;
  const label = [shown, pluralize('case', cases.length, true), ...(reason === null ? [] : [reason])].join(', ');
  return (
    <button
      type="button"
      class={`cell ${pair === undefined ? state : (STATES.find((each) => each === pair.a || each === pair.b) ?? '')}`}
      aria-pressed={isChosen}
      aria-label={`${key}: ${label}`}
      title={label}
      onClick={() => choose(key)}
    >
      {pair === undefined ? GLYPHS[state] : `${GLYPHS[pair.a]}|${GLYPHS[pair.b]}`}
      {cases.length > 0 && <small>{cases.length}</small>}
    </button>
  );
}
