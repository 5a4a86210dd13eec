import { afterEach, describe, expect, test } from '@jest/globals';
import { connectToGitHub } from '../../src/action/github.ts';
import { keepComment } from '../../src/action/keep-comment.ts';
import { problemIn, problemOf } from '../unit/problem-of.ts';
import { BOT, type Comment, type GitHub, type Rights, startGitHub } from './servers/github.ts';

const MARK = '<!-- mark -->';
const OLD = `${MARK}\nold`;
const NEW = `${MARK}\nnew`;
const SOMEBODY: Comment['user'] = { login: 'somebody', type: 'User' };

let github: GitHub;
afterEach(() => github.close());

/** Keeps the comment on a pull request that has some comments. */
async function keep(comments: readonly [user: Comment['user'], body: string][], rights: Rights = {}) {
  github = await startGitHub(
    comments.map(([user, body], id) => ({ id, user, body })),
    rights,
  );
  return keepComment(connectToGitHub(github.baseUrl, 'the-token'), 'acme/api', 7, MARK, NEW);
}
const bodies = () => github.comments.map(({ body }) => body);
const others = (count: number): [Comment['user'], string][] =>
  Array.from({ length: count }, () => [SOMEBODY, `about ${MARK}`]);

describe('the comment on a pull request', () => {
  test('is created once and then updated', async () => {
    expect(await keep(others(1))).toBe('created');
    expect(bodies()).toEqual([`about ${MARK}`, NEW]);
    const send = connectToGitHub(`${github.baseUrl}/`, 'the-token');
    expect(await keepComment(send, 'acme/api', 7, MARK, OLD)).toBe('updated');
    expect(bodies()).toEqual([`about ${MARK}`, OLD]);
    expect(github.received.map(({ headers }) => headers.authorization)).toEqual(
      github.received.map(() => 'Bearer the-token'),
    );
  });

  test.each([99, 100, 250])('is found behind %d other comments', async (count) => {
    expect(await keep([...others(count), [BOT, OLD]])).toBe('updated');
    expect(github.comments).toHaveLength(count + 1);
    expect(bodies().at(-1)).toBe(NEW);
  });

  test('of somebody who copied the mark is not edited', async () => {
    expect(await keep([[SOMEBODY, OLD]])).toBe('created');
    expect(bodies()).toEqual([OLD, NEW]);
  });

  test('of another app, which may not be edited, is left as it is', async () => {
    expect(await keep([[BOT, OLD]], { locked: [0] })).toBe('created');
    expect(bodies()).toEqual([OLD, NEW]);
  });

  test('of a person whose token is used is updated, and no other', async () => {
    const own = [BOT, { login: 'me', type: 'User' }] as const;
    expect(
      await keep(
        own.map((user) => [user, OLD]),
        { login: 'me' },
      ),
    ).toBe('updated');
    expect(bodies()).toEqual([OLD, NEW]);
  });

  test.each([
    ['GET', 403, 'pull-requests: write'],
    ['POST', 403, 'pull-requests: write'],
    ['POST', 422, 'Repeat the job'],
    ['GET', 302, 'Repeat the job'],
  ])('is a Problem if %s is answered with %d, and redirects are not followed', async (method, status, fix) => {
    const problem = await problemIn(keep([], { refused: { [method]: status } }));
    expect(problem).toMatchObject({ code: 'comment', message: expect.stringContaining(`answered with ${status}`) });
    expect(problem.line).toContain(fix);
    expect(github.received.map(({ url }) => url)).not.toContain('/elsewhere');
  });

  test('is a Problem if GitHub is unreachable', async () => {
    await keep([]);
    await github.close();
    const send = connectToGitHub(github.baseUrl, 'the-token');
    expect(await problemIn(keepComment(send, 'acme/api', 7, MARK, NEW))).toMatchObject({
      message: expect.stringMatching(/^GET \/user failed \([A-Z_]+\)$/),
    });
    github = await startGitHub();
  });

  test.each(['http://api.github.test', 'ftp://127.0.0.1', 'api.github.com', ''])(
    'does not send the token to %j',
    async (url) => {
      github = await startGitHub();
      expect(problemOf(() => connectToGitHub(url, 'the-token'))).toMatchObject({ code: 'comment' });
    },
  );
});
