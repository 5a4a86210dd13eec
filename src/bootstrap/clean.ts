import { boundTo, type Owner } from './administrator.ts';
import { type Api, isMissingRoute, Refusal } from './api.ts';
import type { BootstrapState, Removal } from './state.ts';

/**
 * Deletes what bootstrap made, the latest first. The administrator and its organization stay, because a server can only
 * be set up once.
 *
 * @returns the number of deletions, and what could not be deleted, with the words of the server
 */
export async function cleanBootstrap(
  api: Api,
  owner: Owner,
  state: BootstrapState,
): Promise<{ deleted: number; left: string[] }> {
  const left: string[] = [];
  let deleted = 0;
  for (const made of state.removals) {
    const refusal = await refusalOf(api, owner, made.removal);
    if (refusal === undefined) {
      state.removed(made);
      deleted++;
    } else left.push(`${made.what}: ${refusal}`);
  }
  return { deleted, left };
}

/** Deletes something; returns the words of the server if it refuses. What no token finds is gone. */
async function refusalOf(api: Api, owner: Owner, { path, organizationId }: Removal): Promise<string | undefined> {
  const tokens = await tokensFor(api, owner, organizationId);
  let words = tokens.length === 0 ? "no administrator's token is known" : undefined;
  for (const token of tokens) {
    const answer = await api.send('DELETE', path, token);
    if (answer.status >= 200 && answer.status < 300) return undefined;
    if (answer.status !== 404 || isMissingRoute(answer)) words = answer.words;
  }
  return words;
}

/** Tokens that may delete what belongs to an organization. */
async function tokensFor(api: Api, { user, identity }: Owner, organizationId: string | undefined): Promise<string[]> {
  if (organizationId === undefined || user === undefined) {
    return [user, identity].filter((token) => token !== undefined);
  }
  try {
    return [await boundTo(api, user, organizationId)];
  } catch (error) {
    if (error instanceof Refusal) return [user];
    throw error;
  }
}
