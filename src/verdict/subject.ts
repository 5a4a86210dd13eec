import type { Case } from '../cases/case.ts';
import type { Phrase } from '../client/phrase.ts';
import type { Response } from '../client/reply.ts';
import type { DeclaredResponse, Operation } from '../contract/operations.ts';
import type { Evidence } from './evidence.ts';
import { type Body, readBody } from './body.ts';
import type { CheckResult } from './finding.ts';
import { type DeclaredMedia, type MediaType, parseMediaType } from './media-type.ts';
import type { Walked } from './depth/walk.ts';
import type { Validators } from './schema/validators.ts';

/** A response, with the data that checks use. */
export interface Subject {
  case: Case;
  operation: Operation;
  response: Response;
  /** The declaration for its status. */
  declared: DeclaredResponse | undefined;
  /** Its Content-Type; undefined if it is missing or invalid. */
  mediaType: MediaType | undefined;
  /** The declared entry of `content` that matches it. */
  media: DeclaredMedia | undefined;
  body: Body;
  /** Credentials that this and other requests contained. */
  secrets: readonly string[];
  validators: Validators;
  /** Responses to compare it with, in the order of the case's companions. */
  companions: readonly Response[];
  /** What was seen of the resource around a write to it. */
  evidence?: Evidence | undefined;
  /** Compares the body with its schema, once. */
  walk(): Walked;
  /** Observations that are not findings. Checks add to them. */
  notes: Phrase[];
}

/** A rule that responses are judged by. */
export interface Check {
  /** Permanent kebab-case id. */
  id: string;
  /** `should` for advice, which does not fail a run (RFC 2119); absent: `must`. */
  level?: 'should';
  /** The deviations that it finds, in the words of docs/checks.md. */
  catches: string;
  judge(subject: Subject): CheckResult;
}

/** A subclass adds its private fields to the object. */
const Extended = function (object: object) {
  return object;
} as unknown as new (object: object) => object;

/**
 * Adds the parsed body to a response, where only this class finds it, and copies of the response do not contain it. A
 * WeakMap of all responses would take longer than parsing them, because of garbage collection.
 */
class Read extends Extended {
  readonly #body: Body;

  constructor(response: Response, body: Body) {
    super(response);
    this.#body = body;
  }

  static bodyOf(response: Response): Body | undefined {
    return #body in response ? response.#body : undefined;
  }
}

/** The body of a response, by its Content-Type. It is parsed once. */
export function bodyOf(response: Response, mediaType = mediaTypeOf(response)): Body {
  const known = Read.bodyOf(response);
  if (known !== undefined) return known;
  const body = readBody(response.body, mediaType);
  new Read(response, body);
  return body;
}

const mediaTypeOf = ({ headers }: Response): MediaType | undefined =>
  parseMediaType(headers.get('content-type')?.[0] ?? '');

/** True for a method that the contract does not declare, so the operation's responses do not apply. */
export const isUndeclaredMethod = ({ case: { request }, operation }: Pick<Subject, 'case' | 'operation'>): boolean =>
  request.method !== operation.method;

/** True if HTTP forbids a body, even where one is declared (RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5). */
export const isBodiless = ({ case: { request }, response: { status } }: Subject): boolean =>
  request.method === 'HEAD' || status === 204 || status === 304;

/** The JSON of a response; undefined for any other body. */
export function jsonOf(response: Response | undefined): unknown {
  if (response === undefined) return undefined;
  const body = bodyOf(response);
  return body.kind === 'json' ? body.value : undefined;
}
