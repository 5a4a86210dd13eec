import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import ts from 'typescript';

// The published package: the matcher and its dependencies bundled in one file, for import and for require, with types.
const ENTRY = 'src/matcher/matcher.ts';
const FOLDER = 'dist';

/** Writes one bundle and returns the paths of its source files. */
async function bundle(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    ...options,
  });
  return Object.keys(metafile?.inputs ?? {});
}

rmSync(FOLDER, { recursive: true, force: true });
const inputs = await bundle({
  format: 'esm',
  outfile: join(FOLDER, 'index.js'),
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});
await bundle({
  format: 'cjs',
  outfile: join(FOLDER, 'index.cjs'),
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});

const { outputText } = ts.transpileDeclaration(readFileSync(ENTRY, 'utf8'), {
  compilerOptions: { isolatedDeclarations: true, declaration: true, strict: true },
  fileName: ENTRY,
});
for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(join(FOLDER, name), outputText);

// LICENSES.txt: the licenses of all bundled packages.
const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(FOLDER, 'LICENSES.txt'), notices.join('\n----\n\n'));
