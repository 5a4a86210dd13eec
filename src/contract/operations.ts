import { markOf } from './faults.ts';
import { type DeclaredLink, declaredLinks } from './declared-links.ts';
import { isObject, toPointer } from './pointer.ts';
import { basePathsOf } from './servers.ts';
import type { ContractSource } from './sources.ts';

/** The methods of a Path Item Object (OpenAPI 3.0.3), in the order in which they are reported. */
export const METHODS = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete', 'trace'] as const;

/** A place in a document, for findings and Problems. */
export interface DocumentPlace {
  document: string;
  pointer: string;
  line: number;
}

/** The key of a place in records and reports. */
export const placeKey = ({ document, pointer }: DocumentPlace): string => `${document}#${pointer}`;

/** A method and path template with everything that is declared for it (OpenAPI 3.0.3, Operation Object). */
export interface Operation {
  /** `GET /api/v1/dynamic-secrets/{name}`. */
  key: string;
  method: string;
  /** Its `operationId`; undefined if none is declared. */
  operationId: string | undefined;
  /** Path template. */
  path: string;
  /** Stem of the document: `dynamic-secrets/get`. */
  stem: string;
  /** File or URL of the document. */
  document: string;
  /** OpenAPI version of the document. */
  version: '3.0' | '3.1';
  parameters: Parameter[];
  /** Undefined if none is declared. */
  requestBody: DeclaredBody | undefined;
  /** By declared status: `404`, `4XX` or `default`. */
  responses: ReadonlyMap<string, DeclaredResponse>;
  /** The fault in its declaration, because of which it is not judged; undefined if there is none. */
  fault: string | undefined;
  /** True if a non-empty security requirement applies. */
  secured: boolean;
  /** Base paths of its servers, without a trailing slash. */
  basePaths: readonly string[];
  /** The place of a pointer that is relative to this operation. */
  place(pointer: string): DocumentPlace;
}

/** A Parameter Object, its schema dereferenced. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  schema: unknown;
  /**
   * True if a list is sent as a repeated parameter (OpenAPI 3.0.3, Parameter Object, `style` form and `explode`).
   */
  exploded: boolean;
  /** Serialization of lists and objects: `form explode` (OpenAPI 3.0.3, Style Values). */
  style: string;
  /** Pointer below the operation; undefined if the path item declares it. */
  pointer: string | undefined;
}

/** A Request Body Object. */
export interface DeclaredBody {
  required: boolean;
  /** The fault in its declaration. It does not affect the judging of responses. */
  fault: string | undefined;
  /** Declared media types and their schemas, with pointers below the operation. */
  content: DeclaredResponse['content'];
}

/** A Response Object with its place below the operation. */
export interface DeclaredResponse {
  /** The key it is declared under: `404`, `4XX` or `default`. */
  status: string;
  /** Pointer below the operation: `/responses/404`. */
  pointer: string;
  /** Declared media types and their schemas. If there are none, no body is declared. */
  content: ReadonlyMap<string, { schema: unknown; pointer: string }>;
  /** Declared headers by lower-case name, without content-type (OpenAPI 3.0.3, Response Object, `headers`). */
  headers: ReadonlyMap<string, { required: boolean; schema: unknown; pointer: string }>;
  links: readonly DeclaredLink[];
}

/**
 * Every operation of a linked document.
 *
 * @param faultIn returns the first fault in a part of the document
 */
export function operationsOf(
  source: ContractSource,
  root: Record<string, unknown>,
  version: Operation['version'],
  placeOf: (pointer: string) => DocumentPlace,
  faultIn: (declared: unknown) => string | undefined,
): Operation[] {
  return records(root.paths).flatMap(([path, item]) =>
    path.startsWith('/') && isObject(item)
      ? METHODS.flatMap((method) => {
          const declared = item[method];
          if (!isObject(declared)) return [];
          const base = toPointer(['paths', path, method]);
          return {
            key: `${method.toUpperCase()} ${path}`,
            method: method.toUpperCase(),
            operationId: typeof declared.operationId === 'string' ? declared.operationId : undefined,
            path,
            stem: source.stem,
            document: source.name,
            version,
            parameters: parameters(item.parameters, declared.parameters),
            requestBody: requestBody(declared.requestBody, faultIn),
            responses: responses(declared.responses),
            fault:
              markOf(item) ?? markOf(declared) ?? faultIn([item.parameters, declared.parameters, declared.responses]),
            secured: isSecured(declared.security ?? root.security),
            basePaths: basePathsOf(declared.servers ?? item.servers ?? root.servers),
            place: (pointer: string) => placeOf(base + pointer),
          };
        })
      : [],
  );
}

