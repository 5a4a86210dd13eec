import type { Auth, Scalar } from '../../cases/fixtures.ts';
import type { PooledValue } from '../../cases/pool/response-values.ts';
import type { CaseRequest } from '../../cases/request.ts';
import type { BodyVariant } from '../../cases/write.ts';
import type { Parameter } from '../../contract/operations.ts';
import type { Resource } from '../../lifecycles/resource.ts';

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
  /** The values of its references, which differ between the combinations of resources that may be named. */
  named: string;
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

/** True for an optional property of the body, given by its pointer, that a wish contains. */
export function wants(pointer: string, { body = 'required', set = new Map() }: Pick<Wish, 'body' | 'set'>): boolean {
  const isSet = [...set].some(
    ([each, value]) => value !== undefined && (each === pointer || each.startsWith(`${pointer}/`)),
  );
  if (isSet || body === 'all') return true;
  if (body === 'required') return false;
  if ('value' in body) return body.pointer === pointer;
  if ('branch' in body)
    return body.pointer === pointer || body.pointer.startsWith(`${pointer}/`) || pointer.startsWith(`${body.pointer}/`);
  const [, top = ''] = pointer.split('/');
  return body.properties === 'all' || body.properties.includes(top);
}
