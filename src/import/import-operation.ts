import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import type { Config } from '../config/config.ts';
import { BUILT_IN_SPECS } from '../config/folders.ts';
import { replaceFiles } from '../config/output.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import { driftOf } from '../drift/drift.ts';
import { Problem } from '../problem.ts';
import type { Terminal } from '../report/terminal.ts';
import { driftSections } from '../report/drift.ts';
import { sectionLines } from '../report/sections.ts';
import type { Connection } from '../target/connection.ts';
import { writeFixture } from './fixture.ts';
import { nextStep } from './next-step.ts';
import { folderOf, type Place, placeFor } from './place.ts';
import { findOperation, type Found, importProblem } from './source.ts';

/** A request to import an operation. */
export interface ImportRequest {
  /** Page, document, its URL, or `served`. */
  source: string;
  /** Key of the operation; undefined: the only one of the source. */
  operation: string | undefined;
  /** Path below specs/ without extension; undefined: the current path, or one named after the page or the URL path. */
  as: string | undefined;
}

/**
 * Adds the document of one operation to the folder of the contract: a published page unchanged, or an operation of a
 * larger document with everything that it refers to. Adds a fixture to start from if there is none.
 *
 * @returns the files, the changes from the previous contract, and the next step
 * @throws Problem if the operation does not exist, or the contract would be invalid with it
 */
export async function importOperation(
  request: ImportRequest,
  config: Config,
  connection: Connection,
  terminal: Terminal,
): Promise<string> {
  const folder = folderOf(config);
  const found = await findOperation(request.source, request.operation, config, connection);
  const before = await loadContract(folder, offline, config.specRoot).catch(unlessEmpty);
  const place = placeFor(found, request.as, folder, before);
  const file = relative(process.cwd(), place.file);
  const old = textOf(place.file);
  if (old === found.text) return `${file}: ${found.operation} is unchanged\n`;
  const after = await written(place, found, () => loadContract(folder, offline, config.specRoot));
  const lines = before === undefined ? [] : changes(before, after, found.operation, terminal);
  const isNew = old === undefined && place.replaces === undefined;
  const status = isNew ? 'is new' : `has changed${lines.length === 0 ? ', but no judged part differs' : ''}`;
  const fixture = writeFixture(operationOf(after, found.operation), file, config);
  return [
    `${file}: ${found.operation} ${status}`,
    ...(lines.length === 0 ? [] : [...lines, '']),
    fixture.line,
    ...(before === undefined && isFirst(config, folder) ? [FIRST] : []),
    nextStep(found.operation, fixture.variables, config),
    '',
  ].join('\n');
}

/** True if the built-in documents were the contract until this import. */
const isFirst = ({ spec, specs }: Config, folder: string): boolean =>
  spec === 'specs' && specs === BUILT_IN_SPECS && folder !== BUILT_IN_SPECS;

const FIRST =
  'specs/ is the whole contract now, instead of the built-in documents: import every operation that runs are to judge';

function operationOf({ operations }: Contract, key: string): Operation {
  const found = operations.get(key);
  if (found === undefined) throw new Error(`no operation ${key}`);
  return found;
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** A folder without documents is accepted: the import adds the first one. */
function unlessEmpty(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'no-contract') return undefined;
  throw error;
}

const offline = (): Promise<string> => Promise.reject(new Error('an import reads only local files of the contract'));

/** Writes a document. If the contract is invalid with it, the previous state is restored. */
async function written(
  { file, replaces }: Place,
  { operation, text }: Found,
  load: () => Promise<Contract>,
): Promise<Contract> {
  const before = [file, ...(replaces === undefined ? [] : [replaces])].map((path) => ({ path, old: textOf(path) }));
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFiles(new Map([[file, text]]));
    if (replaces !== undefined) rmSync(replaces);
  } catch (error) {
    const fix = 'Set CONTRACT_SPEC to a writable folder';
    throw importProblem(`cannot be written (${errorCode(error)})`, file, fix);
  }
  try {
    const contract = await load();
    const fault = contract.operations.get(operation)?.fault;
    if (fault !== undefined) throw importProblem(`has a fault: ${fault}`, operation, 'Correct the document first');
    return contract;
  } catch (error) {
    for (const { path, old } of before) {
      if (old === undefined) rmSync(path);
      else replaceFiles(new Map([[path, old]]));
    }
    throw error;
  }
}

/** The differences of an operation before and after. */
function changes(before: Contract, after: Contract, operation: string, terminal: Terminal): string[] {
  const only = (contract: Contract): Contract => ({
    ...contract,
    faults: [],
    unreadable: new Map(),
    operations: new Map([...contract.operations].filter(([key]) => routeOf(key) === routeOf(operation))),
  });
  const drift = driftOf(only(before), only(after));
  return sectionLines(driftSections({ ...drift, added: [] }), terminal);
}
