import { createHash } from 'node:crypto';
import { render } from 'preact-render-to-string';
import { cleaned } from '../clean.ts';
import { type ContractJson, jsonPieces } from '../contract-json.ts';
import { App } from './app.tsx';
import type { Assets } from './assets.ts';

/**
 * Renders a run as one self-contained HTML file. It is readable without scripts, and interactive with them. Its policy
 * allows only its own script and style.
 *
 * @returns the text in pieces, because the whole text would be the largest object in memory
 */
export function* page(raw: ContractJson, { script, style }: Assets): Iterable<string> {
  const report = cleaned(raw);
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; base-uri 'none'; form-action 'none'`;
  const { outcome, target } = report;
  const head = (
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>
        {outcome}: {target.name}
      </title>
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </head>
  );
  const app = (
    <div id="app">
      <App report={report} />
    </div>
  );
  yield `<!doctype html>\n<html lang="en">${render(head)}<body>${render(app)}`;
  yield '<script type="application/json" id="report">';
  for (const piece of jsonPieces(report)) yield withoutTags(piece);
  yield `</script><script>${script}</script></body></html>\n`;
}

/** Escapes JSON so that nothing ends a script element (HTML, section 4.12.1.3). */
const withoutTags = (json: string): string => json.replaceAll('<', '\\u003c');

const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
