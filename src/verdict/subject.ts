import type { Case } from '../cases/case.ts';
import type { Phrase } from '../client/phrase.ts';
import type { Response } from '../client/reply.ts';
import type { DeclaredResponse, Operation } from '../contract/operations.ts';
import { type Body, readBody } from './body.ts';
import type { CheckResult } from './finding.ts';
import { type DeclaredMedia, type MediaType, parseMediaType } from './media-type.ts';
import type { Validators } from './schema/validators.ts';

/** A response with all that the checks ask about it, worked out once. */
export interface Subject {
  case: Case;
  operation: Operation;
  response: Response;
  /** What the contract declares for its status. */
  declared: DeclaredResponse | undefined;
  /** Its Content-Type; undefined where it has none that can be read. */
  mediaType: MediaType | undefined;
  /** The declared entry of `content` that it falls under. */
  media: DeclaredMedia | undefined;
  body: Body;
  /** Secret texts that this and other requests carried. */
  secrets: readonly string[];
  validators: Validators;
  /** Answers that this one is held against, in the order of the case's companions. */
  companions: readonly Response[];
  /** What is worth knowing though it breaks no rule. */
  notes: Phrase[];
}

/** One rule that every response is held to. */
export interface Check {
  /** Permanent kebab-case id. */
  id: string;
  /** What it catches, as the README says it. */
  catches: string;
  judge(subject: Subject): CheckResult;
}

/** Bodies that have been read, for as long as their responses are kept. */
const read = new WeakMap<Response, Body>();

/** The body of a response, by its Content-Type; it is read once. */
export function bodyOf(response: Response): Body {
  const known = read.get(response);
  if (known !== undefined) return known;
  const body = readBody(response.body, parseMediaType(response.headers.get('content-type')?.[0] ?? ''));
  read.set(response, body);
  return body;
}

/** True for a method that the contract does not declare: what it brings is not promised by the operation. */
export const isUndeclaredMethod = ({ case: { request }, operation }: Pick<Subject, 'case' | 'operation'>): boolean =>
  request.method !== operation.method;

/** True where HTTP allows no body, whatever is declared (RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5). */
export const isBodiless = ({ case: { request }, response: { status } }: Subject): boolean =>
  request.method === 'HEAD' || status === 204 || status === 304;
