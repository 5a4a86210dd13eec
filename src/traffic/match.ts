import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from './har.ts';

/** The operation that an exchange is of, or why it is of none. */
export type Match =
  | { operation: Operation }
  | { reason: 'another origin' | 'no such path' }
  | { reason: 'no such method'; template: string };

interface Route {
  template: string;
  pattern: RegExp;
  /** Its template, its parameters sorting behind what is written out. */
  order: string;
  operations: Map<string, Operation>;
}

/**
 * Makes what finds the operation of a URL. Where several templates fit, the one wins that is written out further
 * (OpenAPI 3.0.3, Paths Object).
 *
 * @param baseUrl origin and base path that exchanges must have; undefined: any origin, and no base path
 */
export function matcher({ operations }: Contract, baseUrl: string | undefined): (one: Recorded) => Match {
  const routes = routesOf([...operations.values()]);
  const base = baseUrl === undefined ? undefined : new URL(baseUrl);
  const basePath = base?.pathname.replace(/\/+$/, '') ?? '';
  return ({ method, url }) => {
    const asked = URL.canParse(url) ? new URL(url) : undefined;
    if (asked === undefined || !/^https?:$/.test(asked.protocol)) return { reason: 'no such path' };
    if (base !== undefined && asked.origin !== base.origin) return { reason: 'another origin' };
    if (!asked.pathname.startsWith(`${basePath}/`)) return { reason: 'no such path' };
    const path = asked.pathname.slice(basePath.length);
    const fitting = routes.filter(({ pattern }) => pattern.test(path));
    const [route] = fitting;
    if (route === undefined) return { reason: 'no such path' };
    const operation = route.operations.get(method);
    return operation === undefined ? { reason: 'no such method', template: route.template } : { operation };
  };
}

function routesOf(operations: readonly Operation[]): Route[] {
  const routes = new Map<string, Route>();
  for (const operation of operations) {
    const known = routes.get(operation.path);
    if (known !== undefined) known.operations.set(operation.method, operation);
    else {
      routes.set(operation.path, {
        template: operation.path,
        pattern: patternOf(operation.path),
        order: operation.path.replace(/\{[^}]+\}/g, '\uffff'),
        operations: new Map([[operation.method, operation]]),
      });
    }
  }
  return [...routes.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
}

/** A parameter is at least one character, and never a slash (OpenAPI 3.0.3, Path Templating). */
const patternOf = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{[^}]+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^/]+')}$`,
  );

/**
 * Makes what tells where an exchange of no operation went, without what in its URL may be somebody's: of a path only what
 * the contract itself writes out, of another origin no path at all.
 */
export function placing({ operations }: Contract): (one: Recorded, match: Match) => string {
  const known = new Set([...operations.values()].flatMap(({ path }) => path.split('/')));
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
