import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { Problem } from '../problem.ts';
import { toTokens } from './pointer.ts';
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
 * @param linesBefore lines of the file before this text, where it is a part of a page
 * @throws Problem `yaml` with file and line where the text is neither
 */
export function parseSource(name: string, text: string, linesBefore = 0): Source {
  const value = parse(name, text.replace(/^\uFEFF/, ''), linesBefore);
  const lineAt = lines(text, linesBefore);
  assertSound(name, value, lineAt);
  return { name, value, lineAt };
}

function parse(name: string, text: string, linesBefore: number): unknown {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text);
  } catch {
    // Not JSON: the YAML parser reads it, or reports the error.
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
      fix: 'Correct the text there',
    });
  }
}

/** The text is read a second time for its lines, which is slow, so only when a message needs one. */
function lines(text: string, linesBefore: number): (pointer: string) => number {
  if (!text.trimEnd().includes('\n')) return () => 1 + linesBefore;
  let index: { document: Document.Parsed; counter: LineCounter } | undefined;
  return (pointer) => {
    if (index === undefined) {
      const counter = new LineCounter();
      index = { document: parseDocument(text, { lineCounter: counter, merge: true, logLevel: 'silent' }), counter };
    }
    const { document, counter } = index;
    let node: unknown = document.contents;
    let offset = 0;
    for (const token of toTokens(pointer)) {
      const step = child(document, node, token);
      if (step === undefined) break;
      node = step.value;
      offset = step.offset;
    }
    return counter.linePos(offset).line + linesBefore;
  };
}

/** A member of a YAML node, and where it begins: a property at its key. */
function child(document: Document, parent: unknown, token: string): { value: unknown; offset: number } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === token);
    return isScalar(pair?.key) && pair.key.range ? { value: pair.value, offset: pair.key.range[0] } : undefined;
  }
  const item = isSeq(node) ? node.items[Number(token)] : undefined;
  return isNode(item) && item.range ? { value: item, offset: item.range[0] } : undefined;
}
