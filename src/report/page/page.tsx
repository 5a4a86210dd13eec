import { createHash } from 'node:crypto';
import { render } from 'preact-render-to-string';
import { cleaned } from '../clean.ts';
import { type ContractJson, jsonPieces, jsonText, type ReportedCase } from '../contract-json.ts';
import { isComparison, targetOf } from '../sides/classes.ts';
import { result } from '../sides/sentences.ts';
import { App } from './app.tsx';
import type { Assets } from './assets.ts';
import { BLOCK, blockId } from './details.ts';
import { detailsOf, outlineOf } from './outline.ts';

/**
 * Renders a run as one self-contained HTML file. It is readable without scripts, and interactive with them. Its policy
 * allows only its own script and style.
 *
 * @returns the text in pieces, because the whole text would be the largest object in memory
 */
export function* page(raw: ContractJson, { script, style }: Assets): Iterable<string> {
  const report = cleaned(raw);
  const outline = outlineOf(report);
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; base-uri 'none'; form-action 'none'`;
  const title = isComparison(report) ? result(report) : report.outcome;
  const head = (
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>
        {title}: {targetOf(report)}
      </title>
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </head>
  );
  const app = (
    <div id="app">
      <App report={outline} complete={(one) => one} />
    </div>
  );
  yield `<!doctype html>\n<html lang="en">${render(head)}<body>${render(<NoScripts />)}${render(app)}`;
  yield '<script type="application/json" id="report">';
  for (const piece of jsonPieces(outline)) yield withoutTags(piece);
  yield `</script><script>${script}</script>`;
  yield* details(report.cases);
  yield '</body></html>\n';
}

/** What is missing without scripts. */
const NoScripts = () => (
  <noscript>
    <p>Without scripts, this page shows only the beginning of each long list. contract.json contains everything.</p>
  </noscript>
);

/** The details of the cases, in blocks that the browser loads after the page is interactive. */
function* details(cases: readonly ReportedCase[]): Iterable<string> {
  for (let at = 0; at < cases.length; at += BLOCK) {
    yield `<script type="application/json" id="${blockId(at / BLOCK)}">`;
    yield withoutTags(jsonText(cases.slice(at, at + BLOCK).map(detailsOf)));
    yield '</script>';
  }
}

/** Escapes JSON so that nothing ends a script element (HTML, section 4.12.1.3). */
const withoutTags = (json: string): string => json.replaceAll('<', '\\u003c');

const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
