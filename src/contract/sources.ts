import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nameOf } from '../config/project.ts';
import { Problem } from '../problem.ts';
import { type Boundary, boundaryOf, filesBelow } from './boundary.ts';
import { type Fetched, fetchedDocument } from './fetched.ts';
import { fences } from './page.ts';
import { parseSource, type Source } from './source.ts';

/** A document of a contract. */
export interface ContractSource extends Source {
  /** Path below the contract's folder, without extension: `groups/get`. */
  stem: string;
  /** URL of its file, or the URL that it was fetched from. */
  uri: string;
  /** True if its lines are those of a formatted text, not of the document that was fetched. */
  isFormatted?: boolean;
}

/** Where a part of a document is, for messages: its line, or its pointer if the lines are those of a formatted text. */
export const whereIn = (source: ContractSource, pointer: string): string =>
  source.isFormatted === true ? `${source.name}#${pointer}` : `${source.name}:${source.lineAt(pointer)}`;

/** The documents that `spec` names, and the boundary of the files that they may refer to. */
export interface NamedSources {
  sources: ContractSource[];
  /** True if a folder was named, so some of its files may be fragments. */
  isFolder: boolean;
  /** Undefined if the document was fetched from a URL: no file may then be read. */
  boundary: Boundary | undefined;
  /** Symbolic links that are not read, because their targets are outside of the boundary. */
  outside: string[];
  /** The fetched document; absent for files. */
  fetched?: Fetched;
}

/** Fetches the text of a document from a URL. */
export type Download = (url: string) => Promise<string>;

const DOCUMENT = /\.(ya?ml|json)$/i;
const PAGE = /\.(md|mdx|markdown|txt)$/i;

/**
 * Reads every named document of a contract.
 *
 * @param spec folder, file or http(s) URL
 * @param root folder of the files that documents may refer to; undefined: the folder of the main document
 * @throws Problem if there is nothing to read, or a text is neither YAML nor JSON nor a published page
 */
export async function readSources(spec: string, download: Download, root?: string): Promise<NamedSources> {
  if (/^https?:\/\//i.test(spec)) {
    if (!URL.canParse(spec)) throw unreadable('CONTRACT_SPEC', `${JSON.stringify(spec)} is not a URL`);
    const { username, password } = new URL(spec);
    if (username !== '' || password !== '') throw unreadable('CONTRACT_SPEC', 'contains a user or a password');
    return fetchedSources(new URL(spec), await download(spec));
  }
  const path = resolve(spec);
  if (!existsSync(path)) {
    throw new Problem({
      code: 'no-contract',
      message: 'the file or folder does not exist',
      where: spec,
      fix: 'Set CONTRACT_SPEC (--spec) to a folder, a file or a URL with OpenAPI documents',
    });
  }
  try {
    const stats = statSync(path);
    // Reading some devices never ends.
    if (stats.isCharacterDevice() || stats.isBlockDevice()) throw unreadable(spec, 'is a device');
    if (stats.isDirectory()) return sourcesBelow(path, spec, root);
    const boundary = boundaryOf([root ?? dirname(path)]);
    return { sources: sourcesIn(path, basename(path)), isFolder: false, boundary, outside: [] };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unreadable(spec, 'cannot be read');
  }
}

function fetchedSources({ origin, pathname }: URL, received: string): NamedSources {
  const stem = basename(pathname).replace(/\.\w+$/, '');
  const name = origin + pathname;
  const fetched = fetchedDocument(name, received);
  const { text, isFormatted } = fetched;
  const sources = sourcesOf(text, { name, stem: stem === '' ? 'served' : stem, uri: name });
  return {
    sources: sources.map((source) => ({ ...source, isFormatted })),
    isFolder: false,
    boundary: undefined,
    outside: [],
    fetched,
  };
}

const unreadable = (where: string, message: string): Problem =>
  new Problem({
    code: 'no-contract',
    message,
    where,
    fix: 'Set CONTRACT_SPEC (--spec) to a readable folder, file or URL',
  });

function sourcesBelow(folder: string, spec: string, root: string | undefined): NamedSources {
  const boundary = boundaryOf(root === undefined ? [folder] : [folder, root]);
  const { names, outside } = filesBelow(folder, boundary);
  const sources = names
    .filter((name) => DOCUMENT.test(name) || PAGE.test(name))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const isProse = PAGE.test(name) && fences(readFileSync(path, 'utf8')).length === 0;
      return isProse ? [] : sourcesIn(path, name);
    });
  if (sources.length > 0) return { sources, isFolder: true, boundary, outside };
  throw new Problem({
    code: 'no-contract',
    message: 'the folder contains no OpenAPI document',
    where: spec,
    fix: 'Put YAML, JSON or published pages there, or set CONTRACT_SPEC (--spec) to another folder',
  });
}

/** The documents in a file: one, or several if it is a page. `below` is its path below the contract's folder. */
export function sourcesIn(path: string, below: string): ContractSource[] {
  return sourcesOf(readFileSync(path, 'utf8'), {
    name: nameOf(path),
    stem: below.slice(0, below.length - extname(below).length).replaceAll('\\', '/'),
    uri: pathToFileURL(path).href,
  });
}

/** A page is recognized by its content, not by its extension. */
function sourcesOf(text: string, { name, stem, uri }: Omit<ContractSource, keyof Source> & { name: string }) {
  const parts = fences(text);
  if (parts.length === 0 && PAGE.test(name) && !/^[ \t]*(openapi|swagger|\{)/m.test(text)) {
    throw unreadable(name, 'is a page without a ```yaml METHOD PATH block');
  }
  if (parts.length === 0) return [{ ...parseSource(name, text), stem, uri }];
  return parts.map((part, index) => ({
    ...parseSource(name, part.text, part.linesBefore),
    stem: index === 0 ? stem : `${stem}-${index + 1}`,
    uri,
  }));
}
