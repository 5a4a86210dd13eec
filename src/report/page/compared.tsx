import type { CaseSides } from '../../record/sides.ts';
import { classOf } from '../sides/classes.ts';
import { Columns } from './columns.tsx';

/** The comparison of the responses to a case: what differs, and why it was not compared. */
export function Compared({ sides: { differences, notCompared, a, b } }: { sides: CaseSides }) {
  return (
    <>
      {notCompared !== null && <p class="reason">not compared: {notCompared}</p>}
      {differences.map((each) => (
        <section class="finding">
          <h3>
            <span class="check">{classOf(each)}</span> {each.message}
          </h3>
          <p class="quiet">
            {each.kind} {each.pointer}, {each.id}
            {each.waiver !== null && `, waived by ${each.waiver}`}
          </p>
          <Columns of={each} />
        </section>
      ))}
      <p class="quiet">
        By the contract, a is {a.verdict}, and b is {b.verdict}.
      </p>
    </>
  );
}
