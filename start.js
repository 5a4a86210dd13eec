import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Starts the command of a clone. The sources are bundled once after each change, because loading 350 TypeScript files
// takes longer than a run. The bundle is two folders below the clone, as the sources are.
const ROOT = fileURLToPath(new URL('.', import.meta.url));
const CACHE = join(ROOT, '.cache');

/** Age in milliseconds at which the bundle of earlier sources is deleted. A process may still use a newer one. */
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

/** Bundles the sources into a folder. Two processes may do so at once, so the finished folder is renamed. */
async function bundle(folder) {
  const { build } = await import('esbuild');
  const part = `${folder}.${process.pid}`;
  await build({
    entryPoints: [join(ROOT, 'src/cli.ts')],
    outdir: part,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  }).catch(() => process.exit(2));
  try {
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function deleteOldBundles() {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > OLD) rmSync(path, { recursive: true, force: true });
  }
}

/** The bundled command; undefined if the clone cannot be written to. */
async function bundled() {
  const folder = join(CACHE, digest());
  const command = join(folder, 'cli.js');
  if (existsSync(command)) return command;
  try {
    mkdirSync(CACHE, { recursive: true });
    deleteOldBundles();
  } catch {
    return undefined;
  }
  await bundle(folder);
  return command;
}

const command = await bundled();
if (command === undefined) (await import('tsx/esm/api')).register();
await import(command ?? './src/cli.ts');
