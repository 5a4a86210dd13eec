import { isOpen } from './waiver-lines.ts';
import type { ReportedCase } from './contract-json.ts';

/** Why a case failed, one line per reason; empty if it did not. */
export function failuresOf({ verdict, reason, findings }: ReportedCase): string[] {
  if (verdict === 'inconclusive') return [`inconclusive: ${reason ?? ''}`];
  return findings
    .filter(isOpen)
    .map(({ check, message, expected, received }) => `${check}: ${message} (${received}, not ${expected})`);
}
