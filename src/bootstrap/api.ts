import type { Client } from '../client/client.ts';
import { jsonBody } from '../client/http-request.ts';
import { redactor } from '../client/redaction.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import { isObject } from '../contract/pointer.ts';
import { makeBody } from '../lifecycles/bodies/body.ts';
import { messageIn } from '../lifecycles/corrections.ts';
import { bodySchema } from '../lifecycles/resource-schema.ts';
import { jsonOf } from '../verdict/subject.ts';

/** The response to a request of bootstrap. */
export interface Answer {
  /** 0 without a response. */
  status: number;
  body: unknown;
  /** What the server says about a refusal, redacted. */
  words: string;
}

/** The error for something that could not be made, with the words of the server. */
export class Refusal extends Error {
  readonly status: number;

  constructor(words: string, status = 0) {
    super(words);
    this.status = status;
  }
}

/** The API of a server, with what its document declares. */
export class Api {
  readonly #send: Client['send'];
  readonly #baseUrl: string;
  /** By route: `POST /api/v1/projects/{}`. */
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #secrets = new Set<string>();

  /** @param send sends a request, with retries */
  constructor(send: Client['send'], baseUrl: string, operations: Iterable<Operation>) {
    this.#send = send;
    this.#baseUrl = baseUrl;
    this.#operations = new Map([...operations].map((operation) => [routeOf(operation.key), operation]));
  }

  /** True if the document of the server declares a route. */
  declares(route: string): boolean {
    return this.#operations.has(routeOf(route));
  }

  /** True if the body that the document declares for a route contains a text as a value. */
  mentions(route: string, text: string): boolean {
    const operation = this.#operations.get(routeOf(route));
    return operation !== undefined && JSON.stringify(bodySchema(operation) ?? null).includes(`"${text}"`);
  }

  /** Adds a text that no message may contain. */
  hide(secret: string): void {
    this.#secrets.add(secret);
  }

  /**
   * A credential of a response, which no message may contain.
   *
   * @throws Refusal if it is missing
   */
  credentialIn(object: Readonly<Record<string, unknown>>, ...names: string[]): string {
    const credential = textIn(object, ...names);
    this.hide(credential);
    return credential;
  }

  redact(text: string): string {
    return redactor([...this.#secrets])(text);
  }

  async send(method: string, path: string, token?: string, content?: unknown): Promise<Answer> {
    if (token !== undefined) this.hide(token);
    const reply = await this.#send({
      method,
      url: this.#baseUrl + path,
      headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(content !== undefined && { body: jsonBody(content) }),
      mustNotRepeat: method === 'POST',
    });
    if (reply.kind !== 'response') return { status: 0, body: undefined, words: reply.message };
    const body = jsonOf(reply);
    return { status: reply.status, body, words: this.redact(messageIn(body) ?? `the status is ${reply.status}`) };
  }

  /**
   * Creates something by the first of some routes that the server has, those that its document declares before others.
   *
   * @param known values of path parameters, and of properties that the document requires
   * @param tokens credentials to try
   * @throws Refusal with the words of the server
   */
  async create(
    routes: readonly string[],
    values: Readonly<Record<string, unknown>>,
    known: Readonly<Record<string, string>>,
    tokens: readonly (string | undefined)[],
  ): Promise<unknown> {
    if (tokens.length === 0) throw new Refusal("no administrator's token is known");
    let refusal = new Refusal('the server has no operation for it');
    for (const route of [...routes].sort((a, b) => Number(this.declares(b)) - Number(this.declares(a)))) {
      const [method = '', template = ''] = route.split(' ');
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? ''));
      for (const token of tokens) {
        const answer = await this.send(method, path, token, this.#content(route, values, known));
        if (answer.status >= 200 && answer.status < 300) return answer.body;
        if (isMissingRoute(answer)) break;
        refusal = new Refusal(answer.words, answer.status);
        if (answer.status !== 401 && answer.status !== 403) throw refusal;
      }
    }
    throw refusal;
  }

  /** The body of a request: the values that the document declares, and others that it requires. */
  #content(route: string, values: Readonly<Record<string, unknown>>, known: Readonly<Record<string, string>>): unknown {
    const operation = this.#operations.get(routeOf(route));
    const schema = operation && bodySchema(operation);
    if (schema === undefined) return values;
    return makeBody(schema, {
      wants: (pointer) => pointer.slice(1) in values,
      given: (pointer, name) => (pointer === `/${name}` ? (name in values ? values[name] : known[name]) : undefined),
      branch: () => 0,
      making: { unique: () => (typeof values.name === 'string' ? values.name : 'contract') },
    });
  }
}

/** True for the 404 of a router. */
export const isMissingRoute = ({ status, body }: Answer): boolean =>
  status === 404 && isObject(body) && /^route\b.*\bnot found$/i.test(String(body.message).slice(0, 500));

/** The path of a resource with the id of a response, which may be any text. */
export function pathTo(template: string, id: string): string {
  if (/^\.*$/.test(id)) throw new Refusal('the response contains an id that a path cannot contain');
  return template.replace(/\{\w+\}/, encodeURIComponent(id));
}

/** The object below the first of some names in a body, or the body itself. */
export function objectIn(body: unknown, ...names: string[]): Record<string, unknown> {
  const name = names.find((each) => isObject(body) && isObject(body[each]));
  const found = name === undefined ? body : (body as Record<string, unknown>)[name];
  return isObject(found) ? found : {};
}

/**
 * A text of a body.
 *
 * @throws Refusal if it is missing
 */
export function textIn(object: Readonly<Record<string, unknown>>, ...names: string[]): string {
  const found = names.map((name) => object[name]).find((value) => typeof value === 'string' && value !== '');
  if (typeof found === 'string') return found;
  throw new Refusal(`the response contains no ${names.join(' or ')}`);
}
