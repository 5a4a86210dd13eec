import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { credentialOf, judgeAsRefusal, type RefusalContext, refusalStatus } from './credential-refusals.ts';
import { singleFlight } from './single-flight.ts';

/**
 * Checks whether a credential that was accepted at the start is still accepted. A token may be revoked or exhausted
 * during a run.
 */
export interface CredentialProbe {
  /** False if a case was refused because its credential is no longer accepted. */
  isCredentialValid(judged: JudgedCase): Promise<boolean>;
}

/**
 * Confirms an unexpected refusal by repeating a request that succeeded before with the same credential. If it succeeds
 * again, the refusal comes from the operation. The probe is then not repeated for this operation, unless a refusal
 * deviates.
 *
 * @param acceptedBy a case that succeeded with a kind of credentials
 * @param execute sends a case and judges the reply
 */
export function createCredentialProbe(
  acceptedBy: (auth: Auth) => Promise<Case | undefined>,
  context: RefusalContext,
  execute: (one: Case) => Promise<JudgedCase>,
): CredentialProbe {
  const lost = new Set<Auth>();
  /** Operations that refused a valid credential, with the credential and the status. */
  const refusing = new Set<string>();
  const probe = async (auth: Auth): Promise<void> => {
    const known = await acceptedBy(auth);
    if (known !== undefined && judgeAsRefusal(await execute(known), context) !== undefined) lost.add(auth);
  };
  const probes = new Map<Auth, () => Promise<void>>();
  const probeAgain = (auth: Auth): Promise<void> => {
    const shared = probes.get(auth) ?? singleFlight(() => probe(auth));
    probes.set(auth, shared);
    return shared();
  };
  return {
    async isCredentialValid(judged) {
      const status = refusalStatus(judged);
      if (status === undefined) return true;
      const auth = credentialOf(judged.case);
      const key = JSON.stringify([auth, judged.case.operation, status]);
      if (refusing.has(key) && judged.verdict.verdict !== 'deviating') return true;
      if (!lost.has(auth)) await probeAgain(auth);
      if (!lost.has(auth)) refusing.add(key);
      return !lost.has(auth);
    },
  };
}
