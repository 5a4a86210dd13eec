import { isWhole } from './documents.ts';
import type { Library } from './library.ts';
import type { ContractSource, NamedSources } from './sources.ts';

/**
 * Lists the files of a folder that are not part of its contract, one line each: those without operations that no
 * `$ref` refers to, and symbolic links that are not followed.
 */
export function unusedFiles({ sources, isFolder, outside }: NamedSources, library: Library): string[] {
  const links = outside.map(
    (name) =>
      `${name}: the target of this symbolic link is outside of the contract's folder, so it is not read. Replace the link with the file, or set CONTRACT_SPEC_ROOT to a folder that contains both. [unused-file]`,
  );
  const parts = isFolder ? sources.filter((source) => !isWhole(source)) : [];
  if (parts.length === 0) return links;
  const named = new Set(library.sources().flatMap(filesNamed));
  const unused = parts.filter(({ uri }) => !named.has(uri));
  const lines = unused.map(
    ({ name }) =>
      `${name}: no document refers to this file, so it has no effect. Refer to it, or remove it from the folder. [unused-file]`,
  );
  return [...links, ...new Set(lines)];
}

/** URLs of the other files that a document refers to by `$ref`, including those in data. */
function filesNamed({ uri, value: root }: ContractSource): string[] {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ('$ref' in value && typeof value.$ref === 'string' && !value.$ref.startsWith('#')) found.add(value.$ref);
    for (const child of Object.values(value) as unknown[]) open.push(child);
  }
  return [...found].flatMap((ref) => (URL.canParse(ref, uri) ? [new URL(ref, uri).href.replace(/#.*$/s, '')] : []));
}
