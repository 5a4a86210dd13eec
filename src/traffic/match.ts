import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Recorded } from './har.ts';

/** The operation that an exchange is of, or why it is of none. */
export type Match = { operation: Operation } | { reason: 'another origin' | 'no such path' | 'no such method' };

interface Route {
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
    if (fitting.length === 0) return { reason: 'no such path' };
    const operation = fitting[0]?.operations.get(method);
    return operation === undefined ? { reason: 'no such method' } : { operation };
  };
}

function routesOf(operations: readonly Operation[]): Route[] {
  const routes = new Map<string, Route>();
  for (const operation of operations) {
    const known = routes.get(operation.path);
    if (known !== undefined) known.operations.set(operation.method, operation);
    else {
      routes.set(operation.path, {
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

/** Characters of a path that tell nothing but where it leads. */
const PLAIN = /^[a-z][a-z_.-]{0,39}\d{0,2}$/i;

/** Where an exchange went, without what in its URL may be somebody's. */
export function placeOf({ method, url }: Recorded): string {
  const asked = URL.canParse(url) ? new URL(url) : undefined;
  if (asked === undefined || !/^https?:$/.test(asked.protocol)) return `${method} ${asked?.protocol ?? ''}…`;
  const path = asked.pathname.split('/').map((segment) => (segment === '' || PLAIN.test(segment) ? segment : '…'));
  return `${method} ${asked.origin}${path.join('/')}`;
}
