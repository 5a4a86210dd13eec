import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { Problem } from '../problem.ts';

/** Agents with kept-alive connections. */
export interface Agents {
  http: HttpAgent;
  https: HttpAgent;
}

/** The agents of a run. They connect directly, or through the proxy that the environment sets for an origin. */
export interface AgentPool {
  /** Returns agents for a URL. All requests to its origin share them, except `fresh` ones. */
  for(url: string, fresh?: boolean): Agents;
  close(): void;
}

/**
 * Creates agents from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case.
 *
 * @param direct origin that is never reached through a proxy
 * @param authorities PEMs of authorities for the TLS connection to a proxy
 */
export function createAgents(authorities?: string[], direct?: string): AgentPool {
  const byOrigin = new Map<string, Agents>();
  const made = (url: string, keepAlive: boolean): Agents => {
    const proxy = direct !== undefined && url.startsWith(`${direct}/`) ? undefined : proxyFor(url);
    if (proxy === undefined) return { http: new HttpAgent({ keepAlive }), https: new HttpsAgent({ keepAlive }) };
    const options = { keepAlive, ...(authorities && { ca: authorities }) };
    return { http: new HttpProxyAgent(proxy, options), https: new HttpsProxyAgent(proxy, options) };
  };
  return {
    for(url, fresh = false) {
      if (fresh) return made(url, false);
      for (const [origin, agents] of byOrigin) if (url.startsWith(`${origin}/`)) return agents;
      const { origin } = new URL(url);
      const shared = byOrigin.get(origin) ?? made(url, true);
      byOrigin.set(origin, shared);
      return shared;
    },
    close() {
      for (const { http, https } of byOrigin.values()) {
        http.destroy();
        https.destroy();
      }
    },
  };
}

/** @throws Problem `proxy` if the proxy in the environment is not an http or https URL */
function proxyFor(url: string): URL | undefined {
  const proxy = getProxyForUrl(url);
  if (proxy === '') return undefined;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return new URL(proxy);
  const variable = url.startsWith('https:') ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  throw new Problem({
    code: 'proxy',
    message: `the proxy for ${new URL(url).host} is not an http or https URL`,
    where: `${variable} or ALL_PROXY`,
    fix: 'Set it to an http or https URL, or add the host to NO_PROXY',
  });
}
