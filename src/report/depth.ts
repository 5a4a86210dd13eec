import type { ContractJson } from './contract-json.ts';
import { MOST_GLANCED } from './glance.ts';

/** How much of the schemas of successful responses was seen; undefined if a few operations were seen completely. */
export function depthSentence({
  coverage = [],
  operations,
}: Pick<ContractJson, 'coverage' | 'operations'>): string | undefined {
  const seen = coverage.reduce((sum, each) => sum + each.seen.length, 0);
  const all = seen + coverage.reduce((sum, each) => sum + each.unseen.length, 0);
  if (all === 0 || (seen === all && operations.length <= MOST_GLANCED)) return undefined;
  const whole = coverage.filter(({ unseen }) => unseen.length === 0).length;
  return seen === all
    ? `depth: all ${all} properties, enum values and union branches of the proved 2xx were seen`
    : `depth: ${seen} of ${all} properties, enum values and union branches of the proved 2xx were seen; ${whole} of ${coverage.length} responses completely`;
}
