import pluralize from 'pluralize';

/** Which operations the matrix shows. */
export interface MatrixFilter {
  /** Text that the name of an operation contains. */
  text: string;
  isDeviatingOnly: boolean;
}

/** The filters of the matrix, how many operations match them, and a button that removes them if none does. */
export function MatrixFilters({
  filter,
  set,
  found,
  all,
}: {
  filter: MatrixFilter;
  set: (filter: MatrixFilter) => void;
  found: number;
  all: number;
}) {
  return (
    <>
      <form role="search" aria-label="Operations" onSubmit={(event) => event.preventDefault()}>
        <label>
          Operations with{' '}
          <input
            type="search"
            value={filter.text}
            onInput={(event) => set({ ...filter, text: event.currentTarget.value })}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={filter.isDeviatingOnly}
            onChange={(event) => set({ ...filter, isDeviatingOnly: event.currentTarget.checked })}
          />{' '}
          deviating only
        </label>
        <output>
          {found} of {pluralize('operation', all, true)}
        </output>
      </form>
      {found === 0 && (
        <p>
          No operation matches these filters.{' '}
          <button type="button" onClick={() => set({ text: '', isDeviatingOnly: false })}>
            Show all operations
          </button>
        </p>
      )}
    </>
  );
}
