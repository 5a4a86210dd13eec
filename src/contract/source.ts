import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { Problem } from '../problem.ts';
import { LineIndex } from './line-index.ts';
import { assertSound } from './soundness.ts';

/** YAML 1.2 with merge keys. Dates remain strings, as in JSON. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** A parsed YAML or JSON text with line numbers. */
export interface Source {
  /** Name of the file, or URL. */
  name: string;
  value: unknown;
  /** Line, from 1, of the value at a JSON pointer, or of its nearest ancestor in the text. */
  lineAt(pointer: string): number;
}

/**
 * Parses YAML or JSON.
 *
 * @param linesBefore number of lines before this text, if it is part of a page
 * @throws Problem `yaml` with file and line if the text is neither
 */
export function parseSource(name: string, text: string, linesBefore = 0): Source {
  const withoutMark = text.replace(/^\uFEFF/, '');
  const value = parse(name, withoutMark, linesBefore);
  const lineAt = lines(withoutMark, linesBefore);
  assertSound(name, value, lineAt);
  return { name, value, lineAt };
}

function parse(name: string, text: string, linesBefore: number): unknown {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text);
  } catch {
    // If it is not JSON, the YAML parser reads it, or reports the error.
  }
  try {
    return load(text, { schema: SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? '' : `:${error.mark.line + 1 + linesBefore}`;
    throw new Problem({
      code: 'yaml',
      message: `not readable as YAML or JSON: ${error.reason}`,
      where: `${name}${line}`,
      fix: 'Correct the syntax',
    });
  }
}

/** Parses the text again to find lines, but only when a message needs one. */
function lines(text: string, linesBefore: number): (pointer: string) => number {
  if (!text.trimEnd().includes('\n')) return () => 1 + linesBefore;
  let index: LineIndex | undefined;
  return (pointer) => (index ??= new LineIndex(text)).lineOf(pointer) + linesBefore;
}
