import pluralize from 'pluralize';

/** Rows of a long list that are shown at first, and that each click adds. */
export const ROWS = 100;

/** A button that shows more of a long list. */
export function More({
  shown,
  all,
  by = ROWS,
  what,
  show,
}: {
  shown: number;
  all: number;
  by?: number;
  /** What is listed: `case`. */
  what: string;
  show: (shown: number) => void;
}) {
  if (shown >= all) return null;
  return (
    <p>
      <button type="button" onClick={() => show(shown + by)}>
        Show {Math.min(by, all - shown)} more of {pluralize(what, all - shown, true)}
      </button>
    </p>
  );
}
