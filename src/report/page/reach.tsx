import type { ContractJson } from '../contract-json.ts';
import { bar, KINDS, reachByArea, reachRow, reachSentence } from '../reach.ts';
import { unreachedGroups } from '../unreached.ts';

/** How many operations were reached with a 2xx, by area, and what the others need; nothing if all were. */
export function Reach({ report }: { report: ContractJson }) {
  const sentence = reachSentence(report);
  if (sentence === undefined) return null;
  return (
    <section>
      <h2>Reach</h2>
      <p>{sentence}</p>
      {unreachedGroups(report).map(({ code, line, operations }) => (
        <details key={code}>
          <summary>{line}</summary>
          <ul>
            {operations.map((operation) => (
              <li>{operation}</li>
            ))}
          </ul>
        </details>
      ))}
      <details>
        <summary>By area</summary>
        <Areas report={report} />
      </details>
    </section>
  );
}

/** The areas, those that lack most first. */
function Areas({ report }: { report: ContractJson }) {
  const areas = reachByArea(report);
  const kinds = KINDS.filter((kind) => areas.some((area) => area.kinds.has(kind)));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Reach">
      <table class="reach">
        <thead>
          <tr>
            <th scope="col">area</th>
            <th scope="col">reached</th>
            {kinds.map((kind) => (
              <th scope="col">{kind}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.map((one) => (
            <tr>
              <th scope="row">{one.area}</th>
              <td>
                <span aria-hidden="true">{bar(one)}</span> {one.reached} of {one.all}
              </td>
              {reachRow(one, kinds).map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
