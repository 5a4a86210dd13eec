import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The script and the style of every page. */
export interface Assets {
  script: string;
  style: string;
}

/** Bundles the script of the page. */
export async function assets(): Promise<Assets> {
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
  });
  return { script: outputFiles[0]?.text ?? '', style: readFileSync(here('page.css'), 'utf8') };
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
