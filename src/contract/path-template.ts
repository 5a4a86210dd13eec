/** Names of the parameters in a path template, in order (OpenAPI 3.0.3, Path Templating). */
export const templateNames = (template: string): string[] =>
  [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);

/** A path template without the names of its parameters. Templates that differ only in them are the same route. */
export const routeOf = (template: string): string => template.replace(/\{[^{}]+\}/g, '{}');
