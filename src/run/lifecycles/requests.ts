import type { Auth, Scalar } from '../../cases/fixtures.ts';
import { neededParameters, requestOf } from '../../cases/draft.ts';
import { partsOf, Synonyms } from '../../cases/pool/nouns.ts';
import { assignments } from '../../cases/pool/assignments.ts';
import type { PooledValue } from '../../cases/pool/response-values.ts';
import type { ValuePool } from '../../cases/pool/value-pool.ts';
import type { CaseRequest } from '../../cases/request.ts';
import type { BodyVariant } from '../../cases/write.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { templateNames } from '../../contract/path-template.ts';
import { isObject } from '../../contract/pointer.ts';
import { type Filling, makeBody, OMITTED } from '../../lifecycles/bodies/body.ts';
import { type Making, typeOf } from '../../lifecycles/bodies/values.ts';
import { type Lifecycle, type Lifecycles, ownNameOf } from '../../lifecycles/lifecycle.ts';
import { nounsOf, type Reference, referencesOf } from '../../lifecycles/references.ts';
import { bodySchema, propertiesOf } from '../../lifecycles/resource-schema.ts';
import { contextOf, coordinateOf, nameOfResource, type Resource, scalarsOf } from '../../lifecycles/resource.ts';
import { jsonBody } from '../../client/http-request.ts';

/** A request that is complete. */
export interface Built {
  request: CaseRequest;
  /** Its JSON body; undefined if it has none. */
  body: unknown;
  /** A text that occurs in its names, and in those of no other request. */
  name: string;
  /** Its scalar values, by the names of parameters and properties. */
  sent: Record<string, Scalar>;
  /** Values of its parameters, by the key of the parameter. */
  parameters: ReadonlyMap<string, Scalar>;
  /** Where the values of its references come from. */
  values: { parameter: string; from: string | null }[];
}

