import type { ReportedCase } from '../contract-json.ts';

/** The filters of a page. They are in the hash of the URL, so that a link shows the same view. */
export interface View {
  /** Text that a case contains. */
  text: string;
  verdict: string;
  check: string;
  /** A cell of the matrix: `GET /api/v1/groups 404`. */
  cell: string;
  /** Id of the open case. */
  open: string;
}

export const EVERYTHING: View = { text: '', verdict: '', check: '', cell: '', open: '' };

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

/** The searchable text of a case, in lower case. */
export const textOf = ({ id, operation, origin, request, reason, findings }: ReportedCase): string =>
  [id, operation, origin, request?.url, reason, ...findings.map(({ check, message }) => `${check} ${message}`)]
    .join('\n')
    .toLowerCase();

/**
 * True if a case matches the filters.
 *
 * @param text the result of `textOf`
 * @param inCell ids of the cases of the selected cell
 */
export function isInView(
  one: ReportedCase,
  text: string,
  view: View,
  inCell: ReadonlySet<string> | undefined,
): boolean {
  return (
    (view.verdict === '' || one.verdict === view.verdict) &&
    (view.check === '' || one.findings.some(({ check }) => check === view.check)) &&
    (inCell === undefined || inCell.has(one.id)) &&
    view.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}
