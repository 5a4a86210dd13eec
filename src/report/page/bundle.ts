import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT } from '../../config/project.ts';

/** The sources of the page. This module may be bundled, so that its own place is another one. */
const FOLDER = join(PROJECT, 'src/report/page');

/**
 * Bundles the script of the page from its sources.
 *
 * @param define names that are replaced by expressions, as in esbuild
 */
export async function bundledAssets(define: Record<string, string> = {}): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, 'client.tsx')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    define,
  });
  return { script: outputFiles[0]?.text ?? '', style: readFileSync(join(FOLDER, 'page.css'), 'utf8') };
}
