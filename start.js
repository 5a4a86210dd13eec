import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Starts the command of a clone. The sources are bundled once after each change, because loading 350 TypeScript files
// takes longer than a run. The bundle is two folders below the clone, as the sources are.
const ROOT = fileURLToPath(new URL('.', import.meta.url));
const BUNDLES = join(ROOT, '.bundle');

/** Milliseconds after its last use at which the bundle of earlier sources is deleted. */
const OLD = 24 * 60 * 60 * 1000;

/** A digest of the sources, by path, size and time of modification. */
function digest() {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).sort();
  const paths = ['package-lock.json', 'jest.config.ts', 'start.js', ...names.map((name) => join('src', name))];
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(join(ROOT, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Bundles the sources into a folder that exists. */
async function bundle(folder) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(ROOT, 'src/cli.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
}

/** Makes a new folder for a bundle; undefined if the clone cannot be written to. */
function newFolder(folder) {
  const part = `${folder}.${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    return part;
  } catch {
    return undefined;
  }
}

function deleteOldBundles() {
  for (const name of readdirSync(BUNDLES)) {
    const path = join(BUNDLES, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > OLD) rmSync(path, { recursive: true, force: true });
  }
}

/** The folder of the bundled command; undefined if the clone cannot be written to. */
async function bundled() {
  const folder = join(BUNDLES, digest());
  if (existsSync(folder)) {
    markUsed(folder);
    return folder;
  }
  const part = newFolder(folder);
  if (part === undefined) return undefined;
  try {
    await bundle(part);
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process has made the same bundle.
    if (!existsSync(folder)) throw error;
  }
  deleteOldBundles();
  return folder;
}

function markUsed(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // The clone cannot be written to, so no bundle is deleted.
  }
}

try {
  const folder = await bundled();
  if (folder === undefined) (await import('tsx/esm/api')).register();
  await import(folder === undefined ? './src/cli.ts' : pathToFileURL(join(folder, 'cli.js')).href);
} catch (error) {
  const isMissing = error.code === 'ERR_MODULE_NOT_FOUND';
  const line = isMissing ? 'node_modules: a package is missing. Run npm ci' : `src: ${error.message}`;
  process.stderr.write(`${line}. [start]\n`);
  process.exit(2);
}