/** Merges parameters. An operation's parameter replaces the path item's with the same name and location. */
function parameters(ofPath: unknown, ofOperation: unknown): Parameter[] {
  const all = new Map<string, Parameter>();
  const own = new Map(entries(ofOperation).map(([index, one]) => [one, toPointer(['parameters', index])]));
  for (const one of [...list(ofPath), ...own.keys()]) {
    const { name, in: location, required, explode } = one;
    if (typeof name !== 'string' || !isLocation(location)) continue;
    const style = one.style ?? (location === 'query' || location === 'cookie' ? 'form' : 'simple');
    const [media] = records(one.content);
    const schema = one.schema ?? (isObject(media?.[1]) ? media[1].schema : undefined);
    const exploded = location === 'query' && style === 'form' && explode !== false;
    const written = `${typeof style === 'string' ? style : 'form'}${(explode ?? style === 'form') === true ? ' explode' : ''}`;
    const pointer = own.get(one);
    all.set(`${location} ${name}`, {
      name,
      in: location,
      required: required === true,
      schema,
      exploded,
      style: written,
      pointer,
    });
  }
  return [...all.values()];
}

function requestBody(declared: unknown, faultIn: (declared: unknown) => string | undefined): DeclaredBody | undefined {
  if (!isObject(declared)) return undefined;
  const content = mediaTypes(declared.content, '/requestBody');
  return { required: declared.required === true, content, fault: faultIn(declared) };
}

function responses(declared: unknown): Map<string, DeclaredResponse> {
  const known = records(declared).filter(([status]) => /^([1-5]\d\d|[1-5]XX|default)$/.test(status));
  return new Map(
    known.map(([status, response]) => {
      const pointer = toPointer(['responses', status]);
      const object = isObject(response) ? response : {};
      const content = contentOf(object, pointer);
      const links = declaredLinks(object.links);
      return [status, { status, pointer, content, headers: headers(object.headers, pointer), links }];
    }),
  );
}

/** The content of a response. A `schema` beside the description, as in Swagger 2.0, means a JSON body. */
function contentOf({ content, schema }: Record<string, unknown>, base: string): DeclaredResponse['content'] {
  if (content !== undefined || schema === undefined) return mediaTypes(content, base);
  return new Map([['application/json', { schema, pointer: `${base}/schema` }]]);
}

function mediaTypes(declared: unknown, base: string): DeclaredResponse['content'] {
  return new Map(
    records(declared).map(([type, media]) => [
      type,
      { schema: isObject(media) ? media.schema : undefined, pointer: base + toPointer(['content', type, 'schema']) },
    ]),
  );
}

function headers(declared: unknown, base: string): DeclaredResponse['headers'] {
  return new Map(
    records(declared)
      .filter(([name]) => name.toLowerCase() !== 'content-type')
      .map(([name, header]) => {
        const object = isObject(header) ? header : {};
        const pointer = base + toPointer(['headers', name]);
        return [name.toLowerCase(), { required: object.required === true, schema: object.schema, pointer }];
      }),
  );
}

/** `{}` in a list of requirements makes security optional (OpenAPI 3.0.3, Security Requirement Object). */
function isSecured(security: unknown): boolean {
  const requirements = list(security);
  return requirements.length > 0 && requirements.every((requirement) => Object.keys(requirement).length > 0);
}

const isLocation = (value: unknown): value is Parameter['in'] =>
  value === 'path' || value === 'query' || value === 'header' || value === 'cookie';

const records = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

const entries = (value: unknown): [number, Record<string, unknown>][] =>
  (Array.isArray(value) ? [...value.entries()] : []).filter((entry): entry is [number, Record<string, unknown>] =>
    isObject(entry[1]),
  );

const list = (value: unknown): Record<string, unknown>[] => entries(value).map(([, one]) => one);
