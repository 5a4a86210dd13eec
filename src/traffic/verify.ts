import type { Case } from '../cases/case.ts';
import { idStem } from '../cases/derive.ts';
import { recordedCase } from '../cases/recorded.ts';
import { configuredSecrets, secretPart } from '../client/credentials.ts';
import { type Redact, redactor } from '../client/redaction.ts';
import type { SendResult } from '../client/reply.ts';
import { SUITE } from '../client/suite.ts';
import type { Config } from '../config/config.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { PlanLine, Recording, RunRecord } from '../record/lines.ts';
import { plannedOperations } from '../record/plan-line.ts';
import { createRecord } from '../record/record-file.ts';
import { createRecorder } from '../record/recorder.ts';
import { createJudge } from '../verdict/judge.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { unjudged } from '../verdict/judged-case.ts';
import { LONGEST_MS } from '../verdict/time-limit.ts';
import type { Waiver } from '../waivers/waiver.ts';
import type { Recorded } from './har.ts';
import { type Match, operationFinder, requestDescriber } from './match.ts';

/** An exchange of an operation of the contract. */
interface Matched {
  one: Case;
  recorded: Recorded;
  operation: Operation;
}

/** Recorded exchanges, and the contract and waivers to judge them by. */
export interface Traffic {
  contract: Contract;
  waivers: Waiver[];
  /** Warnings for the user. */
  warnings: string[];
  /** Name of the recording. */
  name: string;
  exchanges: readonly Recorded[];
}

/**
 * Judges recorded exchanges in the same way as exchanges of a run, and records the verdicts as a run does.
 *
 * @throws Problem `report-dir` if the record cannot be written
 */
export function verifyTraffic(traffic: Traffic, config: Config): RunRecord {
  const startedAt = performance.now();
  const { contract, exchanges } = traffic;
  const find = operationFinder(contract, config.target.baseUrl);
  const found = exchanges.map((recorded) => ({ recorded, match: find(recorded) }));
  const matched = found.flatMap(({ recorded, match }) =>
    'operation' in match ? [matchedExchange(recorded, match, contract)] : [],
  );
  const secrets = exchanges.flatMap((one) => [...one.secrets, ...one.tokens.flatMap(secretPart)]);
  const file = createRecord(config.reportDir, contract.fetched);
  try {
    const redact = redactor([...secrets, ...configuredSecrets(config)]);
    const unmatched = unmatchedOf(found, contract).map((each) => ({ ...each, request: redact(each.request) }));
    const plan = planOf(traffic, config, matched, unmatched);
    const recorder = createRecorder(file, plan, contract, { redact });
    const operations = matched.map(({ operation }) => operation);
    const judge = createJudge(operations, LONGEST_MS, config.advice);
    for (const each of matched) {
      recorder.add({ case: each.one, sent: sentOf(each), verdict: verdictOf(each, judge, redact) });
    }
    const durationMs = Math.round(performance.now() - startedAt);
    return recorder.end({ durationMs, waitedMs: 0, requests: {}, leftovers: [] });
  } finally {
    file.close();
  }
}

/** The case of an exchange. Only names of its query parameters are kept, because values may be personal. */
function matchedExchange(
  recorded: Recorded,
  { operation, basePath }: Extract<Match, { operation: Operation }>,
  contract: Contract,
): Matched {
  const names = [...new Set(new URL(recorded.url).searchParams.keys())].filter((name) =>
    operation.parameters.some((parameter) => parameter.in === 'query' && parameter.name === name),
  );
  const query = names.map((name) => `${name}=…`).join('&');
  const status = recorded.response?.status ?? 'none';
  const id = `${idStem(operation, contract)} › ${status} › entry ${recorded.entry}`;
  const auth = recorded.tokens.length > 0 ? 'token' : 'none';
  const path = basePath + operation.path;
  const one = recordedCase(id, operation, path + (query === '' ? '' : `?${query}`), auth);
  return { one, recorded, operation };
}

const sentOf = ({ recorded: { response, missing = '' } }: Matched): SendResult =>
  response === undefined ? { kind: 'not-judged', reason: missing } : { kind: 'answered', reply: response };

function verdictOf(
  { one, recorded, operation }: Matched,
  judge: ReturnType<typeof createJudge>,
  redact: Redact,
): Verdict {
  const { response, missing, tokens } = recorded;
  if (operation.fault !== undefined) return unjudged('not-judged', `fault of the contract: ${operation.fault}`);
  if (response === undefined || missing !== undefined) return unjudged('not-judged', missing ?? '');
  const { status } = response;
  const isDeclared =
    operation.responses.has(String(status)) || operation.responses.has(`${Math.floor(status / 100)}XX`);
  const reason = isDeclared ? undefined : notOfOperation(recorded, status);
  if (reason !== undefined) return unjudged('not-judged', reason);
  return judge({ case: one, operation, reply: response, secrets: tokens, redact });
}

/** Why an undeclared status does not come from the operation; undefined if it may. */
function notOfOperation({ isConditional }: Recorded, status: number): string | undefined {
  if (status === 304 && isConditional) return 'a 304 answers a conditional request';
  if (status === 429) return 'a 429 comes from throttling, not from the operation';
  return [502, 503, 504].includes(status) ? `a ${status} comes from a gateway, not from the operation` : undefined;
}

/** Exchanges that match no operation, counted by request and reason, the most frequent first. */
function unmatchedOf(
  found: readonly { recorded: Recorded; match: Match }[],
  contract: Contract,
): Recording['unmatched'] {
  const placeOf = requestDescriber(contract);
  const counts = new Map<string, { request: string; reason: string; count: number }>();
  for (const { recorded, match } of found) {
    if ('operation' in match) continue;
    const [request, reason] = [placeOf(recorded, match), match.reason];
    const known = counts.get(`${request} ${reason}`);
    if (known === undefined) counts.set(`${request} ${reason}`, { request, reason, count: 1 });
    else known.count++;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function planOf(
  { contract, waivers, warnings, name, exchanges }: Traffic,
  { target, requireCells, requireReached }: Config,
  matched: readonly Matched[],
  unmatched: Recording['unmatched'],
): PlanLine {
  const [first] = matched;
  const baseUrl = target.baseUrl ?? (first === undefined ? '' : new URL(first.recorded.url).origin);
  return {
    type: 'plan',
    suite: SUITE,
    target: { name, baseUrl },
    startedAt: new Date().toISOString(),
    contract: contract.documents.map((document) => ({ document: document.name, operations: document.operations })),
    operations: plannedOperations([...contract.operations.values()]),
    cases: matched.map(({ one: { id, operation, origin, expected, missing } }) => ({
      id,
      operation,
      origin,
      expected,
      missing,
    })),
    deselected: [],
    leftOut: [],
    excluded: [],
    setAside: 0,
    warnings,
    seed: null,
    shard: null,
    doubt: null,
    disposable: null,
    requireCells,
    requireReached,
    origins: ['recorded'],
    waivers,
    contractFaults: contract.faults,
    recorded: { file: name, exchanges: exchanges.length, unmatched },
  };
}
