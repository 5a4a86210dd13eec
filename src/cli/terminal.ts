import pc from 'picocolors';
import type { Terminal } from '../report/console.ts';

/** What standard output is: colours and a width where it is a terminal, neither where it is not (https://no-color.org). */
export function terminalOf({ NO_COLOR = '' }: NodeJS.ProcessEnv): Terminal {
  const { isTTY, columns } = process.stdout;
  return { colors: pc.createColors(isTTY && NO_COLOR === ''), columns: isTTY && columns > 0 ? columns : Infinity };
}
