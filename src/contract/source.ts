import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { Problem } from '../problem.ts';
import { JsonLines } from './json-lines.ts';
import type { LineIndex } from './line-index.ts';
import { assertShallow, assertSound } from './soundness.ts';
import { YamlLines } from './yaml-lines.ts';

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
  const json = parseJson(withoutMark);
  if (json !== undefined) {
    assertShallow(name, json);
    return { name, value: json, lineAt: lines(withoutMark, linesBefore, () => new JsonLines(withoutMark)) };
  }
  const value = parseYaml(name, withoutMark, linesBefore);
  const lineAt = lines(withoutMark, linesBefore, () => new YamlLines(withoutMark));
  assertSound(name, value, lineAt);
  return { name, value, lineAt };
}

/** A JSON object; undefined for any other text. */
export function parseJson(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseYaml(name: string, text: string, linesBefore: number): unknown {
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

/** Finds lines, but reads the text for it only when a message needs one. */
function lines(text: string, linesBefore: number, read: () => LineIndex): (pointer: string) => number {
  if (!text.trimEnd().includes('\n')) return () => 1 + linesBefore;
  let index: LineIndex | undefined;
  return (pointer) => (index ??= read()).lineOf(pointer) + linesBefore;
}
