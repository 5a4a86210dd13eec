import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';

/** What reads the command line and the settings of a user, whose own time is lost. */
const OWN_INPUT = /^(cli|config)\//;

/** Its other backends are programs of their own. */
process.env.RECHECK_BACKEND = 'pure';

/** Every regular expression of a file that may be given text of a server or of a document. */
function expressionsIn(name: string): { name: string; source: string; flags: string }[] {
  const file = ts.createSourceFile(name, readFileSync(join('src', name), 'utf8'), ts.ScriptTarget.Latest);
  const found: { name: string; source: string; flags: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
      found.push({ name, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const expressions = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !OWN_INPUT.test(name))
  .flatMap(expressionsIn);

/** Attacks that take more than this to find are not looked for: what is left undecided is bounded by its quantifiers. */
const LONGEST_SEARCH_MS = 150;

describe('no regular expression that reads what others sent', () => {
  test('is found to take more than linear time', () => {
    const vulnerable = expressions.filter(({ source, flags }) => {
      const { status } = checkSync(source, flags, { timeout: LONGEST_SEARCH_MS });
      return status === 'vulnerable';
    });
    expect(vulnerable).toEqual([]);
    expect(expressions.length).toBeGreaterThan(80);
  });
});
