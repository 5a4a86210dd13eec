import type { CaseRequest } from '../cases/request.ts';
import type { Reply, Response } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import { bodyOf } from '../verdict/subject.ts';

/** Tells the target's own 404, for paths that are none of its routes, from that of an operation. */
export interface RouteProbe {
  /** True for an answer that is of the same form as the one to an impossible route. */
  isRouteNotFound(reply: Reply, request: CaseRequest): Promise<boolean>;
}

/** A route that no server has. */
const IMPOSSIBLE: CaseRequest = {
  method: 'GET',
  url: '/api/no-such-route-5f1c9e7ab2d4',
  auth: 'none',
  fault: undefined,
};

/** How often the impossible route is asked where the target throttles or fails. */
const MOST_TRIES = 3;

/**
 * Learns the router's 404 when it is first needed, with the credentials of the case that needs it: a target may ask who
 * is there before it looks for the route. What is accepted decides how a 404 is written.
 *
 * @param ask sends a request once; undefined where the target throttles
 */
export function createRouteProbe(ask: (request: CaseRequest) => Promise<Reply | undefined>): RouteProbe {
  const learned = new Map<string, Promise<string | undefined>>();
  const learn = async (as: Pick<CaseRequest, 'auth' | 'accept'>): Promise<string | undefined> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const reply = await ask({ ...IMPOSSIBLE, ...as });
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

/** Keys and `error` of a JSON object; for anything else what kind of body it is. */
function formOf(response: Response): string {
  const body = bodyOf(response);
  if (body.kind !== 'json' || !isObject(body.value)) return body.kind;
  return JSON.stringify([Object.keys(body.value).sort(), body.value.error]);
}
