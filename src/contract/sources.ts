import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { Problem } from '../problem.ts';
import { fences } from './page.ts';
import { parseSource, type Source } from './source.ts';

/** A source with its place in the tree of the contract. */
export interface ContractSource extends Source {
  /** Path below the contract's folder, without its ending: `groups/get`. */
  stem: string;
  /** Absolute path, or URL. */
  location: string;
}

/** Fetches the text of a document from a URL. */
export type Download = (url: string) => Promise<string>;

const DOCUMENT = /\.(ya?ml|json)$/i;
const PAGE = /\.(md|mdx|markdown|txt)$/i;

/**
 * Reads every document of a contract.
 *
 * @param spec folder, file or http(s) URL
 * @throws Problem where there is nothing to read, or a text is neither YAML nor JSON nor a published page
 */
export async function readSources(spec: string, download: Download): Promise<ContractSource[]> {
  if (/^https?:\/\//i.test(spec)) {
    const { username, password, origin, pathname } = new URL(spec);
    if (username !== '' || password !== '') throw unreadable('CONTRACT_SPEC', 'holds a user or a password');
    const stem = basename(pathname).replace(/\.\w+$/, '');
    const name = origin + pathname;
    return sourcesOf(await download(spec), { name, stem: stem === '' ? 'served' : stem, location: name });
  }
  const path = resolve(spec);
  if (!existsSync(path)) {
    throw new Problem({
      code: 'no-contract',
      message: 'there is no such file or folder',
      where: spec,
      fix: 'Name a folder, a file or a URL with OpenAPI documents (CONTRACT_SPEC, --spec)',
    });
  }
  try {
    return statSync(path).isDirectory() ? sourcesBelow(path, spec) : sourcesIn(path, basename(path));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unreadable(spec, 'cannot be read');
  }
}

const unreadable = (where: string, message: string): Problem =>
  new Problem({
    code: 'no-contract',
    message,
    where,
    fix: 'Name a folder, a file or a URL that can be read (CONTRACT_SPEC, --spec)',
  });

function sourcesBelow(folder: string, spec: string): ContractSource[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(^|[/\\])\./.test(name) && (DOCUMENT.test(name) || PAGE.test(name)))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const prose = PAGE.test(name) && fences(readFileSync(path, 'utf8')).length === 0;
      return prose || !statSync(path).isFile() ? [] : sourcesIn(path, name);
    });
  if (found.length > 0) return found;
  throw new Problem({
    code: 'no-contract',
    message: 'the folder holds no OpenAPI document',
    where: spec,
    fix: 'Put YAML, JSON or published pages there, or set CONTRACT_SPEC (--spec) to another folder',
  });
}

function sourcesIn(path: string, below: string): ContractSource[] {
  return sourcesOf(readFileSync(path, 'utf8'), {
    name: relative(process.cwd(), path).replaceAll('\\', '/'),
    stem: below.slice(0, below.length - extname(below).length).replaceAll('\\', '/'),
    location: path,
  });
}

/** A page is told by what it holds, not by its ending. */
function sourcesOf(text: string, { name, stem, location }: Omit<ContractSource, keyof Source> & { name: string }) {
  const parts = fences(text);
  if (parts.length === 0 && PAGE.test(name) && !/^\s*(openapi|swagger|\{)/m.test(text)) {
    throw unreadable(name, 'is a page without a block of ```yaml METHOD PATH');
  }
  if (parts.length === 0) return [{ ...parseSource(name, text), stem, location }];
  return parts.map((part, index) => ({
    ...parseSource(name, part.text, part.linesBefore),
    stem: index === 0 ? stem : `${stem}-${index + 1}`,
    location,
  }));
}
