import { isObject } from './pointer.ts';

/**
 * The base paths of the servers of an operation (OpenAPI 3.0.3, Server Object), without a trailing slash. Variables
 * have their default values, and relative URLs start at the root. A server with an invalid URL is skipped.
 *
 * @param servers the list that applies: of the operation, its path or its document
 */
export const basePathsOf = (servers: unknown): string[] => [
  ...new Set((Array.isArray(servers) ? (servers as unknown[]) : []).flatMap(basePathOf)),
];

function basePathOf(server: unknown): string[] {
  if (!isObject(server) || typeof server.url !== 'string') return [];
  const variables = isObject(server.variables) ? server.variables : {};
  const filled = server.url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isObject(variable) && typeof variable.default === 'string' ? variable.default : whole;
  });
  // Recordings may come from other origins, so only the path matters.
  if (/[{}]/.test(filled) || !URL.canParse(filled, ANY)) return [];
  return [new URL(filled, ANY).pathname.replace(/(?<!\/)\/+$/, '')];
}

/** The base of relative URLs. */
const ANY = 'http://any.invalid/';
