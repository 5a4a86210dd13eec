import { recordedCase } from '../cases/recorded.ts';
import { redactor } from '../client/redaction.ts';
import { suggest } from '../config/nearest.ts';
import { OPTIONS } from '../config/options.ts';
import { SHORTEST_SECRET } from '../config/values.ts';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { clean } from '../report/clean.ts';
import { findingRows, NAME_WIDTH } from '../report/finding-rows.ts';
import type { Finding } from '../verdict/finding.ts';
import { createJudge } from '../verdict/judge.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Answer } from './answer.ts';

/** Judges, one per contract. */
const judges = new WeakMap<Contract, ReturnType<typeof createJudge>>();

/**
 * Judges an operation's response. A response that cannot be judged fails, even with `not`.
 *
 * @param status the expected status code; undefined: any
 */
export function judgeAnswer(answer: Answer, contract: Contract, key: string, status?: number) {
  if (!('operations' in Object(contract)) || typeof key !== 'string') {
    throw new Error(
      'toSatisfyContract expects the contract that loadContract returned, and an operation: "GET /api/v1/groups"',
    );
  }
  const operation = contract.operations.get(key);
  if (operation === undefined) {
    const fault = contract.unreadable.get(key.replace(/^\S+ /, '')) ?? contract.unreadable.get('');
    if (fault !== undefined) throw new Error(`the response to ${key} cannot be judged: ${clean(fault)}`);
    throw new Error(
      `the contract has no operation ${JSON.stringify(key)}. ${suggest(key, [...contract.operations.keys()])}`,
    );
  }
  const received = answer.response.status;
  if (status !== undefined && status !== received) {
    return { pass: false, message: () => `expected status ${status} of ${key}, received ${received}` };
  }
  const { verdict, reason, findings } = verdictOf(answer, operation, contract);
  const about = `${key} ${received}`;
  if (verdict === 'not-judged') throw new Error(`the response to ${about} cannot be judged: ${clean(reason ?? '')}`);
  if (verdict === 'conforming') return { pass: true, message: () => `the response satisfies the contract of ${about}` };
  return {
    pass: false,
    message: () => [`the response breaks the contract of ${about}`, ...findings.map(textOf)].join('\n\n'),
  };
}

/** The verdict of a response. If only one of two possible bodies conforms, it cannot be judged. */
function verdictOf(
  { response, otherwise, tokens, secrets }: Answer,
  operation: Operation,
  contract: Contract,
): Verdict {
  const { fault } = operation;
  if (fault !== undefined) {
    return { verdict: 'not-judged', reason: `fault of the contract: ${fault}`, findings: [], notes: [] };
  }
  const judge = judges.get(contract) ?? createJudge();
  judges.set(contract, judge);
  const one = recordedCase(operation.key, operation, operation.path);
  const sent = { case: one, operation, secrets: tokens, redact: redactor([...secrets, ...configured()]) };
  const first = judge({ ...sent, reply: response });
  if (first.verdict !== 'deviating' || otherwise === undefined) return first;
  const second = judge({ ...sent, reply: otherwise });
  if (second.verdict !== 'conforming') return first;
  return {
    ...first,
    verdict: 'not-judged',
    reason: 'axios does not distinguish a text from JSON that it could not parse',
  };
}

/**
 * The credentials of the environment, for redaction: the response of fetch does not show the headers of its request.
 */
const configured = (): string[] =>
  OPTIONS.filter((option) => 'secret' in option)
    .map(({ variable }) => process.env[variable] ?? '')
    .filter((secret) => secret.length >= SHORTEST_SECRET);

/** A finding as on the console. */
const textOf = (finding: Finding): string =>
  [
    `✗ ${finding.check}  ${clean(finding.message)}`,
    ...findingRows(finding).map(([name, text]) => `  ${name.padEnd(NAME_WIDTH)}  ${clean(text)}`),
  ].join('\n');
