import { unescape } from 'node:querystring';
import { Problem } from '../problem.ts';
import { type Kind, kindOfMember } from './grammar.ts';
import { METHODS } from './operations.ts';
import { isObject, toPointer, toTokens, valueAt } from './pointer.ts';

type Json = Record<string, unknown>;

/** Keys of the operations of a document, in document order: `GET /api/v1/groups`. */
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
 * Extracts one operation of a document, with everything that it refers to.
 *
 * @param key one of {@link operationKeys}
 * @throws Problem `import` if it refers to another document
 */
export function extractOperation(root: Json, key: string): Json {
  const [method = '', path = ''] = key.split(' ');
  const item = pathsOf(root)[path] as Json;
  const ofPath = Object.fromEntries(
    Object.entries(item).filter(([name]) => name === method.toLowerCase() || !METHODS.includes(name as never)),
  );
  const { openapi, info, jsonSchemaDialect, servers, security } = root;
  const whole: Json = {
    openapi,
    info,
    ...(jsonSchemaDialect !== undefined && { jsonSchemaDialect }),
    ...(servers !== undefined && { servers }),
    ...(security !== undefined && { security }),
    paths: { [path]: ofPath },
  };
  const needed = new Set<string>();
  const open: [part: unknown, kind: Kind | undefined][] = [[whole, 'document']];
  const need = (pointer: string): void => {
    if (!needed.has(pointer)) open.push([valueAt(root, pointer), kindAt(pointer)]);
    needed.add(pointer);
  };
  for (const pointer of schemesOf(whole, ofPath[method.toLowerCase()])) need(pointer);
  follow(open, need);
  for (const pointer of [...needed].sort()) put(whole, toTokens(pointer), valueAt(root, pointer));
  return whole;
}

/** Pointers to the security schemes that an operation names. */
function schemesOf({ security }: Json, operation: unknown): string[] {
  const requirements = [valueAt(operation, '/security'), security].flat().filter(isObject);
  return requirements.flatMap((requirement) =>
    Object.keys(requirement).map((name) => toPointer(['components', 'securitySchemes', name])),
  );
}

/** Follows references transitively. Data, such as an example, contains no references. */
function follow(open: [part: unknown, kind: Kind | undefined][], need: (pointer: string) => void): void {
  const seen = new Map<Kind, Set<unknown>>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [part, kind] = next;
    if (typeof part !== 'object' || part === null || kind === undefined) continue;
    const known = seen.get(kind) ?? new Set();
    if (known.has(part)) continue;
    seen.set(kind, known.add(part));
    for (const reference of referencesOf(part)) need(componentOf(reference));
    for (const [name, child] of Object.entries(part)) open.push([child, kindOfMember(kind, name)]);
  }
}

/** The kind of the value at a pointer into a document. */
const kindAt = (pointer: string): Kind | undefined =>
  toTokens(pointer).reduce<Kind | undefined>((kind, name) => kind && kindOfMember(kind, name), 'document');

/** The pointer of the component that contains the target of a reference. */
function componentOf(reference: string): string {
  const [, component] = /^#(\/components\/[^/]+\/[^/]+)/.exec(unescape(reference)) ?? [];
  if (component === undefined) throw outside(reference);
  return component;
}

/** The references of a part: its `$ref`, and the mapping of a discriminator. */
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
    message: `the operation refers to ${JSON.stringify(reference)}, which is not a component of its document`,
    where: 'import',
    fix: 'Move the target to the components of the document first',
  });
