import type { Auth } from '../cases/fixtures.ts';
import type { Case } from '../cases/case.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { createCredentialProbe } from './credential-probe.ts';
import {
  acceptedProbes,
  refusedCredentials,
  asLateRefusal,
  type RefusalContext,
  settleProbe,
} from './credential-refusals.ts';

/** Prevents a refused credential from being reported as a deviation of the operation. */
export interface CredentialCheck {
  /** Credentials that the target refused from the beginning. */
  refused: Promise<ReadonlySet<Auth>>;
  /** Records a case that succeeded, which is repeated if its credential may have become invalid. */
  accept(one: Case): void;
  /** True if a case with a kind of credentials succeeded. */
  isAccepted(auth: Auth): Promise<boolean>;
  /** The verdict of a probe, after the replies to all probes. */
  settled(probe: JudgedCase): Promise<JudgedCase>;
  /** A judged case; inconclusive if its credential has become invalid during the run. */
  confirmed(judged: JudgedCase): Promise<JudgedCase>;
}

/**
 * @param probes replies that show which credentials are accepted
 * @param execute sends a case and judges the reply
 */
export function createCredentialCheck(
  probes: Promise<readonly JudgedCase[]>,
  context: RefusalContext,
  execute: (one: Case) => Promise<JudgedCase>,
): CredentialCheck {
  const refused = probes.then((all) => refusedCredentials(all, context));
  const accepted = new Map<Auth, Case>();
  const accept = (one: Case): void => {
    if (!accepted.has(one.request.auth)) accepted.set(one.request.auth, one);
  };
  const acceptedBy = async (auth: Auth): Promise<Case | undefined> => {
    for (const one of acceptedProbes(await probes)) accept(one);
    return accepted.get(auth);
  };
  const probe = createCredentialProbe(acceptedBy, context, execute);
  const confirmed = async (judged: JudgedCase): Promise<JudgedCase> =>
    (await probe.isCredentialValid(judged)) ? judged : asLateRefusal(judged, context);
  return {
    refused,
    accept,
    isAccepted: async (auth) => (await acceptedBy(auth)) !== undefined,
    confirmed,
    settled: async (judged) => confirmed(settleProbe(judged, await refused, context)),
  };
}
