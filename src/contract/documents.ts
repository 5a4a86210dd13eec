import { Problem } from '../problem.ts';
import type { Library } from './library.ts';
import { type Linked, Linker } from './linker.ts';
import type { Operation } from './operations.ts';
import { isObject } from './pointer.ts';
import { type ContractSource, type NamedSources, whereIn } from './sources.ts';

/** A linked document of a contract. */
export interface LinkedDocument {
  source: ContractSource;
  version: Operation['version'];
  linked: Linked;
  /** True if other documents refer to it, so it need not declare an operation. */
  isReferenced: boolean;
}

/**
 * Links the named documents of a contract.
 *
 * @param faults receives a Problem for every reference that cannot be followed
 * @throws Problem `not-openapi` for a document that is not OpenAPI, or of an unsupported version
 */
export async function linkedDocuments(
  { sources, isFolder }: NamedSources,
  library: Library,
  faults: Problem[],
): Promise<LinkedDocument[]> {
  const whole = isFolder ? sources.filter(isWhole) : sources;
  const documents = (whole.length > 0 ? whole : sources).map((source) => ({ source, version: versionOf(source) }));
  const linkers = new Map(documents.map(({ version }) => [version, new Linker(version, library, faults)]));
  const linked = documents.flatMap(({ source, version }) => {
    const linker = linkers.get(version);
    return linker === undefined ? [] : [{ source, version, linked: linker.link(source) }];
  });
  for (const linker of linkers.values()) await linker.resolve();
  const isReferenced = (source: ContractSource): boolean =>
    [...linkers.values()].some(({ resources }) => resources.referred.has(source));
  return linked.map((each): LinkedDocument => ({ ...each, isReferenced: isReferenced(each.source) }));
}

/** True for a file with one of these keys; any other file of a folder is a fragment. */
export const isWhole = ({ value }: ContractSource): boolean =>
  isObject(value) && ['openapi', 'swagger', 'paths'].some((key) => key in value);

/** The version of OpenAPI of a document. */
function versionOf(source: ContractSource): Operation['version'] {
  const root = source.value;
  const problem = (message: string, fix: string, pointer = '') =>
    new Problem({ code: 'not-openapi', message, where: whereIn(source, pointer), fix });
  if (!isObject(root)) throw problem('contains no OpenAPI document', 'Begin it with "openapi: 3.0.3"');
  if ('swagger' in root) {
    throw problem('is Swagger 2.0, which is not supported', 'Convert it to OpenAPI 3.0 or 3.1', '/swagger');
  }
  if (!('openapi' in root)) throw problem('has no "openapi" version', 'Begin it with "openapi: 3.0.3"');
  const minor = /^3\.([01])\.\d+(-.+)?$/.exec(String(root.openapi))?.[1];
  if (minor !== undefined) return minor === '0' ? '3.0' : '3.1';
  throw problem(
    `has OpenAPI version ${JSON.stringify(root.openapi)}, which is not supported`,
    'Use OpenAPI 3.0 or 3.1',
    '/openapi',
  );
}