/** What a request is built for. */
export interface Wish {
  auth: Auth;
  /** The properties of the body; undefined: those that are required. */
  body?: BodyVariant | { properties: readonly string[] | 'all' };
  /** The resource that is read, changed or deleted. */
  resource?: Resource;
  /** True if it is not sent either while a resource that may be a mere text is unknown. */
  waitsForAll?: boolean;
  /** True to make up the ids of resources of which none is known. */
  makesUp?: boolean;
  /** Which of the possible combinations of resources is named, from 0, the most likely. */
  choice?: number;
  /** Values of parameters, by name. */
  fixed?: Readonly<Record<string, Scalar>>;
  /** Properties that are set to a value, by pointer; undefined: left out. */
  set?: ReadonlyMap<string, unknown>;
  /** Properties that get another value than the present one. */
  present?: Readonly<Record<string, unknown>>;
  /** Only values that satisfy it are taken from responses, for a parameter or property of the name. */
  mayName?: (value: PooledValue, parameter: Parameter) => boolean;
  /** Optional boolean query parameters are sent as true. */
  showsAll?: boolean;
}

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

  /** A recognizable name that no other resource has. */
  unique = (): string => `contract-${this.#run}-${(++this.#made).toString(36).padStart(4, '0')}`;

  /** Builds a request; undefined if a resource that it must name is not known. */
  build(operation: Operation, lifecycle: Lifecycle | undefined, wish: Wish): Built | undefined {
    const { auth, resource, makesUp = false } = wish;
    const references = referencesOf(operation, lifecycle, this.#known);
    const values = this.#valuesOf(operation, references, wish);
    const missing = references.filter((each) => each.isRequired && !values.has(each));
    const isWaiting = missing.some(({ mayBeText }) => !mayBeText || wish.waitsForAll === true);
    if (isWaiting && !makesUp) return undefined;
    const unique = this.unique();
    const parameters = this.#parameters(operation, lifecycle, values, wish, unique);
    const schema = bodySchema(operation);
    const body =
      schema === undefined
        ? undefined
        : this.#body(schema, lifecycle?.create === operation, references, values, wish, unique);
    const request = requestOf(operation, { auth, ...parameters, missing: [] });
    return {
      request: { ...request, ...(body !== undefined && { body: jsonBody(body) }) },
      body,
      name: unique,
      parameters: new Map(
        (['path', 'query'] as const).flatMap((location) =>
          Object.entries(parameters[location]).map(([name, value]) => [`${location} ${name}`, value] as const),
        ),
      ),
      sent: { ...(resource?.sent ?? {}), ...scalarsOf(body), ...only(parameters.query), ...only(parameters.path) },
      values: references.flatMap((each) => {
        const from = values.get(each)?.from;
        return values.has(each) ? [{ parameter: each.parameter.name, from: from ?? null }] : [];
      }),
    };
  }

  #valuesOf(operation: Operation, references: readonly Reference[], wish: Wish): Map<Reference, Found> {
    const { resource, auth, fixed, mayName = () => true } = wish;
    const found = new Map<Reference, Found>();
    const target = resource === undefined ? undefined : targetOf(operation);
    for (const each of references) {
      const { name } = each.parameter;
      const given = each.pointer === undefined ? fixed?.[name] : undefined;
      const value =
        given !== undefined || resource === undefined
          ? given
          : (each.pointer === undefined ? name === target : isOfResource(name, resource))
            ? nameOfResource(resource, name)
            : coordinateOf(resource, name, operation.path);
      if (value !== undefined) found.set(each, { value, from: resource?.lifecycle.create.key });
    }
    const open = references.filter((each) => !found.has(each) && isWanted(each, wish));
    const context = resource === undefined ? [] : [contextOf(resource)];
    const byParameter = new Map(open.map((each) => [each.parameter, each]));
    const parameters = open.map(({ parameter }) => parameter);
    const wanted = { operation, parameters, by: auth, context, mayName };
    for (const [parameter, pooled] of nth(assignments(wanted, this.#pool), wish.choice ?? 0) ?? []) {
      const reference = byParameter.get(parameter);
      if (reference !== undefined) found.set(reference, pooled);
    }
    return found;
  }

  #parameters(
    operation: Operation,
    lifecycle: Lifecycle | undefined,
    values: ReadonlyMap<Reference, Found>,
    { resource, showsAll = false }: Wish,
    unique: string,
  ): { path: Record<string, Scalar>; query: Record<string, Scalar> } {
    const known = new Map(
      [...values]
        .filter(([{ pointer }]) => pointer === undefined)
        .map(([{ parameter }, { value }]) => [parameter.name, value]),
    );
    const ownName = lifecycle?.create === operation ? ownNameOf(lifecycle) : undefined;
    const valueOf = (parameter: Parameter): Scalar =>
      known.get(parameter.name) ?? (parameter.name === ownName ? unique : this.#madeUp(parameter));
    const path: Record<string, Scalar> = {};
    const query: Record<string, Scalar> = {};
    for (const parameter of neededParameters(operation)) {
      (parameter.in === 'path' ? path : query)[parameter.name] = valueOf(parameter);
    }
    for (const parameter of operation.parameters.filter((each) => each.in === 'query' && !(each.name in query))) {
      const value = resource === undefined ? undefined : resource.sent[parameter.name];
      if (value !== undefined) query[parameter.name] = value;
      else if (showsAll && isObject(parameter.schema) && parameter.schema.type === 'boolean')
        query[parameter.name] = true;
    }
    return { path, query };
  }

  /** A made-up value of a parameter. */
  #madeUp({ name, schema }: Parameter): Scalar {
    const value = makeBody({ type: 'string', ...(isObject(schema) ? schema : {}) }, this.#plain(), [name]);
    return typeof value === 'object' || value === undefined ? this.unique() : (value as Scalar);
  }

  #plain = (): Filling => ({
    wants: () => false,
    given: () => undefined,
    branch: () => 0,
    making: { unique: this.unique },
  });

  #body(
    schema: unknown,
    isCreate: boolean,
    references: readonly Reference[],
    values: ReadonlyMap<Reference, Found>,
    wish: Wish,
    unique: string,
  ): unknown {
    const { body = 'required', set = new Map<string, unknown>(), resource, present, makesUp = false } = wish;
    const byPointer = new Map(references.flatMap((each) => (each.pointer === undefined ? [] : [[each.pointer, each]])));
    let texts = 0;
    const making: Making = {
      unique: () => (texts++ === 0 ? unique : `${unique}-${texts}`),
      present: (name) => present?.[name],
    };
    const filling: Filling = {
      wants: (pointer) => wants(pointer, body, set),
      given(pointer, name, part) {
        if (set.has(pointer)) return set.get(pointer) ?? OMITTED;
        const reference = byPointer.get(pointer.replace(/\/\d+(?=\/|$)/g, '/0'));
        if (reference !== undefined) {
          const found = values.get(reference);
          if (found !== undefined) return found.value;
          return reference.isRequired && (makesUp || reference.mayBeText) ? undefined : OMITTED;
        }
        if (resource !== undefined && isCoordinate(name, resource)) return coordinateOf(resource, name, '');
        if (name === 'id' && resource !== undefined) return nameOfResource(resource, 'id');
        // A default such as "/" names a place that exists.
        if (typeof part.default === 'string' && part.default.startsWith('/')) {
          return resource === undefined ? part.default : (coordinateOf(resource, name, '') ?? part.default);
        }
        return undefined;
      },
      branch: (pointer) => (typeof body === 'object' && 'branch' in body && body.pointer === pointer ? body.branch : 0),
      making,
    };
    const made = makeBody(schema, filling);
    return isCreate && body === 'required' ? named(made, schema, unique) : made;
  }
}

