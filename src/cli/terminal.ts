import pc from 'picocolors';
import type { Terminal } from '../report/terminal.ts';

/** Colors and width of standard output; neither if it is not a terminal (https://no-color.org). */
export function terminalOf({ NO_COLOR = '' }: NodeJS.ProcessEnv): Terminal {
  const { isTTY, columns } = process.stdout;
  return { colors: pc.createColors(isTTY && NO_COLOR === ''), columns: isTTY && columns > 0 ? columns : Infinity };
}
