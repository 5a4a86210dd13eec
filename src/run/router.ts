import type { Client } from '../client/client.ts';
import type { Reply, Response } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import { bodyOf } from '../verdict/subject.ts';

/** Tells the target's own 404, for paths that are none of its routes, from that of an operation. */
export interface Router {
  /** True for an answer that is of the same form as the one to an impossible route. */
  isItsOwn(reply: Reply): Promise<boolean>;
}

/** Learns the router's 404 once, when it is first needed, by a request without credentials. */
export function createRouter(client: Client, baseUrl: string): Router {
  let learned: Promise<string | undefined> | undefined;
  const learn = async (): Promise<string | undefined> => {
    const url = `${baseUrl}/api/no-such-route-5f1c9e7ab2d4`;
    const reply = await client.ask({ method: 'GET', url, headers: {} });
    return reply.kind === 'response' && reply.status === 404 ? formOf(reply) : undefined;
  };
  return {
    async isItsOwn(reply) {
      if (reply.kind !== 'response' || reply.status !== 404) return false;
      return formOf(reply) === (await (learned ??= learn()));
    },
  };
}

/** Keys and \`error\` of a JSON object; for anything else what kind of body it is. */
function formOf(response: Response): string {
  const body = bodyOf(response);
  if (body.kind !== 'json' || !isObject(body.value)) return body.kind;
  return JSON.stringify([Object.keys(body.value).sort(), body.value.error]);
}
