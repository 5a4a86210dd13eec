import type { Case } from '../cases/case.ts';
import type { Auth, Scalar } from '../cases/fixtures.ts';
import { keyOf, openOf, withValues } from '../cases/open-parameters.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { isSuccess } from '../verdict/judged-case.ts';

/** The best known request of an operation. */
export interface GoodRequest {
  values: ReadonlyMap<string, Scalar>;
  /** The operations whose responses contained the values, by parameter. */
  origins: ReadonlyMap<string, string>;
  auth: Auth;
  /** The status of its response; undefined without a response. */
  status: number | undefined;
}

/** The best request of each operation, from which its other cases start. */
export class GoodRequests {
  readonly #best = new Map<string, GoodRequest>();
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

  /** A case with the values and the credentials of the best request of its operation. */
  fill(one: Case): Case {
    const best = this.#best.get(one.operation);
    if (best === undefined || one.open === undefined) return one;
    const isOfReader = one.request.auth === 'token' || one.request.auth === 'user';
    const auth = isOfReader ? best.auth : one.request.auth;
    const fillOne = (each: Case): Case => filled(each, this.#operation(each), { ...best, auth });
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
  one: Case,
  operation: Operation,
  { values, origins, auth }: Pick<GoodRequest, 'values' | 'origins' | 'auth'>,
): Case {
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
