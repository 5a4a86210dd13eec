import type { Waiver } from '../waivers/waiver.ts';
import type { CaseLine } from './lines.ts';

/**
 * The contradiction in a case that was read from a file, which makes its verdict unreliable; undefined if there is
 * none.
 *
 * @param waivers waivers that were valid during the run
 */
export function contradictionOf(
  { verdict, reason, response, findings, operation, sides }: Omit<CaseLine, 'type'>,
  waivers: readonly Pick<Waiver, 'place' | 'operation' | 'check'>[],
): string | undefined {
  if (verdict === 'conforming' && response === null) return 'is conforming, but has no response';
  if ((verdict === 'waived' || verdict === 'deviating') && findings.length === 0)
    return `is ${verdict}, but has no finding`;
  if (verdict !== 'deviating' && verdict !== 'waived' && findings.length > 0) return `is ${verdict}, but has findings`;
  if ((verdict === 'inconclusive' || verdict === 'not-judged') && reason === null) {
    return `is ${verdict}, but has no reason`;
  }
  const regression = sides?.differences.find(({ referee, waiver }) => referee === 'regression' && waiver === null);
  if (regression !== undefined && verdict !== 'deviating' && verdict !== 'inconclusive')
    return `is ${verdict}, but has the regression ${regression.id}`;
  for (const { id, check, waiver } of findings) {
    if (waiver === null) {
      if (verdict === 'waived') return `is waived, but its finding ${id} is not covered by a waiver`;
    } else if (!waivers.some((one) => one.place === waiver && one.operation === operation && one.check === check)) {
      return `has a finding ${id} with a waiver that was not valid`;
    }
  }
  return undefined;
}

/** The first text that occurs twice. */
export function repeated(all: Iterable<string>): string | undefined {
  const seen = new Set<string>();
  for (const one of all) {
    if (seen.has(one)) return one;
    seen.add(one);
  }
  return undefined;
}
