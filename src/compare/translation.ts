import type { Case } from '../cases/case.ts';
import type { Scalar } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import { parameterVariable } from '../cases/variables.ts';
import type { Config } from '../config/config.ts';
import type { Operation } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';
import type { Counterparts } from './counterparts.ts';
import { nameOfParameter, type Piece, piecesOf } from './url-pieces.ts';
import { Variables } from './variables.ts';

/** The case with the request to b, or the reason why b cannot be sent one. */
export type Translated = { case: Case } | { reason: string };

/** Shortest text that may be an identifier which no parameter names. */
const SHORTEST_IDENTIFIER = 16;

/** Ends a translation: b has no counterpart of a value. */
class Untranslatable extends Error {}

/** Makes the request to b that corresponds to a request to a: with b's credentials, variables and identifiers. */
export class Translation {
  readonly #variables: Variables;
  readonly #counterparts: Counterparts;

  constructor(a: Config, b: Config, counterparts: Counterparts) {
    this.#variables = new Variables(a, b);
    this.#counterparts = counterparts;
  }

  /** The case for b. */
  caseOfB(one: Case, operation: Operation): Translated {
    const missing = this.#variables.missing(one);
    if (missing !== undefined) return { reason: `${missing} is not set for b` };
    try {
      return { case: this.#translated(one, operation) };
    } catch (error) {
      if (error instanceof Untranslatable) return { reason: error.message };
      throw error;
    }
  }

  /** A request for b; undefined if b has no counterpart of a value. */
  requestOfB(request: CaseRequest): CaseRequest | undefined {
    try {
      return this.#request(request, undefined, {});
    } catch (error) {
      if (error instanceof Untranslatable) return undefined;
      throw error;
    }
  }

  #translated(one: Case, operation: Operation): Case {
    const { companions, tenancy, expect } = one;
    const request = (each: CaseRequest) => this.#request(each, operation, one);
    return {
      ...one,
      request: request(one.request),
      ...(companions !== undefined && { companions: companions.map(request) }),
      expect: Object.fromEntries(Object.entries(expect).map(([at, value]) => [at, this.#expected(value, one)])),
      ...(tenancy !== undefined && {
        tenancy: {
          isMade: (id) => tenancy.isMade(this.#idOfA(id)),
          isOwner: (id) => tenancy.isOwner(this.#idOfA(id)),
          isShared: (id) => tenancy.isShared(this.#idOfA(id)),
        },
      }),
    };
  }

  #idOfA = (id: string): string => String(this.#counterparts.ofA(id));

  #expected(value: Scalar | null, { given = [] }: Partial<Case>): Scalar | null {
    return typeof value === 'string' ? this.#counterparts.inWordsOfB(this.#variables.inTextOfB(value, given)) : value;
  }

  #request(request: CaseRequest, operation: Operation | undefined, one: Partial<Case>): CaseRequest {
    const { url, body, ifNoneMatch } = request;
    const tag = ifNoneMatch === undefined ? undefined : this.#counterparts.ofB(ifNoneMatch);
    return {
      ...request,
      url: piecesOf(url)
        .map((piece) => this.#piece(piece, operation, one))
        .join(''),
      ...(typeof tag === 'string' && { ifNoneMatch: tag }),
      ...(body !== undefined && { body: { ...body, text: this.#body(body.text) } }),
    };
  }

  #piece(piece: Piece, operation: Operation | undefined, { given = [], values = [] }: Partial<Case>): string {
    if (piece.value === undefined) return piece.text;
    const parameter = nameOfParameter(piece, operation);
    const isTaken = values.some((each) => each.parameter === parameter && each.from !== null);
    const own = parameter === undefined ? undefined : parameterVariable(parameter);
    const configured = this.#variables.inTextOfB(piece.value, own === undefined ? given : [...given, own]);
    const value = configured === piece.value ? this.#value(piece.value, isTaken, parameter) : configured;
    if (value === piece.value) return piece.text;
    // These segments would lead to another path (RFC 3986, section 5.2.4).
    if (value === '.' || value === '..')
      throw new Untranslatable(`${parameter ?? 'the request'} has no counterpart on b`);
    return encodeURIComponent(value);
  }

  #value(value: string, isTaken: boolean, parameter = 'the request'): string {
    if (!isTaken && value.length < SHORTEST_IDENTIFIER) return this.#counterparts.inWordsOfB(value);
    const known = this.#counterparts.ofB(value);
    if (known !== undefined) return String(known);
    throw new Untranslatable(`${parameter} names a resource of a without a counterpart on b`);
  }

  #body(text: string): string {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#counterparts.inWordsOfB(text);
    }
    const translated = JSON.stringify(this.#json(value));
    return translated === JSON.stringify(value) ? text : translated;
  }

  #text(value: string): string {
    const configured = this.#variables.inTextOfB(value, []);
    return configured === value ? this.#value(value, false) : configured;
  }

  #json(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#json(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#json(item)]));
  }
}
