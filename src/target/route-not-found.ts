import type { CaseRequest } from '../cases/request.ts';
import type { Reply, Response } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import { bodyOf } from '../verdict/subject.ts';

/** Distinguishes the router's 404, for paths that are not routes, from the 404 of an operation. */
export interface RouteProbe {
  /** True for a reply that has the form of the 404 to a route that cannot exist. */
  isRouteNotFound(reply: Reply, request: CaseRequest): Promise<boolean>;
}

/** A route that no server implements. */
export const IMPOSSIBLE: CaseRequest = {
  method: 'GET',
  url: '/api/no-such-route-5f1c9e7ab2d4',
  auth: 'none',
  fault: undefined,
};

/** Maximum number of requests for the impossible route, if the target throttles or fails. */
const MAX_TRIES = 3;

/**
 * Requests the impossible route when it is first needed, with the credentials and the Accept field of the case that
 * needs it: a target may authenticate before it routes, and Accept determines the form of a 404.
 *
 * @param send sends a request once; undefined if the target throttles
 */
export function createRouteProbe(send: (request: CaseRequest) => Promise<Reply | undefined>): RouteProbe {
  const learned = new Map<string, Promise<string | undefined>>();
  const learn = async (as: Pick<CaseRequest, 'auth' | 'accept'>): Promise<string | undefined> => {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const reply = await send({ ...IMPOSSIBLE, ...as });
      if (reply?.kind === 'response' && reply.status < 500) return reply.status === 404 ? formOf(reply) : undefined;
    }
    return undefined;
  };
  return {
    async isRouteNotFound(reply, { auth, accept }) {
      if (reply.kind !== 'response' || reply.status !== 404) return false;
      const key = JSON.stringify([auth, accept]);
      const known = learned.get(key) ?? learn({ auth, ...(accept !== undefined && { accept }) });
      learned.set(key, known);
      return formOf(reply) === (await known);
    },
  };
}

/** The keys and `error` of a JSON object; for any other body its kind. */
function formOf(response: Response): string {
  const body = bodyOf(response);
  if (body.kind !== 'json' || !isObject(body.value)) return body.kind;
  return JSON.stringify([Object.keys(body.value).sort(), body.value.error]);
}
