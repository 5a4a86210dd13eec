import { useMemo, useState } from 'preact/hooks';
import type { ContractJson } from '../contract-json.ts';
import { MOST_GLANCED } from '../glance.ts';
import { GLYPHS } from '../matrix.ts';
import { MatrixFilters } from './matrix-filters.tsx';
import { More, ROWS } from './more.tsx';
import { operationsInOrder } from './order.ts';
import { type CellPairs, Table } from './table.tsx';

/**
 * Operations by statuses. A click on a cell shows its cases. Of many operations, those that deviate come first, and are
 * the only ones that are shown at first.
 */
export function Matrix({
  operations,
  deviating,
  chosen,
  choose,
  pairs,
}: {
  operations: ContractJson['operations'];
  /** The operations that deviate. */
  deviating: ReadonlySet<string>;
  chosen: string;
  /** The states on both sides; undefined for a run. */
  pairs: CellPairs | undefined;
  choose: (cell: string) => void;
}) {
  const isLong = operations.length > MOST_GLANCED;
  const [filter, setFilter] = useState({ text: '', isDeviatingOnly: isLong && deviating.size > 0 });
  const [shown, setShown] = useState(ROWS);
  const statuses = useMemo(
    () => [...new Set(operations.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort(),
    [operations],
  );
  const ordered = useMemo(
    () => (isLong ? operationsInOrder(operations, deviating) : operations),
    [operations, deviating, isLong],
  );
  const text = filter.text.toLowerCase();
  const found = ordered.filter(
    ({ operation }) => operation.toLowerCase().includes(text) && (!filter.isDeviatingOnly || deviating.has(operation)),
  );
  return (
    <section id="matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Operations by statuses{pairs !== undefined && ', a | b'}</h2>
      {isLong && <MatrixFilters filter={filter} set={setFilter} found={found.length} all={operations.length} />}
      {(found.length > 0 || !isLong) && (
        <Table rows={found.slice(0, shown)} statuses={statuses} chosen={chosen} choose={choose} pairs={pairs} />
      )}
      <More shown={shown} all={found.length} what="operation" show={setShown} />
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
