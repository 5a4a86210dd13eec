import { isSuccess } from '../../contract/responses.ts';
import type { Reply } from '../../client/reply.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { CaseRequest } from '../../cases/request.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import type { Leftover } from '../../record/leftover.ts';
import type { Account } from './account.ts';
import type { Removals } from './removals.ts';
import type { Workshop } from './workshop.ts';

/** What knows and deletes what a run made. */
interface Parts {
  account: Account;
  workshop: Workshop;
  removals: Removals;
}

/**
 * Deletes what the run made, children before parents.
 *
 * @param send sends a request, even if the run was cancelled
 * @param auths credentials to try
 * @param which the resources to delete
 */
export async function cleanUp(
  { account, workshop, removals }: Parts,
  send: (request: CaseRequest) => Promise<Reply>,
  auths: readonly Auth[],
  which: (resource: Resource) => boolean = () => true,
): Promise<Leftover[]> {
  const leftovers: { resource: Resource; leftover: Leftover }[] = [];
  for (const resource of account.left().filter(which)) {
    const first = await remove(resource);
    const found = first === undefined ? undefined : await workshop.found(resource);
    const reason = found === undefined ? first : await remove(found);
    if (reason === undefined) account.removed(resource);
    else leftovers.push({ resource, leftover: leftoverOf(resource, reason) });
  }
  return leftovers
    .filter(({ resource }) => {
      const isGone = account.isGoneWithParent(resource);
      if (isGone) account.removed(resource);
      return !isGone;
    })
    .map(({ leftover }) => leftover);

  /** Deletes a resource; the reason why it could not be deleted. */
  async function remove(resource: Resource): Promise<string | undefined> {
    if (!account.deletes(resource)) return 'its deletion was answered, but has no effect';
    let reason = 'no operation deletes it';
    for (const auth of [resource.auth, ...auths.filter((each) => each !== resource.auth)]) {
      const removal = removals.removalOf(resource, auth);
      if (removal === undefined) continue;
      const reply = await send({ ...removal, fault: undefined });
      if (reply.kind === 'response' && isSuccess(reply.status)) return undefined;
      if (reply.kind === 'response' && [404, 410].includes(reply.status)) {
        return (await workshop.isListed(resource))
          ? 'its deletion was answered with 404, but a list shows it'
          : undefined;
      }
      reason = reply.kind === 'response' ? `its deletion was answered with ${reply.status}` : reply.message;
    }
    return reason;
  }
}

const leftoverOf = (resource: Resource, reason: string): Leftover => ({
  operation: resource.lifecycle.create.key,
  id: idOf(resource) === undefined ? null : String(idOf(resource)),
  reason,
});
