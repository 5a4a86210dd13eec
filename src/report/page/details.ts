import { useEffect, useState } from 'preact/hooks';
import type { ReportedCase } from '../contract-json.ts';
import type { Details } from './outline.ts';

/** Cases whose details are in one element of the page. */
export const BLOCK = 100;

/** Id of the element with the details of a block of cases. */
export const blockId = (number: number): string => `details-${number}`;

/** Adds its details to a case; undefined while the browser still loads them. */
export type Complete = (one: ReportedCase) => ReportedCase | undefined;

/** Makes the function that reads the details of cases from the document. */
export function createComplete(cases: readonly ReportedCase[]): Complete {
  return (one) => {
    const at = cases.indexOf(one);
    const block = document.getElementById(blockId(Math.floor(at / BLOCK)));
    // A block may be incomplete unless another element follows it.
    if (block?.nextSibling == null && document.readyState === 'loading') return undefined;
    const details = JSON.parse(block?.textContent ?? '[]') as Details[];
    return { ...one, ...details[at % BLOCK] };
  };
}

/** The case with its details if it is open. It is rendered again when the browser has loaded them. */
export function useDetails(one: ReportedCase, isOpen: boolean, complete: Complete): ReportedCase | undefined {
  const [whole, setWhole] = useState<ReportedCase>();
  useEffect(() => {
    if (!isOpen) return;
    const read = () => setWhole(complete(one));
    read();
    document.addEventListener('DOMContentLoaded', read);
    return () => document.removeEventListener('DOMContentLoaded', read);
  }, [one, isOpen, complete]);
  return whole;
}
