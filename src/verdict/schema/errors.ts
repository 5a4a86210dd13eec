import type { ErrorObject } from 'ajv';

const COMPOSITION = /^(?:anyOf|oneOf)$/;

/**
 * Reduces errors to one explanation per fault. Of a failed `anyOf` or `oneOf`, only the errors of the nearest branch
 * remain: the one whose errors are deepest, then the one with the fewest.
 */
export function explained(errors: readonly ErrorObject[]): ErrorObject[] {
  let rest = errors.filter(({ keyword }) => keyword !== 'if');
  const compositions = rest
    .filter((error) => COMPOSITION.test(error.keyword) && !Array.isArray(error.params.passingSchemas))
    .sort((a, b) => b.schemaPath.length - a.schemaPath.length);
  for (const composition of compositions) {
    const before = new Set(errors.slice(0, errors.indexOf(composition)));
    const within = rest.filter(
      (error) => branchOf(error, composition) !== undefined || (before.has(error) && isOfPart(error, composition)),
    );
    const nearest = within.some((error) => isOfPart(error, composition)) ? [] : nearestBranch(within, composition);
    if (nearest.length > 0) rest = rest.filter((error) => error !== composition);
    rest = rest.filter((error) => !within.includes(error) || nearest.includes(error));
  }
  return rest;
}

/** The branch of a composition that contains an error at or below the composition's instance. */
function branchOf(error: ErrorObject, { schemaPath, instancePath }: ErrorObject): string | undefined {
  if (!error.schemaPath.startsWith(`${schemaPath}/`)) return undefined;
  if (!isAtOrBelow(error.instancePath, instancePath)) return undefined;
  return error.schemaPath.slice(schemaPath.length + 1).split('/', 1)[0];
}

/** The schema path of an error in a referenced part does not contain its branch. */
const isOfPart = ({ schemaPath, instancePath }: ErrorObject, composition: ErrorObject): boolean =>
  !schemaPath.startsWith('#/properties/response') && isAtOrBelow(instancePath, composition.instancePath);

function nearestBranch(errors: readonly ErrorObject[], composition: ErrorObject): ErrorObject[] {
  const branches = new Map<string | undefined, ErrorObject[]>();
  for (const error of errors) {
    const branch = branchOf(error, composition);
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const ranked = [...branches.values()].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  const [best, second] = ranked;
  if (best === undefined || depth(best) === depth([composition])) return [];
  return second !== undefined && depth(best) === depth(second) && best.length === second.length ? [] : best;
}

/** Depth of the shallowest error: a branch that fails at its root is the least similar. */
const depth = (errors: readonly ErrorObject[]): number =>
  Math.min(
    ...errors.map(({ instancePath, keyword }) => instancePath.split('/').length * 2 + (keyword === 'type' ? 0 : 1)),
  );

const isAtOrBelow = (pointer: string, above: string): boolean => pointer === above || pointer.startsWith(`${above}/`);
