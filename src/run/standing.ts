import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Judged, Orchestra } from './judging.ts';
import { credentialOf, isRefused, judgedAsRefusal } from './refusals.ts';

/** Whether credentials that were taken at first still are: a token may be revoked, or used up, in the middle of a run. */
export interface Standing {
  /** True where a refusal is the credential's, and no answer to what was asked. */
  isLost(judged: Judged): Promise<boolean>;
}

/**
 * A refusal that no fixture asks for is doubted: what showed at first that its credential is taken is asked again.
 *
 * @param telling what was asked at first, with its answers
 */
export function createStanding(
  telling: Promise<readonly Judged[]>,
  ask: (one: Case) => Promise<Judged>,
  orchestra: Orchestra,
): Standing {
  const lost = new Set<Auth>();
  const look = async (auth: Auth): Promise<void> => {
    const good = (await telling).find(
      (each) => each.case.request.auth === auth && judgedAsRefusal(each, orchestra) === undefined,
    );
    if (good !== undefined && judgedAsRefusal(await ask(good.case), orchestra) !== undefined) lost.add(auth);
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
  return {
    async isLost(judged) {
      const auth = credentialOf(judged.case);
      if (!isRefused(judged)) return false;
      if (!lost.has(auth)) await lookAgain(auth);
      return lost.has(auth);
    },
  };
}
