import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from './har.ts';

/** The operation that an exchange is of and the base path of its server, or why it is of none. */
export type Match =
  | { operation: Operation; basePath: string }
  | { reason: 'another origin' | 'no such path' }
  | { reason: 'no such method'; template: string };

/** One template below one base path. */
interface Route {
  template: string;
  basePath: string;
  /** False for the root where the servers of the operation have other base paths. */
  isDeclared: boolean;
  pattern: RegExp;
  /** Its template, its parameters sorting behind what is written out. */
  order: string;
  operations: Map<string, Operation>;
}

/**
 * Makes what finds the operation of a URL, below the base paths of `servers` or, where a recording is of another one, at
 * the root. Of several templates that fit, those with the method count, and of these the one that is written out further
 * (OpenAPI 3.0.3, Paths Object).
 *
 * @param baseUrl origin and base path that exchanges must have; undefined: any origin, and no base path
 */
export function matcher({ operations }: Contract, baseUrl: string | undefined): (one: Recorded) => Match {
  const routes = routesOf([...operations.values()]);
  const base = baseUrl === undefined ? undefined : new URL(baseUrl);
  const prefix = base?.pathname.replace(/(?<!\/)\/+$/, '') ?? '';
  return ({ method, url }) => {
    const asked = URL.canParse(url) ? new URL(url) : undefined;
    if (asked === undefined || !/^https?:$/.test(asked.protocol)) return { reason: 'no such path' };
    if (base !== undefined && asked.origin !== base.origin) return { reason: 'another origin' };
    if (!asked.pathname.startsWith(`${prefix}/`)) return { reason: 'no such path' };
    const fitting = routes.filter((route) => fits(asked.pathname.slice(prefix.length), route));
    for (const { operations: byMethod, basePath } of fitting) {
      const operation = byMethod.get(method);
      if (operation !== undefined) return { operation, basePath };
    }
    const [first] = fitting;
    return first === undefined
      ? { reason: 'no such path' }
      : { reason: 'no such method', template: first.basePath + first.template };
  };
}

const fits = (path: string, { basePath, pattern }: Route): boolean =>
  path.startsWith(`${basePath}/`) && pattern.test(path.slice(basePath.length));

function routesOf(operations: readonly Operation[]): Route[] {
  const routes = new Map<string, Route>();
  for (const operation of operations) {
    const { path, method, basePaths } = operation;
    for (const basePath of new Set([...basePaths, ''])) {
      const isDeclared = basePaths.length === 0 || basePaths.includes(basePath);
      const key = JSON.stringify([basePath, isDeclared, path]);
      const order = path.replace(/\{[^{}]+\}/g, '\uffff');
      const one = { template: path, basePath, isDeclared, pattern: patternOf(path), order };
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

/** A parameter is at least one character, and never a slash (OpenAPI 3.0.3, Path Templating). */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{[^{}]+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/]+')}$`,
  );

/**
 * Makes what tells where an exchange of no operation went, without what in its URL may be somebody's: of a path only what
 * the contract itself writes out, of another origin no path at all.
 */
export function placing({ operations }: Contract): (one: Recorded, match: Match) => string {
  const known = new Set(
    [...operations.values()].flatMap(({ path, basePaths }) => [path, ...basePaths].flatMap((each) => each.split('/'))),
  );
  return ({ method, url }, match) => {
    const verb = /^[A-Z]{1,10}$/.test(method) ? method : '…';
    const asked = URL.canParse(url) ? new URL(url) : undefined;
    if (asked === undefined || !/^https?:$/.test(asked.protocol)) return `${verb} ${asked?.protocol ?? ''}…`;
    if ('template' in match) return `${verb} ${asked.origin}${match.template}`;
    if ('reason' in match && match.reason === 'another origin') return `${verb} ${asked.origin}`;
    const path = asked.pathname.split('/').map((segment) => (known.has(segment) ? segment : '…'));
    return `${verb} ${asked.origin}${path.join('/')}`;
  };
}
