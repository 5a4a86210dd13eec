import { member, toTokens } from '../../contract/pointer.ts';
import { placeKey } from '../../contract/operations.ts';
import { SAME_RESPONSE } from '../../record/sides.ts';
import type { Finding } from '../../verdict/finding.ts';
import { FLAKY } from '../causes.ts';
import type { ReportedCase } from '../contract-json.ts';
import { Compared } from './compared.tsx';
import { Copied } from './copied.tsx';

type Schemas = Readonly<Record<string, unknown>>;

/** All details of a case. */
export function CaseDetails({ one, schemas }: { one: ReportedCase; schemas: Schemas }) {
  const { request, response, expected, reason, findings, flaky, curl, sides } = one;
  return (
    <div class="details">
      {reason !== null && <p class="reason">{reason}</p>}
      {flaky && <p class="reason">{FLAKY}</p>}
      {sides !== undefined && <Compared sides={sides} />}
      {findings.filter(isOfContract).map((finding) => (
        <FindingDetails finding={finding} body={response?.body ?? null} schemas={schemas} />
      ))}
      <div class="sides">
        <Block title={request === null ? 'Not sent' : 'Request'} value={request && requestText(request)} />
        {sides !== undefined && <Received from=" from a" response={sides.a.response} />}
        <Received from={sides === undefined ? '' : ' from b'} response={response} />
      </div>
      <p>
        Expected <b>{expected.join(', ')}</b>; {one.origin} case.
      </p>
      <Course one={one} />
      <Copied text={curl} />
    </div>
  );
}

/** Differences that the contract allows are shown as the difference of both responses only. */
const isOfContract = ({ check }: Finding): boolean => check !== SAME_RESPONSE;

/** The shape of a response. */
const Received = ({ from, response }: { from: string; response: ReportedCase['response'] }) => (
  <Block
    title={response === null ? `No response${from}` : `Received${from} ${response.status} in ${response.durationMs} ms`}
    value={response && { headers: response.headers, body: response.body }}
  />
);

/** The requests around a case, and its notes. */
export function Course({ one: { steps = [], notes } }: { one: ReportedCase }) {
  return (
    <>
      {steps.map((step) => (
        <p class="note">step {step}</p>
      ))}
      {notes.map((note) => (
        <p class="note">{note}</p>
      ))}
    </>
  );
}

/** A finding, with the declared schema and the received value side by side. */
export function FindingDetails({ finding, body, schemas }: { finding: Finding; body: unknown; schemas: Schemas }) {
  const { id, check, message, pointer, expected, received, where, waiver } = finding;
  return (
    <section class="finding">
      <h3>
        <span class="check">{check}</span> {message}
      </h3>
      <dl>
        <dt>finding</dt>
        <dd>
          {id}
          {waiver !== null && `, waived by ${waiver}`}
        </dd>
        <dt>expected</dt>
        <dd>{expected}</dd>
        <dt>received</dt>
        <dd>{received}</dd>
        {where !== null && (
          <>
            <dt>declared</dt>
            <dd>
              {where.document}:{where.line} <code>{where.pointer}</code>
            </dd>
          </>
        )}
      </dl>
      <div class="sides">
        {where !== null && <Block title="Contract" value={schemas[placeKey(where)]} />}
        <Block title={pointer === '' ? 'Received body' : `Received around ${pointer}`} value={around(body, pointer)} />
      </div>
    </section>
  );
}

function Block({ title, value }: { title: string; value: unknown }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {value !== null && value !== undefined && (
        <pre tabIndex={0}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
      )}
    </figure>
  );
}

const requestText = ({ method, url, headers }: NonNullable<ReportedCase['request']>): string =>
  [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');

/** The parent of the value at a pointer, as far as the shape shows it. */
function around(shape: unknown, pointer: string): unknown {
  let holder = shape;
  for (const token of toTokens(pointer).slice(0, -1)) {
    const next = member(holder, token);
    if (typeof next !== 'object' || next === null) return holder;
    holder = next;
  }
  return holder;
}
