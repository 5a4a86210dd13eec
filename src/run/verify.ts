import type { Case } from '../cases/case.ts';
import { idStem } from '../cases/derive.ts';
import { recordedCase } from '../cases/recorded.ts';
import { SUITE } from '../client/suite.ts';
import { type Redact, redactor } from '../client/redaction.ts';
import { secretPart } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from '../traffic/har.ts';
import { type Match, matcher, placing } from '../traffic/match.ts';
import { createJudge, type Verdict } from '../verdict/judge.ts';
import type { Waiver } from '../waivers/waiver.ts';
import type { Asked } from './asking.ts';
import { unsaid } from './judging.ts';
import { plannedOperations } from './plan-line.ts';
import { createRecord } from './record-file.ts';
import { createRecorder } from './recorder.ts';
import type { PlanLine, Recording, RunRecord } from './record.ts';

/** An exchange of an operation of the contract. */
interface Matched {
  one: Case;
  recorded: Recorded;
  operation: Operation;
}

/** What is known before recorded exchanges are judged. */
export interface Traffic {
  contract: Contract;
  waivers: Waiver[];
  /** Lines that a user should see. */
  warnings: string[];
  /** What the recording is called. */
  name: string;
  exchanges: readonly Recorded[];
}

/**
 * Holds exchanges that others recorded to the contract, as if they had been asked.
 *
 * @throws Problem `report-dir` where the record cannot be written
 */
export function verifyTraffic(traffic: Traffic, config: Config): RunRecord {
  const started = performance.now();
  const { contract, exchanges } = traffic;
  const find = matcher(contract, config.target.baseUrl);
  const found = exchanges.map((recorded) => ({ recorded, match: find(recorded) }));
  const matched = found.flatMap(({ recorded, match }) =>
    'operation' in match ? [matchedOf(recorded, match, contract)] : [],
  );
  const secrets = exchanges.flatMap((one) => [...one.secrets, ...one.tokens.flatMap(secretPart)]);
  const file = createRecord(config.reportDir);
  try {
    const redact = redactor(secrets);
    const plan = planOf(traffic, config, matched, unmatchedOf(found, contract));
    const record = createRecorder(file, plan, contract, { redact });
    const judge = createJudge(matched.map(({ operation }) => operation));
    for (const each of matched) {
      record({ case: each.one, asked: askedOf(each), verdict: verdictOf(each, judge, redact) });
    }
    file.write({ type: 'end', durationMs: Math.round(performance.now() - started), waitedMs: 0, requests: {} });
    return file.read() ?? raise(new Error('the record has no plan'));
  } finally {
    file.close();
  }
}

const raise = (error: Error): never => {
  throw error;
};

/** Values in the URL may be somebody's. */
function matchedOf(
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

const askedOf = ({ recorded: { response, missing = '' } }: Matched): Asked =>
  response === undefined ? { kind: 'not-judged', reason: missing } : { kind: 'answered', reply: response };

function verdictOf(
  { one, recorded, operation }: Matched,
  judge: ReturnType<typeof createJudge>,
  redact: Redact,
): Verdict {
  const { response, missing, tokens } = recorded;
  if (operation.fault !== undefined) return unsaid('not-judged', `the contract is at fault: ${operation.fault}`);
  if (response === undefined || missing !== undefined) return unsaid('not-judged', missing ?? '');
  const { status } = response;
  const isMeant = operation.responses.has(String(status)) || operation.responses.has(`${Math.floor(status / 100)}XX`);
  const doubt = isMeant ? undefined : passing(recorded, status);
  if (doubt !== undefined) return unsaid('not-judged', doubt);
  return judge({ case: one, operation, reply: response, secrets: tokens, redact });
}

/** What stands between a client and the operation, and is no answer of it. */
function passing({ isConditional }: Recorded, status: number): string | undefined {
  if (status === 304 && isConditional) return 'the client asked only for what had changed';
  if (status === 429) return '429 is a throttle, no answer of the operation';
  return [502, 503, 504].includes(status) ? `${status} is a gateway’s, no answer of the operation` : undefined;
}

/** Exchanges of no operation, those of one kind once. */
function unmatchedOf(
  found: readonly { recorded: Recorded; match: Match }[],
  contract: Contract,
): Recording['unmatched'] {
  const placeOf = placing(contract);
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
  { target, requireCells }: Config,
  matched: readonly Matched[],
  unmatched: Recording['unmatched'],
): PlanLine {
  const [first] = matched;
  const baseUrl = target.baseUrl ?? (first === undefined ? '' : new URL(first.recorded.url).origin);
  return {
    ...{ type: 'plan', suite: SUITE, target: { name, baseUrl }, startedAt: new Date().toISOString() },
    contract: contract.documents.map((document) => ({ document: document.name, operations: document.operations })),
    operations: plannedOperations([...contract.operations.values()]),
    cases: matched.map(({ one: { id, operation, origin, expected, missing } }) => ({
      ...{ id, operation, origin, expected, missing },
    })),
    ...{ deselected: [], leftOut: [], excluded: [], setAside: 0, warnings },
    ...{ seed: null, shard: null, doubt: null, requireCells, origins: ['recorded'], waivers },
    contractFaults: contract.faults,
    recorded: { file: name, exchanges: exchanges.length, unmatched },
  };
}
