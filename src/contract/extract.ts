import { unescape } from 'node:querystring';
import { Problem } from '../problem.ts';
import { METHODS } from './operations.ts';
import { isObject, toTokens, valueAt } from './pointer.ts';

type Json = Record<string, unknown>;

/** Keys of the operations of a document, as they stand in it: `GET /api/v1/groups`. */
export const operationKeys = (root: unknown): string[] =>
  Object.entries(pathsOf(root)).flatMap(([path, item]) =>
    METHODS.filter((method) => isObject(item) && isObject(item[method])).map(
      (method) => `${method.toUpperCase()} ${path}`,
    ),
  );

const pathsOf = (root: unknown): Json => {
  const paths = valueAt(root, '/paths');
  return isObject(paths) ? paths : {};
};

/**
 * A document of one operation of another one, with what it refers to and no more.
 *
 * @param key one of {@link operationKeys}
 * @throws Problem `import` where it refers to another document
 */
export function extractOperation(root: Json, key: string): Json {
  const [method = '', path = ''] = key.split(' ');
  const item = pathsOf(root)[path] as Json;
  const ofPath = Object.fromEntries(
    Object.entries(item).filter(([name]) => name === method.toLowerCase() || !METHODS.includes(name as never)),
  );
  const { openapi, info, servers, security } = root;
  const whole: Json = {
    openapi,
    info,
    ...(servers !== undefined && { servers }),
    ...(security !== undefined && { security }),
    paths: { [path]: ofPath },
  };
  const needed = new Set<string>(schemesOf(whole, ofPath[method.toLowerCase()]));
  for (const found of [whole, ...[...needed].map((pointer) => valueAt(root, pointer))]) follow(found, root, needed);
  for (const pointer of [...needed].sort()) put(whole, toTokens(pointer), valueAt(root, pointer));
  return whole;
}

/** Pointers to the security schemes that are named. */
function schemesOf({ security }: Json, operation: unknown): string[] {
  const requirements = [valueAt(operation, '/security'), security].flat().filter(isObject);
  return requirements.flatMap((requirement) =>
    Object.keys(requirement).map((name) => `/components/securitySchemes/${name}`),
  );
}

/**
 * Adds the pointer of everything that a part refers to, and that refers to in turn.
 *
 * @param isMap true where names are those of properties, which may be called like a keyword
 */
function follow(part: unknown, root: Json, needed: Set<string>, seen = new Set<unknown>(), isMap = false): void {
  if (typeof part !== 'object' || part === null || seen.has(part)) return;
  seen.add(part);
  for (const reference of referencesOf(part)) {
    const pointer = componentOf(reference);
    if (needed.has(pointer)) continue;
    needed.add(pointer);
    follow(valueAt(root, pointer), root, needed, seen);
  }
  for (const [name, child] of Object.entries(part)) {
    if (isMap || !VALUES.has(name)) follow(child, root, needed, seen, !isMap && name === 'properties');
  }
}

/** Keywords that hold values, in which nothing refers to anything. */
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** The pointer of the component that a reference leads to or into. */
function componentOf(reference: string): string {
  const [, component] = /^#(\/components\/[^/]+\/[^/]+)/.exec(unescape(reference)) ?? [];
  if (component === undefined) throw outside(reference);
  return component;
}

/** What a part itself refers to: by `$ref`, or by the mapping of a discriminator. */
function referencesOf(part: object): string[] {
  const mapping = valueAt(part, '/discriminator/mapping');
  const mapped = isObject(mapping) ? Object.values(mapping) : [];
  const named = '$ref' in part && typeof part.$ref === 'string' ? [part.$ref] : [];
  return [...named, ...mapped.filter((each) => typeof each === 'string' && each.startsWith('#/'))] as string[];
}

function put(whole: Json, tokens: string[], value: unknown): void {
  const [first = '', ...rest] = tokens;
  if (value === undefined) return;
  if (rest.length === 0) whole[first] ??= value;
  else {
    const next = isObject(whole[first]) ? { ...whole[first] } : {};
    whole[first] = next;
    put(next, rest, value);
  }
}

const outside = (reference: string): Problem =>
  new Problem({
    code: 'import',
    message: `it refers to something that is no component of its document: ${JSON.stringify(reference)}`,
    where: 'import',
    fix: 'Bring what it refers to below components first',
  });
