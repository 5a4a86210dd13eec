import { isObject } from '../contract/pointer.ts';
import { type Send, unexpected } from './github.ts';

/** Comments per page, the most that GitHub allows. */
const PER_PAGE = 100;

/** Most pages that are searched. */
const MOST_PAGES = 50;

/**
 * Updates the own comment that begins with a mark, or creates it.
 *
 * @param repository such as `owner/name`
 * @param body text of the comment, which begins with the mark
 * @throws Problem `comment` if the API refuses a request
 */
export async function keepComment(
  send: Send,
  repository: string,
  pullRequest: number,
  mark: string,
  body: string,
): Promise<'created' | 'updated'> {
  const list = `/repos/${repository}/issues/${pullRequest}/comments`;
  for (const id of await ownComments(send, list, mark)) {
    const path = `/repos/${repository}/issues/comments/${id}`;
    const reply = await send('PATCH', path, { body });
    if (reply.status === 200) return 'updated';
    // The comment of another app, or one that was deleted in between.
    if (reply.status !== 403 && reply.status !== 404) throw unexpected('PATCH', path, reply);
  }
  const reply = await send('POST', list, { body });
  if (reply.status !== 201) throw unexpected('POST', list, reply);
  return 'created';
}

/** Ids of the comments with the mark. A token may edit those of other people: anybody can copy the mark. */
async function ownComments(send: Send, list: string, mark: string): Promise<number[]> {
  const isOwn = await ownership(send);
  const ids: number[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `${list}?per_page=${PER_PAGE}&page=${page}`;
    const reply = await send('GET', path);
    if (reply.status !== 200 || !Array.isArray(reply.body)) throw unexpected('GET', path, reply);
    for (const { id, body, user } of reply.body.filter(isObject)) {
      if (typeof id === 'number' && typeof body === 'string' && body.startsWith(mark) && isOwn(user)) ids.push(id);
    }
    if (reply.body.length < PER_PAGE) break;
  }
  return ids;
}

/** Decides whether a user is the owner of the token. The token of an app, such as that of a job, has no user. */
async function ownership(send: Send): Promise<(user: unknown) => boolean> {
  const { status, body } = await send('GET', '/user');
  const login = status === 200 && isObject(body) ? body.login : undefined;
  return (user) => isObject(user) && (login === undefined ? user.type === 'Bot' : user.login === login);
}
