import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { replaceFiles } from '../../src/config/output.ts';
import { temporaryFolder } from './judge.ts';

/** The last stage of the Dockerfile, built in a folder. */
export interface Image {
  /** The folder that stands for `/`. */
  root: string;
  /** Paths in the image. */
  directory: string;
  entrypoint: string[];
  user: string;
  /** Names of all files and folders that were copied from the checkout. */
  copied: string[];
}

/**
 * Builds the stages of the Dockerfile without Docker, from the files that it copies. `npm ci` is replaced by a link to
 * the installed packages, and commands of root are left out. The image is built once for all test files of a run.
 */
export function buildImage(): Image {
  const path = join(tmpdir(), 'image.json');
  if (!existsSync(path)) replaceFiles(new Map([[path, JSON.stringify(built())]]));
  return JSON.parse(readFileSync(path, 'utf8')) as Image;
}

function built(): Image {
  const stages = new Map<string, Image>();
  let image: Image | undefined;
  for (const [name = '', ...words] of instructions()) {
    if (name === 'FROM') {
      image = { root: temporaryFolder(), directory: '/', entrypoint: [], user: 'root', copied: [] };
      stages.set(words[2] ?? '', image);
      continue;
    }
    if (image === undefined) throw new Error(`${name} before FROM`);
    const directory = join(image.root, image.directory);
    const text = words.join(' ');
    if (name === 'WORKDIR') mkdirSync(join(image.root, (image.directory = text)), { recursive: true });
    else if (name === 'COPY') copy(words, image, stages);
    else if (name === 'USER') image.user = text;
    else if (name === 'ENTRYPOINT') image.entrypoint = JSON.parse(text) as string[];
    else if (text.startsWith('npm ci')) symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    else if (text.startsWith('npm run')) execFileSync('bash', ['-c', `${text} --silent`], { cwd: directory });
    else if (!text.startsWith('mkdir /work && chown')) throw new Error(`unknown instruction: ${name} ${text}`);
  }
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  return { ...image, copied: [...stages.values()].flatMap(({ copied }) => copied) };
}

/** The folder of the package in an image. */
export const packageOf = ({ root, entrypoint }: Image): string => resolve(root + (entrypoint[1] ?? ''), '../../..');

const instructions = (): string[][] =>
  readFileSync('Dockerfile', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '));

function copy(words: readonly string[], image: Image, stages: ReadonlyMap<string, Image>): void {
  const from = /^--from=(.*)/.exec(words[0] ?? '')?.[1];
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = join(image.root, image.directory, paths.at(-1) ?? '');
  for (const source of paths.slice(0, -1).flatMap((path) => (from === undefined ? matching(path) : [path]))) {
    const path = from === undefined ? source : join(stages.get(from)?.root ?? '', source);
    const isFile = statSync(path).isFile();
    if (from === undefined) image.copied.push(source);
    cpSync(path, isFile ? join(target, basename(path)) : target, { recursive: true });
  }
}

/** The files of the checkout with a name that may contain `*`. */
function matching(pattern: string): string[] {
  const [start = '', end] = basename(pattern).split('*');
  if (end === undefined) return [pattern];
  const names = readdirSync(dirname(pattern)).filter((name) => name.startsWith(start) && name.endsWith(end));
  return names.map((name) => join(dirname(pattern), name));
}
