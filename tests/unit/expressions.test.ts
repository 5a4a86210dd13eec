import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';

/** Folders whose input comes from the user, who can only slow down their own run. */
const OWN_INPUT = /^(cli|config)\//;

/** The other backends of recheck start a separate program. */
process.env.RECHECK_BACKEND = 'pure';

/** The regular expressions in a file. */
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

/** Time limit of the search for an attack. Expressions that it leaves undecided have bounded quantifiers. */
const LONGEST_SEARCH_MS = 150;

describe('regular expressions that read untrusted text', () => {
  test('are not known to take more than linear time', () => {
    const vulnerable = expressions.filter(({ source, flags }) => {
      const { status } = checkSync(source, flags, { timeout: LONGEST_SEARCH_MS });
      return status === 'vulnerable';
    });
    expect(vulnerable).toEqual([]);
    expect(expressions.length).toBeGreaterThan(80);
  });
});
