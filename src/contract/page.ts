/** The OpenAPI document inside a published documentation page. */
export interface Fence {
  /** YAML between the fences. */
  text: string;
  /** Lines of the page before the YAML. */
  linesBefore: number;
}

const OPENING =
  /^ {0,3}(`{3,}|~{3,})[ \t]*ya?ml[ \t]+(?:get|put|post|delete|options|head|patch|trace)[ \t]+\/\S*[ \t]*$/i;

/**
 * Finds fenced code blocks whose info string is `yaml METHOD PATH` (CommonMark 0.31, section 4.5). A text without one
 * is not a page.
 */
export function fences(page: string): Fence[] {
  const lines = page.split(/\r?\n/);
  const found: Fence[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = OPENING.exec(lines[at] ?? '')?.[1];
    if (fence === undefined) continue;
    const closing = new RegExp(`^ {0,3}\\${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
    const after = lines.findIndex((line, index) => index > at && closing.test(line));
    const end = after === -1 ? lines.length : after;
    found.push({ text: lines.slice(at + 1, end).join('\n'), linesBefore: at + 1 });
    at = end;
  }
  return found;
}
