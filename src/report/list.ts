import type { Plan } from '../run/prepare.ts';

/** Every selected case on a line of its own: id and request, and what it lacks to be asked. */
export function caseList({ cases, deselected, setAside }: Plan): string {
  const width = Math.max(...cases.map(({ id }) => id.length));
  return [
    ...cases.map(({ id, request: { method, url }, missing }) => {
      const lacks = missing.length === 0 ? '' : `  (${missing.join(', ')} not set)`;
      return `${id.padEnd(width)}  ${method} ${url}${lacks}`;
    }),
    ...deselected.map((operation) => `${operation}  deselected`),
    ...(setAside > 0 ? [`${setAside} cases of fixtures/ set aside: not in this contract`] : []),
    `${cases.length} cases`,
  ].join('\n');
}
