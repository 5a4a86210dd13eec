import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the script of the page from its sources.
 *
 * @param define names that are replaced by expressions, as in esbuild
 */
export async function bundledAssets(define: Record<string, string> = {}): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [here('client.tsx')],
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
  return { script: outputFiles[0]?.text ?? '', style: readFileSync(here('page.css'), 'utf8') };
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
