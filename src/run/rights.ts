import { openOf } from '../cases/open-parameters.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import { configuredCredentials } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import type { IdentityName } from '../config/credentials.ts';
import { isSuccess } from '../contract/responses.ts';
import { isAccepted, type Tried } from '../record/diagnosis.ts';
import type { AuthSession } from '../target/auth-session.ts';
import type { Connection } from '../target/connection.ts';
import { createTarget } from '../target/target.ts';

/** Identities whose rights are limited. */
const LIMITED = ['viewer', 'restricted', 'foreign'] as const satisfies readonly IdentityName[];

/** Maximum number of reads that each identity sends. */
const MAX_READS = 10;

/** How many of some reads that the own identity may send succeed with a limited one. */
export interface Rights {
  identity: (typeof LIMITED)[number];
  reads: number;
  succeeded: number;
}

/** Sends reads that succeeded with the credentials of each identity with limited rights. */
export async function rightsOf(
  config: Config,
  { client, baseUrl }: Connection,
  authSession: AuthSession,
  tried: readonly Tried[],
): Promise<Rights[]> {
  const target = createTarget(client, baseUrl, authSession, config);
  const isReader = (auth: Auth): boolean => auth === 'token' || auth === 'user';
  const reads = tried
    .filter((each) => isReader(each.one.request.auth) && isAccepted(each) && openOf(each.one).length === 0)
    .slice(0, MAX_READS)
    .map(({ one }) => one.request);
  const succeeds = async (request: CaseRequest): Promise<boolean> => {
    const reply = await target.send(request);
    return reply.kind === 'response' && isSuccess(reply.status);
  };
  const found: Rights[] = [];
  for (const identity of LIMITED.filter((each) => configuredCredentials(config).available.has(each))) {
    const results = await Promise.all(reads.map((request) => succeeds({ ...request, auth: identity })));
    found.push({ identity, reads: reads.length, succeeded: results.filter(Boolean).length });
  }
  return found;
}
