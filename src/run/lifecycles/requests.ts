import { neededParameters, requestOf } from '../../cases/draft.ts';
import type { Scalar } from '../../cases/fixtures.ts';
import type { ValuePool } from '../../cases/pool/value-pool.ts';
import { jsonBody } from '../../client/http-request.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import { makeBody } from '../../lifecycles/bodies/body.ts';
import { type Lifecycle, type Lifecycles, ownNameOf } from '../../lifecycles/lifecycle.ts';
import { nounsOf, type Reference, referencesOf } from '../../lifecycles/references.ts';
import { type Resource, scalarsOf } from '../../lifecycles/resource.ts';
import { bodySchema } from '../../lifecycles/resource-schema.ts';
import { isOurs } from './ours.ts';
import { type Found, referenceValues } from './reference-values.ts';
import { named, requestBody } from './request-body.ts';
import type { Built, Wish } from './wish.ts';

/** Builds the requests of life cycles from the values of earlier responses. */
export class Requests {
  readonly #pool: ValuePool;
  readonly #run: string;
  readonly #known: ReadonlySet<string>;
  #made = 0;

  /** @param run a text that occurs in every name that the run makes */
  constructor(pool: ValuePool, { all }: Lifecycles, run: string) {
    this.#pool = pool;
    this.#run = run;
    this.#known = nounsOf(all);
  }

  /** Builds a request; undefined if a resource that it must name is not known. */
  build(operation: Operation, lifecycle: Lifecycle | undefined, wish: Wish): Built | undefined {
    const { auth, makesUp = false } = wish;
    const references = referencesOf(operation, lifecycle, this.#known);
    const values = referenceValues(operation, references, wish, this.#pool);
    const missing = references.filter((each) => each.isRequired && !values.has(each));
    const isWaiting = missing.some(({ mayBeText }) => !mayBeText || wish.waitsForAll === true);
    if (isWaiting && !makesUp) return undefined;
    const name = this.#unique();
    const isCreate = lifecycle?.create === operation;
    const parameters = this.#parameters(operation, isCreate ? ownNameOf(lifecycle) : undefined, values, wish, name);
    const schema = bodySchema(operation);
    const made = schema === undefined ? undefined : requestBody(schema, values, references, wish, name);
    const body = isCreate && (wish.body ?? 'required') === 'required' ? named(made, schema, name) : made;
    const request = requestOf(operation, { auth, ...parameters, missing: [] });
    return {
      request: { ...request, ...(body !== undefined && { body: jsonBody(body) }) },
      body,
      name,
      parameters: byKey(parameters),
      sent: { ...(wish.resource?.sent ?? {}), ...scalarsOf(body), ...parameters.query, ...parameters.path },
      named: JSON.stringify([...values].map(([{ parameter }, { value }]) => [parameter.name, value])),
      values: references.flatMap((each) => {
        const found = values.get(each);
        return found === undefined ? [] : [{ parameter: each.parameter.name, from: found.from ?? null }];
      }),
    };
  }

  /** True for a request whose target is a resource of the run. */
  isOurs(operation: Operation, built: Built, resource: Resource): boolean {
    return isOurs(operation, built, resource, this.#pool);
  }

  /** A recognizable name that no other resource has. */
  #unique = (): string => `contract-${this.#run}-${(++this.#made).toString(36).padStart(4, '0')}`;

  /** @param ownName the parameter that is the name of the new resource */
  #parameters(
    operation: Operation,
    ownName: string | undefined,
    values: ReadonlyMap<Reference, Found>,
    { resource, showsAll = false }: Wish,
    unique: string,
  ): PathAndQuery {
    const known = new Map(
      [...values].flatMap(([{ pointer, parameter }, { value }]) =>
        pointer === undefined ? [[parameter.name, value] as const] : [],
      ),
    );
    const valueOf = (parameter: Parameter): Scalar =>
      known.get(parameter.name) ?? (parameter.name === ownName ? unique : this.#madeUp(parameter));
    const path: Record<string, Scalar> = {};
    const query: Record<string, Scalar> = {};
    for (const parameter of neededParameters(operation)) {
      (parameter.in === 'path' ? path : query)[parameter.name] = valueOf(parameter);
    }
    for (const { name, schema } of operation.parameters.filter(
      (each) => each.in === 'query' && !(each.name in query),
    )) {
      const value = resource?.sent[name];
      if (value !== undefined) query[name] = value;
      else if (showsAll && isObject(schema) && schema.type === 'boolean') query[name] = true;
    }
    return { path, query };
  }

  /** A made-up value of a parameter. */
  #madeUp({ name, schema }: Parameter): Scalar {
    const value = makeBody(
      { type: 'string', ...(isObject(schema) ? schema : {}) },
      {
        wants: () => false,
        given: () => undefined,
        branch: () => 0,
        making: { unique: this.#unique },
      },
      [name],
    );
    return typeof value === 'object' || value === undefined ? this.#unique() : (value as Scalar);
  }
}

/** Values by the names of parameters. */
interface PathAndQuery {
  path: Record<string, Scalar>;
  query: Record<string, Scalar>;
}

const byKey = (parameters: PathAndQuery): Map<string, Scalar> =>
  new Map(
    (['path', 'query'] as const).flatMap((location) =>
      Object.entries(parameters[location]).map(([name, value]) => [`${location} ${name}`, value] as const),
    ),
  );
