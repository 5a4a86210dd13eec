import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from './har.ts';

/** The operation of an exchange and the base path of its server, or why it matches none. */
export type Match =
  | { operation: Operation; basePath: string }
  | { reason: 'another origin' | 'no such path' | 'fault of the contract' }
  | { reason: 'no such method'; template: string };

/** A template below a base path. */
interface Route {
  template: string;
  basePath: string;
  /** False for the root path if the operation declares servers with other base paths only. */
  isDeclared: boolean;
  /** The literal parts of each segment. */
  segments: string[][];
  /** Sort key: the template with parameters replaced so that they sort after literal text. */
  order: string;
  operations: Map<string, Operation>;
}

/**
 * Creates a function that finds the operation of a URL, below the base paths of `servers`, otherwise at the root. If
 * several templates match, the most literal of those with the method applies (OpenAPI 3.0.3, Paths Object).
 *
 * @param baseUrl required origin and base path of exchanges; undefined: any origin, and no base path
 */
export function operationFinder(
  { operations, unreadable }: Contract,
  baseUrl: string | undefined,
): (one: Recorded) => Match {
  const routes = routesOf([...operations.values()]);
  const unreadablePaths = [...unreadable.keys()].filter((path) => path !== '').map(segmentsOf);
  const isUnreadable = (path: string) =>
    unreadable.has('') || unreadablePaths.some((each) => endsWithTemplate(each, path));
  const base = baseUrl === undefined ? undefined : new URL(baseUrl);
  const prefix = base?.pathname.replace(/(?<!\/)\/+$/, '') ?? '';
  return ({ method, url }) => {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !/^https?:$/.test(target.protocol)) return { reason: 'no such path' };
    if (base !== undefined && target.origin !== base.origin) return { reason: 'another origin' };
    if (!target.pathname.startsWith(`${prefix}/`)) return { reason: 'no such path' };
    const matching = routes.filter((route) => matches(target.pathname.slice(prefix.length), route));
    for (const { operations: byMethod, basePath } of matching) {
      const operation = byMethod.get(method);
      if (operation !== undefined) return { operation, basePath };
    }
    const [first] = matching;
    if (first !== undefined) return { reason: 'no such method', template: first.basePath + first.template };
    return { reason: isUnreadable(target.pathname) ? 'fault of the contract' : 'no such path' };
  };
}

const matches = (path: string, { basePath, segments }: Route): boolean =>
  path.startsWith(`${basePath}/`) && fitsTemplate(segments, path.slice(basePath.length));

function routesOf(operations: readonly Operation[]): Route[] {
  const routes = new Map<string, Route>();
  for (const operation of operations) {
    const { path, method, basePaths } = operation;
    for (const basePath of new Set([...basePaths, ''])) {
      const isDeclared = basePaths.length === 0 || basePaths.includes(basePath);
      const key = JSON.stringify([basePath, isDeclared, path]);
      const order = path.replace(/\{[^{}]+\}/g, '\uffff');
      const one = { template: path, basePath, isDeclared, segments: segmentsOf(path), order };
      const route = routes.get(key) ?? { ...one, operations: new Map<string, Operation>() };
      routes.set(key, route);
      route.operations.set(method, operation);
    }
  }
  return [...routes.values()].sort(
    (a, b) =>
      Number(b.isDeclared) - Number(a.isDeclared) ||
      b.basePath.length - a.basePath.length ||
      (a.order < b.order ? -1 : 1),
  );
}

/** The literal parts of each segment of a template, with a parameter between two of them. */
const segmentsOf = (template: string): string[][] =>
  template
    .replace(/\{[^{}]+\}/g, '\uffff')
    .split('/')
    .map((segment) => segment.split('\uffff'));

/** A parameter matches at least one character, but not a slash (OpenAPI 3.0.3, Path Templating). Takes linear time. */
function fitsTemplate(segments: readonly (readonly string[])[], path: string): boolean {
  const parts = path.split('/');
  return (
    parts.length === segments.length && segments.every((literals, index) => fitsSegment(literals, parts[index] ?? ''))
  );
}

/** True for a path that ends with a template. The servers of a path item that cannot be read are not known. */
function endsWithTemplate(segments: readonly (readonly string[])[], path: string): boolean {
  const end = path.split('/').slice(1 - segments.length);
  return fitsTemplate(segments, `/${end.join('/')}`);
}

/**
 * Each literal between two parameters is matched at its first occurrence, so that as much text as possible remains for
 * the literals after it.
 */
function fitsSegment(literals: readonly string[], text: string): boolean {
  const [first = '', last = ''] = [literals.at(0), literals.at(-1)];
  if (literals.length === 1) return text === first;
  let at = text.startsWith(first) ? first.length : Infinity;
  for (const literal of literals.slice(1, -1)) {
    const found = text.indexOf(literal, at + 1);
    at = found === -1 ? Infinity : found + literal.length;
  }
  return text.endsWith(last) && at < text.length - last.length;
}

/**
 * Creates a function that describes an exchange without personal data from its URL: it keeps only the path segments
 * that the contract contains, and no path for another origin.
 */
export function requestDescriber({ operations }: Contract): (one: Recorded, match: Match) => string {
  const known = new Set(
    [...operations.values()].flatMap(({ path, basePaths }) => [path, ...basePaths].flatMap((each) => each.split('/'))),
  );
  return ({ method, url }, match) => {
    const verb = /^[A-Z]{1,10}$/.test(method) ? method : '…';
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !/^https?:$/.test(target.protocol)) return `${verb} ${target?.protocol ?? ''}…`;
    if ('template' in match) return `${verb} ${target.origin}${match.template}`;
    if ('reason' in match && match.reason === 'another origin') return `${verb} ${target.origin}`;
    const path = target.pathname.split('/').map((segment) => (known.has(segment) ? segment : '…'));
    return `${verb} ${target.origin}${path.join('/')}`;
  };
}
