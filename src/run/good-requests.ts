import { isSuccess } from '../contract/responses.ts';
import type { Case } from '../cases/case.ts';
import type { Auth, Scalar } from '../cases/fixtures.ts';
import { keyOf, openOf, withAdded, withValues } from '../cases/open-parameters.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { type JudgedCase, responseOf } from '../verdict/judged-case.ts';

/** The best known request of an operation. */
export interface GoodRequest {
  values: ReadonlyMap<string, Scalar>;
  /** The operations whose responses contained the values, by parameter. */
  origins: ReadonlyMap<string, string>;
  auth: Auth;
  /** Optional parameters that the operation needs all the same. */
  added?: readonly Parameter[];
  /** The status of its response; undefined without a response. */
  status: number | undefined;
}

const ENTITY_TAG = /^(W\/)?"[!#-~]{0,256}"$/;

/** The best request of each operation, from which its other cases start. */
export class GoodRequests {
  readonly #best = new Map<string, GoodRequest>();
  /** The entity tag of the first successful response of each operation, with the URL of its request. */
  readonly #tags = new Map<string, { url: string; tag: string }>();
  readonly #operation: (one: Case) => Operation;

  /** @param operation the operation of a case */
  constructor(operation: (one: Case) => Operation) {
    this.#operation = operation;
  }

  /** Keeps a request if it is better than all before. */
  offer(operation: string, request: GoodRequest): void {
    const best = this.#best.get(operation);
    if (best === undefined || qualityOf(request.status) > qualityOf(best.status)) this.#best.set(operation, request);
  }

  /** Keeps the entity tag of the first successful response (RFC 9110, section 8.8.3). */
  observe(judged: JudgedCase): void {
    const { operation, request } = judged.case;
    const response = responseOf(judged);
    const [tag] = response?.headers.get('etag') ?? [];
    if (this.#tags.has(operation) || tag === undefined || !isSuccess(response?.status) || !ENTITY_TAG.test(tag)) return;
    this.#tags.set(operation, { url: request.url, tag });
  }

  /**
   * A case with the values and the credentials of the best request of its operation. A conditional request gets the
   * entity tag of the resource.
   */
  fill(one: Case): Case {
    const complete = this.#fill(one);
    const { operation, request } = complete;
    const known = this.#tags.get(operation);
    return request.ifNoneMatch === undefined || known?.url !== request.url
      ? complete
      : { ...complete, request: { ...request, ifNoneMatch: known.tag } };
  }

  #fill(one: Case): Case {
    const best = this.#best.get(one.operation);
    if (best === undefined || one.open === undefined) return one;
    const fillOne = (each: Case): Case => filled(each, this.#operation(each), best);
    const { shrink } = one;
    return shrink === undefined
      ? fillOne(one)
      : { ...fillOne(one), shrink: (deviates) => shrink((smaller) => deviates(fillOne(smaller))) };
  }

  /** True if a request of an operation succeeded, or no read was sent for it. */
  isReached({ operation }: Case): boolean {
    const best = this.#best.get(operation);
    return best === undefined || isSuccess(best.status);
  }

  /** The status of the best request of an operation, if it is a server error. */
  serverErrorOf({ operation }: Case): number | undefined {
    const status = this.#best.get(operation)?.status;
    return status !== undefined && status >= 500 ? status : undefined;
  }
}

/** A case with values for its open parameters, and where they come from. */
export function filled(
  given: Case,
  operation: Operation,
  { values, origins, auth, added = [] }: Pick<GoodRequest, 'values' | 'origins' | 'auth' | 'added'>,
): Case {
  const one = withAdded(given, added);
  const from = openOf(one).map((parameter: Parameter) => ({
    parameter: parameter.name,
    from: origins.get(keyOf(parameter)) ?? null,
  }));
  return { ...withValues(one, operation, values, auth), values: from };
}

/** How good a request is as the start of other cases. */
function qualityOf(status: number | undefined): number {
  if (isSuccess(status)) return 3;
  return status === undefined ? 0 : status < 500 ? 2 : 1;
}
