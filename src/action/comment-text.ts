import { createHash } from 'node:crypto';

/** Most characters of a comment, minus room for the mark and the last lines. GitHub allows 65,536. */
const LONGEST = 65_000;

/**
 * The first line of a comment, which GitHub does not show. It identifies the comment in later runs.
 *
 * @param key values that identify the job, such as the names of its workflow and its reports
 */
export const markOf = (key: readonly string[]): string =>
  `<!-- infisical-contract ${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)} -->`;

/**
 * The text of a comment.
 *
 * @param text Markdown; undefined: the run ended without a result
 * @param run URL of the run
 */
export function commentText(mark: string, text: string | undefined, run: string): string {
  const shown = text === undefined ? '## ❌ error: the run ended without a result' : shortened(text.trimEnd());
  return `${mark}\n${shown}\n\n[The run](${run})\n`;
}

/** Cuts a text at the end of a line. A block of code that is cut is closed. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf('\n', LONGEST);
  const part = text.slice(0, end === -1 ? LONGEST : end);
  // The longest fences, because a shorter one does not close a block.
  const fences = part.match(/^`{3,}/gm) ?? [];
  const closing = fences.length % 2 === 0 ? '' : `\n${fences.at(-1) ?? ''}`;
  return `${part}${closing}\n\n… truncated; the reports of the run contain the whole text`;
}
