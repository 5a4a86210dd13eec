import { Problem } from '../problem.ts';

/**
 * Splits a text into words at whitespace. A part in single or double quotes may contain whitespace; nothing else is
 * special, so that patterns and paths of Windows are unchanged.
 *
 * @throws Problem `action-input` if a quote is not closed
 */
export function wordsOf(text: string): string[] {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  const open = words.find((word) => word.replace(QUOTED, '').search(/["']/) !== -1);
  if (open === undefined) return words.map((word) => word.replace(QUOTED, (part) => part.slice(1, -1)));
  throw new Problem({
    code: 'action-input',
    message: `a quote is not closed in ${JSON.stringify(open.slice(0, 80))}`,
    where: 'arguments',
    fix: 'Close it, or put a word that contains a quote into quotes of the other kind',
  });
}

const QUOTED = /"[^"]*"|'[^']*'/g;

/** Quoted parts and other characters without whitespace between them. */
const WORD = /(?:"[^"]*"|'[^']*'|\S)+/g;
