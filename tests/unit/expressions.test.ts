import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';

/** Folders whose input comes from the user, who can only slow down their own run. */
const OWN_INPUT = /^(cli|config)\//;

/** The other backends of recheck start a separate program. */
process.env.RECHECK_BACKEND = 'pure';

/** A regular expression in a file. If it is built at run time from unknown parts, its source is undefined. */
interface Expression {
  name: string;
  source: string | undefined;
  flags: string;
}

/** The regular expressions in a file: literals, and those that are built from texts of the same file. */
function expressionsIn(name: string): Expression[] {
  const file = ts.createSourceFile(name, readFileSync(join('src', name), 'utf8'), ts.ScriptTarget.Latest);
  const constants = new Map<string, ts.Expression>();
  const textOf = (node: ts.Expression | undefined): string | undefined => {
    if (node === undefined) return '';
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) return constants.has(node.text) ? textOf(constants.get(node.text)) : undefined;
    if (!ts.isTemplateExpression(node)) return undefined;
    const parts = node.templateSpans.map(({ expression, literal }) => [textOf(expression), literal.text] as const);
    if (parts.some(([text]) => text === undefined)) return undefined;
    return node.head.text + parts.flat().join('');
  };
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      constants.set(node.name.text, node.initializer);
    }
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
      found.push({ name, source, flags });
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp') {
      const [pattern, flags] = node.arguments ?? [];
      found.push({ name, source: textOf(pattern), flags: textOf(flags) ?? '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Files that build expressions at run time: from a pattern of the contract, one character, or escaped secrets. */
const BUILT = ['cases/pattern.ts', 'client/redaction.ts', 'contract/page.ts', 'verdict/schema/rewriter.ts'];

const expressions = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !OWN_INPUT.test(name))
  .flatMap(expressionsIn);

/** Time limit of the search for an attack. Expressions that it leaves undecided have bounded quantifiers. */
const LONGEST_SEARCH_MS = 150;

describe('regular expressions that read untrusted text', () => {
  test('are not known to take more than linear time', () => {
    const vulnerable = expressions.filter(({ source = '', flags }) => {
      const { status } = checkSync(source, flags, { timeout: LONGEST_SEARCH_MS });
      return status === 'vulnerable';
    });
    expect(vulnerable).toEqual([]);
    expect(expressions.length).toBeGreaterThan(80);
  });

  test('are built at run time only where the parts are bounded or the time is limited', () => {
    const built = expressions.filter(({ source }) => source === undefined).map(({ name }) => name);
    expect([...new Set(built)].sort()).toEqual(BUILT);
  });
});
