import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from '../problem.ts';
import type { OptionName } from './options.ts';
import { PROJECT } from './project.ts';
import type { Settings } from './settings.ts';

/** Folder of the documents that are part of the suite. */
export const BUILT_IN_SPECS = `${PROJECT}specs`;

/** Folder of the fixtures that are part of the suite. */
export const BUILT_IN_FIXTURES = `${PROJECT}fixtures`;

/** The folders that a run reads. */
export interface Folders {
  /** Absolute path of the folder that `specs` stands for. */
  specs: string;
  /** Absolute path of the folder with the fixtures of the user; undefined: there are only built-in ones. */
  fixtures: string | undefined;
  /** A line for each folder of the working directory that is ignored. */
  ignored: string[];
}

/** A folder of the working directory that may belong to another project. */
interface OwnFolder {
  name: 'specs' | 'fixtures';
  option: OptionName;
  /** Names of the files that are examined. */
  files: RegExp;
  /** A part of the text of at least one file. */
  sign: RegExp;
  /** A file with the sign, in messages. */
  content: string;
}

const SPECS: OwnFolder = {
  name: 'specs',
  option: 'CONTRACT_SPEC',
  files: /\.(ya?ml|json|mdx?|markdown|txt)$/i,
  sign: /(?:^|[{,\s])["']?openapi["']?\s*:/,
  content: 'an OpenAPI document',
};

const FIXTURES: OwnFolder = {
  name: 'fixtures',
  option: 'CONTRACT_FIXTURES',
  files: /\.ya?ml$/,
  sign: /^\uFEFF?(?:\{\s*)?operation\s*:|["']operation["']\s*:/m,
  content: 'a fixture',
};

/**
 * Finds the folders of specs and fixtures. `specs/` and `fixtures/` of the working directory are used if they belong to
 * the suite, or if an option names them.
 *
 * @throws Problem `invalid-value` if an option names a folder that does not exist
 */
export function foldersOf(settings: Settings, directory: string): Folders {
  const ignored: string[] = [];
  const find = (folder: OwnFolder): string | undefined => {
    const path = join(directory, folder.name);
    if (!isFolder(path)) return undefined;
    if (settings.get(folder.option)?.value === folder.name || hasSign(path, folder)) return path;
    ignored.push(
      `${folder.name}/ is ignored, because no file of it is ${folder.content}; set ${folder.option}=${folder.name} to use it`,
    );
    return undefined;
  };
  const named = folder(settings, 'CONTRACT_FIXTURES', directory);
  const fixtures = named ?? find(FIXTURES);
  return {
    specs: find(SPECS) ?? BUILT_IN_SPECS,
    fixtures: fixtures !== undefined && resolve(fixtures) !== BUILT_IN_FIXTURES ? fixtures : undefined,
    ignored,
  };
}

/** Reads the absolute path of a folder, which must exist if it is set. */
export function folder(settings: Settings, name: OptionName, directory: string): string | undefined {
  const path = settings.get(name)?.value ?? '';
  if (path === '') return undefined;
  const absolute = resolve(directory, path);
  if (isFolder(absolute)) return absolute;
  throw new Problem({
    code: 'invalid-value',
    message: `${name} is not a folder: ${path}`,
    where: settings.get(name)?.source ?? 'default',
    fix: 'Set it to an existing folder, or unset it',
  });
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** True if a file below the folder has the sign, or cannot be read: whoever reads it later reports the error. */
function hasSign(path: string, { files, sign }: OwnFolder): boolean {
  try {
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => files.test(name));
    return names.some((name) => fileHasSign(join(path, name), sign));
  } catch {
    return true;
  }
}

/** The target of a symbolic link may not exist. */
function fileHasSign(path: string, sign: RegExp): boolean {
  try {
    return statSync(path).isFile() && sign.test(readFileSync(path, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** True for a folder of fixtures that contains YAML files of another purpose. A fixture among them would be an error. */
export const hasOtherFiles = (path: string): boolean =>
  isFolder(path) && hasSign(path, { ...FIXTURES, sign: /^/ }) && !hasSign(path, FIXTURES);
