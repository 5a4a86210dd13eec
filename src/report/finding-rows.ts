import type { Finding } from '../verdict/finding.ts';

/** What is said of a finding below its message, by name. */
export const findingRows = ({ expected, received, where }: Finding): [name: string, text: string][] => [
  ['expected', expected],
  ['received', received],
  ...(where === null ? [] : [['where', `${where.document}:${where.line} ${where.pointer}`] satisfies [string, string]]),
];

/** Width of the longest name of a row. */
export const NAME_WIDTH = 8;
