import { isOpen } from './known.ts';
import type { ReportedCase } from './contract-json.ts';

/** Why a case is no success, one line each; none: there is nothing to say against it. */
export function complaints({ verdict, reason, findings }: ReportedCase): string[] {
  if (verdict === 'inconclusive') return [`inconclusive: ${reason ?? ''}`];
  return findings
    .filter(isOpen)
    .map(({ check, message, expected, received }) => `${check}: ${message} (${received}, not ${expected})`);
}
