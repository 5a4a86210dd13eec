import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from './har.ts';

/** The operation of an exchange and the base path of its server, or why it matches none. */
export type Match =
  | { operation: Operation; basePath: string }
  | { reason: 'another origin' | 'no such path' }
  | { reason: 'no such method'; template: string };

/** A template below a base path. */
interface Route {
  template: string;
  basePath: string;
  /** False for the root if the servers of the operation have other base paths. */
  isDeclared: boolean;
  pattern: RegExp;
  /** Its template in a form in which parameters sort after literal text. */
  order: string;
  operations: Map<string, Operation>;
}

/**
 * Creates a function that finds the operation of a URL, below the base paths of `servers`, or at the root if a
 * recording has none of them. Of several matching templates, those with the method count, and of these the most
 * literal one (OpenAPI 3.0.3, Paths Object).
 *
 * @param baseUrl required origin and base path of exchanges; undefined: any origin, and no base path
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

/** A parameter matches at least one character, but not a slash (OpenAPI 3.0.3, Path Templating). */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{[^{}]+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/]+')}$`,
  );

/**
 * Creates a function that describes an exchange without personal data of its URL: of a path only the literal parts of
 * the contract, of another origin no path.
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
