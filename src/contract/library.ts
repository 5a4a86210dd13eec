import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { unescape } from 'node:querystring';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem.ts';
import { type ContractSource, type NamedSources, sourcesIn } from './sources.ts';

/** Why a reference cannot be followed: the code, message and fix of a Problem at the place of the reference. */
export interface Refusal {
  code: 'dangling-ref' | 'outside-ref';
  message: string;
  fix: string;
}

/** The documents of a contract by their URLs. */
export interface Library {
  /** All documents that were read. */
  sources: () => ContractSource[];
  /** The document at a URL without a fragment. A file is read on first use. */
  at: (url: URL) => ContractSource | Refusal;
}

/** Creates a library that reads files within the boundary of a contract. Other documents must be named by `spec`. */
export function createLibrary({ sources: named, boundary }: NamedSources): Library {
  const known = new Map<string, ContractSource | Refusal>();
  for (const source of named) if (!known.has(source.uri)) known.set(source.uri, source);
  const read = (url: URL): ContractSource | Refusal => {
    const path = pathOf(url);
    if (path === undefined || boundary === undefined) return OUTSIDE;
    if (!existsSync(path) || !statSync(path).isFile()) {
      return dangling('the file does not exist');
    }
    if (!boundary(path)) return OUTSIDE;
    try {
      return sourcesIn(path, basename(path))[0] ?? OUTSIDE;
    } catch (error) {
      return dangling(error instanceof Problem ? `${error.where}: ${error.message}` : 'the file cannot be read');
    }
  };
  return {
    sources: () => [...new Set([...named, ...[...known.values()].filter(isSource)])],
    at(url) {
      const found = known.get(url.href) ?? read(url);
      known.set(url.href, found);
      return found;
    },
  };
}

const isSource = (found: ContractSource | Refusal): found is ContractSource => 'uri' in found;

const OUTSIDE: Refusal = {
  code: 'outside-ref',
  message: "refers to a file outside of the contract's folder, or to a URL",
  fix: 'Move the target below the folder of the main document, or set CONTRACT_SPEC_ROOT to a folder that contains both; URLs are not fetched',
};

const dangling = (why: string): Refusal => ({
  code: 'dangling-ref',
  message: `cannot be resolved: ${why}`,
  fix: 'Add the target, or correct the $ref',
});

/** The path of a file URL, even if a `%` in its name is not escaped; undefined for other URLs. */
function pathOf(url: URL): string | undefined {
  if (url.protocol !== 'file:' || url.search !== '') return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    return unescape(url.pathname);
  }
}