/** The n-th of some items, or the last one if there are fewer. */
function nth<T>(items: Iterable<T>, index: number): T | undefined {
  let last: T | undefined;
  let at = 0;
  for (const item of items) {
    last = item;
    if (at++ === index) break;
  }
  return last;
}

interface Found {
  value: Scalar;
  from?: string | undefined;
}

const isText = (schema: unknown): boolean => isObject(schema) && typeOf(schema) === 'string' && !('enum' in schema);

/** Properties by which a resource can be recognized in a list. */
const NAMING = ['name', 'title', 'label', 'displayName', 'slug', 'description', 'comment', 'note'];

/** A body that contains the name of its request, by an optional property if no required one contains it. */
function named(body: unknown, schema: unknown, name: string): unknown {
  if (!isObject(body)) return body;
  const isNaming = (each: string) => NAMING.includes(each) || ['name', 'slug'].includes(partsOf(each).kind);
  if (Object.entries(body).some(([key, value]) => isNaming(key) && String(value).includes(name))) return body;
  const properties = propertiesOf(schema);
  const property = NAMING.find((each) => isText(properties.get(each)));
  return property === undefined ? body : { ...body, [property]: name };
}

const only = (values: Readonly<Record<string, Scalar>>): Record<string, Scalar> => ({ ...values });

/** True for a property that names the resource itself. */
const isOfResource = (name: string, { lifecycle }: Resource): boolean =>
  !lifecycle.isNamed && lifecycle.nouns.has(new Synonyms().canonical(partsOf(name).noun));

/** The path parameter that names the resource that an operation is about. */
const targetOf = ({ path }: Operation): string | undefined => templateNames(path).at(-1);

/** True for a property that says where the resource is, because its read or its delete has it as well. */
function isCoordinate(name: string, { sent, lifecycle }: Resource): boolean {
  if (!(name in sent)) return false;
  const { reads, lists, deletes } = lifecycle;
  return (
    [...reads, ...lists, ...deletes].some(({ parameters }) => parameters.some((each) => each.name === name)) ||
    deletes.some((each) => propertiesOf(bodySchema(each)).has(name))
  );
}

/** True for a reference that the request will contain. */
const isWanted = ({ pointer, isRequired }: Reference, { body = 'required', set }: Wish): boolean =>
  pointer === undefined || isRequired || wants(pointer, body, set ?? new Map<string, unknown>());

/** True for an optional property that is sent. */
function wants(pointer: string, body: NonNullable<Wish['body']>, set: ReadonlyMap<string, unknown>): boolean {
  if ([...set].some(([each, value]) => value !== undefined && (each === pointer || each.startsWith(`${pointer}/`)))) {
    return true;
  }
  if (body === 'required') return false;
  if (body === 'all') return true;
  if ('branch' in body)
    return body.pointer === pointer || body.pointer.startsWith(`${pointer}/`) || pointer.startsWith(`${body.pointer}/`);
  const [, top = ''] = pointer.split('/');
  return body.properties === 'all' || body.properties.includes(top);
}
