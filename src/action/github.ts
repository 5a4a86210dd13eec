import { errorCode } from '../client/error-code.ts';
import { isLoopback } from '../config/base-url.ts';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';

/** Longest time in milliseconds that a request may take. */
const TIMEOUT_MS = 30_000;

/** A response of the API. */
export interface Reply {
  status: number;
  /** Parsed JSON; undefined if it is not JSON. */
  body: unknown;
}

/** Sends a request below the URL of the API. */
export type Send = (method: string, path: string, body?: object) => Promise<Reply>;

/**
 * Connects to the REST API of GitHub. The token is sent only to the origin of the API: redirects are not followed.
 *
 * @param apiUrl URL of the API, such as https://api.github.com
 * @throws Problem `comment` if the URL would send the token unencrypted
 */
export function connectToGitHub(apiUrl: string, token: string): Send {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback(url))) {
    throw commentProblem(`${JSON.stringify(apiUrl)} is not an https URL`, 'Set GITHUB_API_URL to the API of GitHub');
  }
  const base = apiUrl.endsWith('/') ? apiUrl.slice(0, -1) : apiUrl;
  return async (method, path, body) => {
    const { status, text } = await received(`${method} ${path}`, `${base}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'infisical-contract',
        'x-github-api-version': '2022-11-28',
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status, body: parsed(text) };
  };
}

async function received(what: string, url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    // fetch wraps the error of the connection. The code of a DOMException, such as that of a timeout, is a number.
    const { name, cause = error } = error as Error;
    const code = errorCode(cause);
    throw commentProblem(`${what} failed (${/^[A-Z]/.test(code) ? code : name})`, 'Repeat the job');
  }
}

/** The Problem `comment` for an unexpected response. */
export function unexpected(method: string, path: string, { status, body }: Reply): Problem {
  const message = isObject(body) && typeof body.message === 'string' ? `: ${body.message.slice(0, 200)}` : '';
  const fix =
    status === 401 || status === 403 || status === 404
      ? 'Give the job the permission pull-requests: write; pull requests from forks do not have it'
      : 'Repeat the job';
  return commentProblem(`${method} ${path} was answered with ${status}${message}`, fix);
}

/** The Problem `comment`. */
export const commentProblem = (message: string, fix: string): Problem =>
  new Problem({ code: 'comment', message, where: 'the comment was not written', fix });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
