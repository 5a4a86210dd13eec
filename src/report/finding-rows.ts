import type { Finding } from '../verdict/finding.ts';

/** Details of a finding, by label. */
export const findingRows = ({ expected, received, where }: Finding): [name: string, text: string][] => [
  ['expected', expected],
  ['received', received],
  ...(where === null ? [] : [['where', `${where.document}:${where.line} ${where.pointer}`] satisfies [string, string]]),
];

/** Width of the longest label. */
export const NAME_WIDTH = 8;
