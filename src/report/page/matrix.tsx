import pluralize from 'pluralize';
import { useState } from 'preact/hooks';
import type { ContractJson } from '../contract-json.ts';
import { GLYPHS } from '../matrix.ts';

/** Key of a cell. */
export const cellKey = (operation: string, status: string): string => `${operation} ${status}`;

type Operations = ContractJson['operations'];

/** Operations by statuses. A click on a cell shows its cases. */
export function Matrix({
  operations,
  chosen,
  choose,
}: {
  operations: Operations;
  chosen: string;
  choose: (cell: string) => void;
}) {
  const [text, setText] = useState('');
  const statuses = [...new Set(operations.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort();
  const rows = operations.filter(({ operation }) => operation.toLowerCase().includes(text.toLowerCase()));
  return (
    <section aria-labelledby="matrix-title">
      <h2 id="matrix-title">Operations by statuses</h2>
      {operations.length > 20 && (
        <label>
          Operations with <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      )}
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
            {rows.map(({ operation, cells }) => (
              <tr>
                <th scope="row">{operation}</th>
                {statuses.map((status) => (
                  <td>
                    <Cell
                      operation={operation}
                      cell={cells.find((each) => each.status === status)}
                      chosen={chosen}
                      choose={choose}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="legend">
        {Object.entries(GLYPHS).map(([state, glyph]) => (
          <span class={state}>
            {glyph} {state}
          </span>
        ))}
      </p>
    </section>
  );
}

function Cell({
  operation,
  cell,
  chosen,
  choose,
}: {
  operation: string;
  cell: Operations[number]['cells'][number] | undefined;
  chosen: string;
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
      aria-pressed={key === chosen}
      aria-label={`${key}: ${label}`}
      title={label}
      onClick={() => choose(key)}
    >
      {GLYPHS[state]}
      {cases.length > 0 && <small>{cases.length}</small>}
    </button>
  );
}
