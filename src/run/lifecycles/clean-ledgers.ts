import { appendFileSync, rmSync } from 'node:fs';
import type { Auth } from '../../cases/fixtures.ts';
import type { CaseRequest } from '../../cases/request.ts';
import type { Reply } from '../../client/reply.ts';
import { isSuccess } from '../../contract/responses.ts';
import { ID, type Removal, type Search } from '../../lifecycles/ledger.ts';
import { objectsNamed } from '../../lifecycles/locate.ts';
import type { OpenLedger } from '../../lifecycles/read-ledger.ts';
import { jsonOf } from '../../verdict/subject.ts';

/** Sends a request with the credentials that it names. */
type Send = (request: CaseRequest) => Promise<Reply>;

/** The result of deleting what a run made. */
export interface Cleaned {
  deleted: number;
  /** What could not be deleted, one line each. */
  left: string[];
}

/**
 * Deletes what a run made and did not delete: by recorded id, or by its exact name if the response to its create was
 * lost. A ledger of which nothing is left is deleted.
 *
 * @param auths credentials to try
 */
export async function cleanLedger(ledger: OpenLedger, send: Send, auths: readonly Auth[]): Promise<Cleaned> {
  const gone = new Set<string>();
  const left: string[] = [];
  for (const { key, operation, removal } of ledger.resources.filter((each) => each.removal !== null)) {
    const reason = removal && (await removed(removal, send, auths));
    if (reason === undefined) {
      gone.add(key);
      const [entry, item] = key.split('.').map(Number);
      appendFileSync(ledger.file, `${JSON.stringify({ type: 'removed', entry, item })}\n`);
    } else left.push(`${operation}: ${removal?.method ?? ''} ${removal?.url ?? ''}: ${String(reason)}`);
  }
  for (const { operation, removal, parents } of ledger.resources) {
    if (removal === null && !parents.some((parent) => gone.has(parent)))
      left.push(`${operation}: no operation deletes it`);
  }
  const lost = await cleanLost(ledger, send, auths);
  const found = lost.deleted;
  left.push(...lost.left);
  if (left.length === 0) rmSync(ledger.file, { force: true });
  return { deleted: gone.size + found, left };
}

/** Deletes what was made by creates whose responses were lost, by its exact name. */
export async function cleanLost(
  { lost }: Pick<OpenLedger, 'lost'>,
  send: Send,
  auths: readonly Auth[],
): Promise<Cleaned> {
  const left: string[] = [];
  let deleted = 0;
  for (const { operation, name, find, mayStay } of lost) {
    const ids = find === null ? undefined : await idsSeen(name, find, send, auths);
    if (!mayStay && (find === null || ids === undefined))
      left.push(`${operation}: ${name}: no response shows whether it exists`);
    for (const id of ids ?? []) {
      const reason = find === null ? undefined : await removed(withId(find.removal, id), send, auths);
      if (reason === undefined) deleted++;
      else left.push(`${operation}: ${name}: ${reason}`);
    }
  }
  return { deleted, left };
}

/** Deletes a resource; the reason why it could not be deleted. */
async function removed(removal: Removal, send: Send, auths: readonly Auth[]): Promise<string | undefined> {
  let reason = 'no credentials are configured';
  for (const auth of [...new Set([removal.auth, ...auths])]) {
    const reply = await send({ ...removal, auth, fault: undefined });
    if (reply.kind !== 'response') reason = reply.message;
    else if (isSuccess(reply.status) || reply.status === 404 || reply.status === 410) return undefined;
    else reason = `its deletion was answered with ${reply.status}`;
  }
  return reason;
}

/** Ids of the resources with exactly a name that some credentials see; undefined if none can read the list. */
async function idsSeen(
  name: string,
  { list, auth }: Search,
  send: Send,
  auths: readonly Auth[],
): Promise<string[] | undefined> {
  let seen: string[] | undefined;
  for (const each of new Set([auth, ...auths])) {
    const ids = await idsNamed(name, list, send, each);
    if (ids !== undefined) seen = [...new Set([...(seen ?? []), ...ids])];
  }
  return seen;
}

/** Ids of the resources in a list that have exactly a name; undefined if the list cannot be read. */
async function idsNamed(name: string, url: string, send: Send, auth: Auth): Promise<string[] | undefined> {
  const reply = await send({ method: 'GET', url, auth, fault: undefined });
  if (reply.kind !== 'response') return undefined;
  // What a list belonged to is gone, and so is what it contained.
  if (reply.status === 404 || reply.status === 410) return [];
  if (!isSuccess(reply.status)) return undefined;
  return objectsNamed(jsonOf(reply), name).flatMap(({ id }) =>
    typeof id === 'string' || typeof id === 'number' ? [String(id)] : [],
  );
}

/** A removal with an id in place of {@link ID}. */
const withId = ({ body, ...removal }: Removal, id: string): Removal => ({
  ...removal,
  url: removal.url.replaceAll(ID, encodeURIComponent(id)),
  ...(body !== undefined && { body: { ...body, text: body.text.replaceAll(ID, JSON.stringify(id).slice(1, -1)) } }),
});
