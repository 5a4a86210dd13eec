/** A button that shows more of a long list. */
export function More({
  shown,
  all,
  by,
  show,
}: {
  shown: number;
  all: number;
  by: number;
  show: (shown: number) => void;
}) {
  if (shown >= all) return null;
  return (
    <p>
      <button type="button" onClick={() => show(shown + by)}>
        Show {Math.min(by, all - shown)} more of {all - shown}
      </button>
    </p>
  );
}
