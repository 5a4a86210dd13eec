import { isSuccess } from '../../contract/responses.ts';
import type { Reply } from '../../client/reply.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { CaseRequest } from '../../cases/request.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import type { Leftover } from '../../record/lines.ts';
import type { Workshop } from './workshop.ts';

/**
 * Deletes everything that the run made, children before parents.
 *
 * @param send sends a request, even if the run was cancelled
 * @param auths credentials to try
 */
export async function cleanUp(
  workshop: Workshop,
  send: (request: CaseRequest) => Promise<Reply>,
  auths: readonly Auth[],
): Promise<Leftover[]> {
  const leftovers: { resource: Resource; leftover: Leftover }[] = [];
  for (const resource of workshop.left()) {
    const first = await removed(resource, workshop, send, auths);
    const found = first === undefined ? undefined : await workshop.found(resource);
    const reason = found === undefined ? first : await removed(found, workshop, send, auths);
    if (reason === undefined) workshop.removed(resource);
    else leftovers.push({ resource, leftover: leftoverOf(resource, reason) });
  }
  return leftovers
    .filter(({ resource }) => {
      const isGone = workshop.isGoneWithParent(resource);
      if (isGone) workshop.removed(resource);
      return !isGone;
    })
    .map(({ leftover }) => leftover);
}

/** Deletes a resource; the reason why it could not be deleted. */
async function removed(
  resource: Resource,
  workshop: Workshop,
  send: (request: CaseRequest) => Promise<Reply>,
  auths: readonly Auth[],
): Promise<string | undefined> {
  if (!workshop.deletes(resource)) return 'its deletion was answered, but has no effect';
  let reason = 'no operation deletes it';
  for (const auth of [resource.auth, ...auths.filter((each) => each !== resource.auth)]) {
    const removal = workshop.removalOf(resource, auth);
    if (removal === undefined) continue;
    const reply = await send({ ...removal, fault: undefined });
    if (reply.kind === 'response' && (isSuccess(reply.status) || reply.status === 404 || reply.status === 410)) {
      return undefined;
    }
    reason = reply.kind === 'response' ? `its deletion was answered with ${reply.status}` : reply.message;
  }
  return reason;
}

const leftoverOf = (resource: Resource, reason: string): Leftover => ({
  operation: resource.lifecycle.create.key,
  id: idOf(resource) === undefined ? null : String(idOf(resource)),
  reason,
});
