import type { ReportedCase } from '../contract-json.ts';

/** The filters of a page. They are in the hash of the URL, so that a link shows the same view. */
export interface View {
  /** Text that a case contains. */
  text: string;
  verdict: string;
  check: string;
  /** A cause, as `causesByKey` names it. */
  cause: string;
  operation: string;
  /** A cell of the matrix: `GET /api/v1/groups 404`. */
  cell: string;
  /** Id of the open case. */
  open: string;
}

export const EVERYTHING: View = { text: '', verdict: '', check: '', cause: '', operation: '', cell: '', open: '' };

/** Parses the hash of a URL. Filters that it does not contain are off. */
export function viewOf(hash: string): View {
  const named = new URLSearchParams(hash.replace(/^#/, ''));
  const view = { ...EVERYTHING };
  for (const key of Object.keys(EVERYTHING) as (keyof View)[]) view[key] = named.get(key) ?? '';
  return view;
}

/** The hash of a view; empty without filters. */
export function hashOf(view: View): string {
  const named = Object.entries(view).filter(([, value]) => value !== '');
  return named.length === 0 ? '' : `#${new URLSearchParams(named as [string, string][]).toString()}`;
}

/**
 * Makes the function that returns the searchable text of a case, in lower case. Each text is made when it is first
 * searched, because a report may contain thousands of cases.
 */
export function createTexts(): (one: ReportedCase) => string {
  const texts = new WeakMap<ReportedCase, string>();
  return (one) => {
    const text = texts.get(one) ?? textOf(one);
    texts.set(one, text);
    return text;
  };
}

const textOf = ({ id, operation, origin, request, reason, findings }: ReportedCase): string =>
  [id, operation, origin, request?.url, reason, ...findings.map((one) => `${one.check} ${one.message} ${one.id}`)]
    .join('\n')
    .toLowerCase();

/**
 * Makes the function that is true for a case that matches all filters.
 *
 * @param textsOf the result of `createTexts`
 * @param among ids of the cases of the selected cell and of the selected cause
 */
export function createFilter(
  { text, verdict, check, operation }: View,
  textsOf: (one: ReportedCase) => string,
  among: readonly ReadonlySet<string>[],
): (one: ReportedCase) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (one) =>
    (verdict === '' || one.verdict === verdict) &&
    (operation === '' || one.operation === operation) &&
    (check === '' || one.findings.some((finding) => finding.check === check)) &&
    among.every((ids) => ids.has(one.id)) &&
    words.every((word) => textsOf(one).includes(word));
}
