import type { Case } from '../cases/case.ts';
import type { CredentialCheck } from '../target/credential-check.ts';
import { credentialOf, refusedVerdict } from '../target/credential-refusals.ts';
import { type JudgedCase, unjudged } from '../verdict/judged-case.ts';
import type { RunContext } from './run-context.ts';

/**
 * Creates a function that runs a case: takes the result of a probe, or executes the case and confirms an unexpected
 * refusal. A case that cannot be sent is not judged.
 *
 * @param probes probes that are under way, by their ids
 * @param execute sends a case and judges the reply
 */
export function createCaseRunner(
  probes: Map<string, Promise<JudgedCase>>,
  execute: (one: Case) => Promise<JudgedCase>,
  credentials: CredentialCheck,
  context: RunContext,
): (one: Case) => Promise<JudgedCase> {
  return async (one) => {
    const probe = probes.get(one.id);
    // Its body is not needed once it is settled.
    probes.delete(one.id);
    if (probe !== undefined) return credentials.settled(await probe);
    const { fault } = context.operation(one);
    if (fault !== undefined) return unsent(one, `fault of the contract: ${fault}`);
    if (one.missing.length > 0) return unsent(one, missingVariables(one));
    if ((await credentials.refused).has(credentialOf(one))) {
      return { case: one, sent: undefined, verdict: refusedVerdict(one, context) };
    }
    return credentials.confirmed(await execute(one));
  };
}

/** A case that is not sent, with the reason. */
export const unsent = (one: Case, reason: string): JudgedCase => ({
  case: one,
  sent: undefined,
  verdict: unjudged('not-judged', reason),
});

const missingVariables = ({ missing }: Case): string =>
  [...missing]
    .sort()
    .map((name) => `${name} is not set`)
    .join(', ');
