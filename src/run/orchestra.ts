import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { secretPart } from '../client/credentials.ts';
import type { Config } from '../config/config.ts';
import { createJudge } from '../verdict/judge.ts';
import type { Asker } from './asking.ts';
import type { Identities } from './identities.ts';
import type { Orchestra } from './judging.ts';
import { type Patience, retryAfterMs } from './patience.ts';
import type { Plan } from './prepare.ts';
import { createRouter } from './router.ts';
import type { Target } from './target.ts';

/** What a run has in hand when its target is there and it has logged in. */
export interface Instruments {
  asker: Asker;
  target: Target;
  patience: Patience;
  identities: Identities;
}

/** Brings together all that cases are asked and judged with. */
export function tune(
  config: Config,
  { contract, operations }: Plan,
  { asker, target, patience, identities }: Instruments,
): Orchestra {
  const sendOnce: Orchestra['sendOnce'] = (request) =>
    asker.unlessOver(async () => {
      await patience.ready();
      const reply = await target.send(request);
      if (reply.kind !== 'response' || reply.status !== 429) return reply;
      patience.wait(retryAfterMs(reply.headers.get('retry-after')?.[0]));
      return undefined;
    });
  return {
    operations: contract.operations,
    asker,
    router: createRouter(sendOnce),
    sendOnce,
    judge: createJudge(operations),
    secrets: (one) => secretsOf(one, identities),
    redact: identities.redact,
    concurrency: config.concurrency,
    exploreMs: config.exploration?.limitMs ?? 0,
    credentialName: (auth) => credentialName(auth, config),
  };
}

/** What must not come back: every configured secret, and what this request alone carries. */
function secretsOf({ request: { auth } }: Case, identities: Identities): readonly string[] {
  const { secrets, authorization } = identities.current();
  const own =
    typeof auth === 'string' && auth !== 'malformed' ? undefined : authorization(auth)?.replace('Bearer ', '');
  return own === undefined ? secrets : [...secrets, own, ...secretPart(own)];
}

/** What a user knows a kind of credentials by. */
export function credentialName(auth: Auth, { credentials }: Pick<Config, 'credentials'>): string {
  const { logins } = credentials;
  if (auth === 'service') return 'CONTRACT_SERVICE_TOKEN';
  const [login, variable] =
    auth === 'restricted' ? [logins.restricted, 'CONTRACT_RESTRICTED_TOKEN'] : [logins.token, 'CONTRACT_TOKEN'];
  return login === undefined ? variable : `the token of ${login.variable}`;
}
