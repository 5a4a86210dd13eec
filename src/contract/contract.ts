import { Problem } from '../problem.ts';
import { createFaultFinder, markOf } from './faults.ts';
import type { Fetched } from './fetched.ts';
import { fragmentAt, type Redact } from './fragment.ts';
import { linkedDocuments, type LinkedDocument } from './documents.ts';
import { createLibrary } from './library.ts';
import { operationFault, type OperationFault } from './operation-fault.ts';
import { type DocumentPlace, type Operation, operationsOf } from './operations.ts';
import { isObject, valueAt } from './pointer.ts';
import { type ContractSource, type Download, readSources, whereIn } from './sources.ts';
import { unusedFiles } from './unused-files.ts';

/** A contract: every operation of every document. */
export interface Contract {
  /** One entry per document, sorted by name. */
  documents: { name: string; stem: string; operations: number }[];
  /** By key: `METHOD /path/template`. */
  operations: ReadonlyMap<string, Operation>;
  /** Faults of documents whose other operations can be judged, one line each. */
  faults: string[];
  /** Path templates whose operations are unknown because a `$ref` cannot be followed, with the fault. */
  unreadable: ReadonlyMap<string, string>;
  /** The document that was fetched from a URL; undefined if all documents are files. */
  fetched: Fetched | undefined;
  /** The part of a document at a place, for display beside the response. */
  fragment(place: DocumentPlace, redact: Redact): unknown;
}

/**
 * Reads, validates, links and indexes a contract.
 *
 * @param spec folder, file or URL
 * @param download fetches the text of a URL
 * @param root folder of the files that documents may refer to; undefined: the folder of the main document
 * @throws Problem with file, line and fix if a document is invalid, or every operation has a fault
 */
export async function loadContract(spec: string, download: Download, root?: string): Promise<Contract> {
  const named = await readSources(spec, download, root);
  const library = createLibrary(named);
  const faults: Problem[] = [];
  const documents = await linkedDocuments(named, library, faults);
  const faultIn = faults.length === 0 ? () => undefined : createFaultFinder();
  const operations = new Map<string, Operation>();
  const unreadable = new Map<string, string>();
  const counts = [];
  for (const document of documents) {
    const { source } = document;
    const found = operationsIn(document, faultIn);
    const paths = unreadablePaths(document);
    if (found.length === 0 && paths.length === 0 && !document.isReferenced) throw empty(source);
    for (const [path, fault] of paths) unreadable.set(path, fault);
    for (const operation of found) {
      const fault = operationFault(operation);
      if (fault !== undefined) {
        operation.fault ??= fault.message;
        faults.push(unusable(operation, fault, source));
      }
      const twin = operations.get(operation.key);
      if (twin !== undefined) throw duplicate(operation, twin);
      operations.set(operation.key, operation);
    }
    if (found.length > 0) counts.push({ name: source.name, stem: source.stem, operations: found.length });
  }
  const [first] = faults;
  if (first !== undefined && [...operations.values()].every(({ fault }) => fault !== undefined)) throw first;
  if (operations.size === 0 && named.sources[0] !== undefined) throw empty(named.sources[0]);
  const byName = new Map(library.sources().map(({ name, value }) => [name, value]));
  return {
    documents: counts,
    operations,
    faults: [...new Set([...faults.map(({ line }) => line), ...unusedFiles(named, library)])],
    unreadable,
    fetched: named.fetched,
    fragment: ({ document, pointer }, redact) => fragmentAt(byName.get(document), pointer, redact),
  };
}

function operationsIn(
  { source, version, linked }: LinkedDocument,
  faultIn: ReturnType<typeof createFaultFinder>,
): Operation[] {
  const placeOf = (pointer: string) => {
    const at = linked.placeOf(pointer);
    return { document: at.source.name, pointer: at.pointer, line: at.source.lineAt(at.pointer) };
  };
  return operationsOf(source, linked.root, version, placeOf, faultIn);
}

/** Paths whose `$ref` cannot be followed, with the fault. */
function unreadablePaths({ linked: { root } }: LinkedDocument): [path: string, fault: string][] {
  const all = markOf(root.paths);
  if (all !== undefined) return [['', all]];
  return Object.entries(isObject(root.paths) ? root.paths : {}).flatMap(([path, item]): [string, string][] => {
    const fault = markOf(item);
    return fault === undefined ? [] : [[path, fault]];
  });
}

function unusable(
  { key, place: placeOf }: Operation,
  { code, message, fix }: OperationFault,
  source: ContractSource,
): Problem {
  const { document, pointer, line } = placeOf('');
  const where = source.isFormatted === true ? whereIn(source, pointer) : `${document}:${line}`;
  return new Problem({ code, message: `${key}: ${message}`, where, fix });
}

function empty(source: ContractSource): Problem {
  const paths = isObject(valueAt(source.value, '/paths'));
  return new Problem({
    code: 'no-operation',
    message: paths ? 'declares no operation' : 'has no "paths"',
    where: whereIn(source, '/paths'),
    fix: 'Add an operation, or remove the file',
  });
}

function duplicate(operation: Operation, twin: Operation): Problem {
  const [here, there] = [operation, twin].map((each) => each.place(''));
  return new Problem({
    code: 'operation-twice',
    message: `${operation.key} is also in ${there?.document}:${there?.line}`,
    where: `${here?.document}:${here?.line}`,
    fix: 'Remove one of them',
  });
}
