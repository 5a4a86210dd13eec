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

/** Adds the pointer of everything that a part refers to, and that refers to in turn. */
function follow(part: unknown, root: Json, needed: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const reference of referencesOf(part)) {
    if (!reference.startsWith('#/')) throw outside(reference);
    const pointer = decodeURIComponent(reference.slice(1));
    if (needed.has(pointer)) continue;
    needed.add(pointer);
    follow(valueAt(root, pointer), root, needed);
  }
  for (const child of Object.values(part) as unknown[]) follow(child, root, needed);
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
    message: `it refers to another document: ${JSON.stringify(reference)}`,
    where: 'import',
    fix: 'Bundle the document into one first',
  });
