import type { RecordedDifference } from '../../record/sides.ts';

/** The shapes of both sides. */
export const Columns = ({ of: { a, b } }: { of: Pick<RecordedDifference, 'a' | 'b'> }) => (
  <div class="sides">
    {Object.entries({ a, b }).map(([name, shape]) => (
      <figure>
        <figcaption>{name}</figcaption>
        <pre tabIndex={0}>{shape}</pre>
      </figure>
    ))}
  </div>
);
