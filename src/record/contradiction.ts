import type { Waiver } from '../waivers/waiver.ts';
import type { CaseLine } from './lines.ts';

/**
 * What a case that was read back states against itself, so that its verdict cannot be relied on; undefined for none.
 *
 * @param waivers those that held during the run
 */
export function contradictionOf(
  { verdict, reason, response, findings, operation }: Omit<CaseLine, 'type'>,
  waivers: readonly Pick<Waiver, 'place' | 'operation' | 'check'>[],
): string | undefined {
  if (verdict === 'conforming' && response === null) return 'is conforming, but has no response';
  if (verdict === 'waived' && findings.length === 0) return 'is waived, but has no finding';
  if (verdict !== 'deviating' && verdict !== 'waived' && findings.length > 0) return `is ${verdict}, but has findings`;
  if ((verdict === 'inconclusive' || verdict === 'not-judged') && reason === null) {
    return `is ${verdict}, but has no reason`;
  }
  for (const { id, check, waiver } of findings) {
    if (waiver === null) {
      if (verdict === 'waived') return `is waived, but its finding ${id} falls under no waiver`;
    } else if (!waivers.some((one) => one.place === waiver && one.operation === operation && one.check === check)) {
      return `has a finding ${id} that names a waiver that did not hold`;
    }
  }
  return undefined;
}

/** The first of several texts that is there twice. */
export function repeated(all: Iterable<string>): string | undefined {
  const seen = new Set<string>();
  for (const one of all) {
    if (seen.has(one)) return one;
    seen.add(one);
  }
  return undefined;
}
