import SwaggerParser from '@apidevtools/swagger-parser';
import { Problem } from '../problem.ts';
import { senselessConstraint } from './constraints.ts';
import { fragmentAt } from './fragment.ts';
import { type DocumentPlace, type Operation, operationsOf } from './operations.ts';
import { isObject, valueAt } from './pointer.ts';
import { firstFault, withPlainReferences } from './plain.ts';
import { place, resolveReference } from './references.ts';
import { type ContractSource, type Download, readSources } from './sources.ts';

/** What was promised: every operation of every document. */
export interface Contract {
  /** One entry per document, in the order of their names. */
  documents: { name: string; stem: string; operations: number }[];
  /** By `METHOD /path/template`. */
  operations: ReadonlyMap<string, Operation>;
  /** What is wrong in documents of which other operations can be judged, one line each. */
  faults: string[];
  /** What stands at a place, to be shown beside what was received. */
  fragment(place: DocumentPlace): unknown;
}

/**
 * Reads, checks, dereferences and indexes a contract.
 *
 * @param spec folder, file or URL
 * @param download how a URL is fetched
 * @throws Problem that names file, line and fix where a document, or every operation, cannot be relied on
 */
export async function loadContract(spec: string, download: Download): Promise<Contract> {
  const sources = await readSources(spec, download);
  const documents = sources.filter((source) => !isFragment(source, sources));
  const operations = new Map<string, Operation>();
  const counts = [];
  const faults: Problem[] = [];
  for (const source of documents) {
    const version = versionOf(source);
    if (!isObject(valueAt(source.value, '/paths'))) throw empty(source);
    const root = await dereferenced(source, sources, version, faults);
    const placeOf = (pointer: string) => {
      const at = place(source, pointer, sources);
      return { document: at.source.name, pointer: at.pointer, line: at.source.lineAt(at.pointer) };
    };
    const faultIn = faults.length === 0 ? () => undefined : firstFault;
    const found = operationsOf(source, root, version, placeOf, faultIn);
    if (found.length === 0) throw empty(source);
    for (const operation of found) {
      const senseless = senselessConstraint(operation.parameters);
      if (senseless !== undefined) {
        operation.fault ??= senseless;
        faults.push(unusable(operation, senseless));
      }
      const twin = operations.get(operation.key);
      if (twin !== undefined) throw doubled(operation, twin);
      operations.set(operation.key, operation);
    }
    counts.push({ name: source.name, stem: source.stem, operations: found.length });
  }
  const [worst] = faults;
  if (worst !== undefined && [...operations.values()].every(({ fault }) => fault !== undefined)) throw worst;
  const byName = new Map(sources.map(({ name, value }) => [name, value]));
  return {
    documents: counts,
    operations,
    faults: [...new Set(faults.map(({ line }) => line))],
    fragment: ({ document, pointer }) => fragmentAt(byName.get(document), pointer),
  };
}

const unusable = ({ key, place: placeOf }: Operation, message: string): Problem => {
  const { document, line } = placeOf('');
  return new Problem({
    code: 'senseless-constraint',
    message: `${key}: ${message}`,
    where: `${document}:${line}`,
    fix: 'Mend the schema of the parameter',
  });
};

/** A file without `openapi` and `paths` that others refer to is a part of them. */
function isFragment(source: ContractSource, all: readonly ContractSource[]): boolean {
  if (!isObject(source.value) || ['openapi', 'swagger', 'paths'].some((key) => key in (source.value as object)))
    return false;
  return all.some(
    (other) =>
      other !== source && references(other.value).some(($ref) => resolveReference($ref, other, all).source === source),
  );
}

/** Every `$ref` of a document. */
function references(root: unknown): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ('$ref' in value && typeof value.$ref === 'string') found.push(value.$ref);
    for (const child of Object.values(value) as unknown[]) open.push(child);
  }
  return found;
}

/** The version of OpenAPI that a document is written in, where the suite can judge by it. */
function versionOf(source: ContractSource): Operation['version'] {
  const root = source.value;
  const problem = (message: string, fix: string, pointer = '') =>
    new Problem({ code: 'not-openapi', message, where: `${source.name}:${source.lineAt(pointer)}`, fix });
  if (!isObject(root)) throw problem('holds no OpenAPI document', 'Begin it with "openapi: 3.0.3"');
  if ('swagger' in root) {
    throw problem('is Swagger 2.0, which is not supported', 'Convert it to OpenAPI 3.0 or 3.1', '/swagger');
  }
  if (!('openapi' in root)) throw problem('has no "openapi" version', 'Begin it with "openapi: 3.0.3"');
  const minor = /^3\.([01])\.\d+(-.+)?$/.exec(String(root.openapi))?.[1];
  if (minor !== undefined) return minor === '0' ? '3.0' : '3.1';
  throw problem(
    `is of OpenAPI version ${JSON.stringify(root.openapi)}, which is not supported`,
    'Use a document of OpenAPI 3.0 or 3.1',
    '/openapi',
  );
}

async function dereferenced(
  source: ContractSource,
  all: readonly ContractSource[],
  version: Operation['version'],
  faults: Problem[],
): Promise<Record<string, unknown>> {
  const plain = (each: ContractSource) => withPlainReferences(each, all, version, faults);
  const others = new Map(all.filter((each) => each !== source).map((each) => [each.location, each]));
  const read = (file: { url: string }) => {
    const other = others.get(file.url);
    return other === undefined ? '' : JSON.stringify(plain(other));
  };
  try {
    return (await SwaggerParser.dereference(source.location, plain(source) as never, {
      resolve: { file: { order: 1, canRead: true, read }, http: false },
    })) as unknown as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const tooDeep = error instanceof RangeError;
    throw new Problem({
      code: 'not-openapi',
      message: tooDeep ? 'is nested too deeply' : `cannot be dereferenced: ${String(error).split('\n', 1)[0]}`,
      where: `${source.name}:1`,
      fix: tooDeep ? 'Take what is nested apart by $ref' : 'Mend what the message names',
    });
  }
}

function empty(source: ContractSource): Problem {
  const paths = isObject(valueAt(source.value, '/paths'));
  return new Problem({
    code: 'no-operation',
    message: paths ? 'declares no operation' : 'has no "paths"',
    where: `${source.name}:${source.lineAt('/paths')}`,
    fix: 'Add the operation that it documents, or take the file away',
  });
}

function doubled(operation: Operation, twin: Operation): Problem {
  const [here, there] = [operation, twin].map((each) => each.place(''));
  return new Problem({
    code: 'operation-twice',
    message: `${operation.key} is also in ${there?.document}:${there?.line}`,
    where: `${here?.document}:${here?.line}`,
    fix: 'Keep one of the two',
  });
}
