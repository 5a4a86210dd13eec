import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { askAndJudge, type Judged, type Orchestra } from './judging.ts';
import { credentialOf, judgedAsRefusal, refusedBy } from './refusals.ts';

/** Whether credentials that were taken at first still are: a token may be revoked, or used up, in the middle of a run. */
export interface Standing {
  /** True where a refusal is the credential's, and no answer to what was asked. */
  isLost(judged: Judged): Promise<boolean>;
}

/**
 * A refusal that no fixture asks for is doubted: what showed at first that its credential is taken is asked again. It
 * waits for no other case, so that what is refused is settled at once.
 *
 * @param taken cases whose answers showed at first that their credential is taken
 */
export function createStanding(taken: Promise<readonly Case[]>, orchestra: Orchestra): Standing {
  const lost = new Set<Auth>();
  const look = async (auth: Auth): Promise<void> => {
    const good = (await taken).find(({ request }) => request.auth === auth);
    if (good !== undefined && judgedAsRefusal(await askAndJudge(good, orchestra), orchestra) !== undefined)
      lost.add(auth);
  };
  const looks = new Map<Auth, { now: Promise<void>; next: Promise<void> | undefined }>();
  /** One look at a time for all who wait, which begins after they were refused. */
  const lookAgain = (auth: Auth): Promise<void> => {
    const under = looks.get(auth);
    if (under !== undefined) return (under.next ??= under.now.then(() => lookAgain(auth)));
    const now = look(auth).finally(() => looks.delete(auth));
    looks.set(auth, { now, next: undefined });
    return now;
  };
  /**
   * Operations that refused a credential which was good all the same, for want of rights or for what was asked; a
   * deviation is doubted there as well.
   */
  const barred = new Set<string>();
  return {
    async isLost(judged) {
      const status = refusedBy(judged);
      const auth = credentialOf(judged.case);
      const bar = JSON.stringify([auth, judged.case.operation, status]);
      if (status === undefined || (barred.has(bar) && judged.verdict.verdict !== 'deviating')) return false;
      if (!lost.has(auth)) await lookAgain(auth);
      if (!lost.has(auth)) barred.add(bar);
      return lost.has(auth);
    },
  };
}
