import { json } from 'node:stream/consumers';
import { startServer, type TestServer } from './faulty.ts';

/** A comment on a pull request. */
export interface Comment {
  id: number;
  body: string;
  user: { login: string; type: 'Bot' | 'User' };
}

/** The part of GitHub's REST API that serves the comments of pull requests. */
export interface GitHub extends TestServer {
  comments: Comment[];
}

/** The user of a job's token. */
export const BOT: Comment['user'] = { login: 'github-actions[bot]', type: 'Bot' };

/** Settings of the server. */
export interface Rights {
  /** The owner of the token, if it is a person: only then does GitHub return it. */
  login?: string;
  /** Statuses of requests that are refused, by method. */
  refused?: Record<string, number>;
  /** Ids of comments that may not be edited. */
  locked?: number[];
}

/** Starts the server. New comments belong to the owner of the token. */
export async function startGitHub(comments: Comment[] = [], rights: Rights = {}): Promise<GitHub> {
  const { login, refused = {}, locked = [] } = rights;
  const server = await startServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const send = (status: number, body: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
        .end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(url, 'http://github.test');
    const refusal = pathname === '/user' ? undefined : refused[method];
    if (refusal !== undefined) return send(refusal, { message: 'Resource not accessible\n::error::by integration' });
    if (pathname === '/user') return login === undefined ? send(403, {}) : send(200, { login });
    if (method === 'GET' && pathname === '/repos/acme/api/issues/7/comments') {
      const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
      return send(200, comments.slice((page - 1) * size, page * size));
    }
    const { body } = (await json(request)) as { body: string };
    if (method === 'POST' && pathname === '/repos/acme/api/issues/7/comments') {
      const user: Comment['user'] = login === undefined ? BOT : { login, type: 'User' };
      comments.push({ id: 1000 + comments.length, body, user });
      return send(201, {});
    }
    const comment = comments.find(({ id }) => pathname === `/repos/acme/api/issues/comments/${id}`);
    if (method !== 'PATCH' || comment === undefined) return send(404, {});
    if (locked.includes(comment.id)) return send(403, {});
    comment.body = body;
    return send(200, {});
  });
  return { ...server, comments };
}
