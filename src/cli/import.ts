import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import type { Config } from '../config/config.ts';
import { replaceFiles } from '../config/output.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import { routeOf } from '../contract/path-template.ts';
import { driftOf } from '../drift/drift.ts';
import { Problem } from '../problem.ts';
import type { Terminal } from '../report/console.ts';
import { driftSections } from '../report/drift.ts';
import { sectionLines } from '../report/sections.ts';
import type { Connection } from '../target/connection.ts';
import type { Request } from './request.ts';
import { folderOf, type Place, placeFor } from '../import/place.ts';
import { findOperation, type Found, importProblem } from '../import/source.ts';
import { print } from './printing.ts';
import { configured, reaching } from './reaching.ts';
import { terminalOf } from './terminal.ts';

/** What is to be imported. */
interface Import {
  /** Page, document, its URL, or `served`. */
  source: string;
  /** Key of the operation; undefined: the only one there is. */
  operation: string | undefined;
  /** Where it goes below specs/, without its ending; undefined: where it is, or as the page is called. */
  as: string | undefined;
}

/**
 * Brings the document of one operation into the folder of the contract: a published page as it is, an operation of a
 * larger document with what it refers to.
 *
 * @throws Problem where there is no such operation, or the contract could not be relied on afterwards
 */
export function importOperation(
  request: Extract<Request, { command: 'import' }>,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const config = configured(request, env);
  return reaching(config, async (connection) => print(await imported(request, config, connection, terminalOf(env))));
}

/** Imports it, and gives what a person reads: the file, and what the contract now says differently. */
async function imported(wanted: Import, config: Config, connection: Connection, terminal: Terminal): Promise<string> {
  const folder = folderOf(config);
  const found = await findOperation(wanted.source, wanted.operation, config, connection);
  const before = await loadContract(folder, offline, config.specRoot).catch(unlessEmpty);
  const place = placeFor(found, wanted.as, folder, before);
  const shown = relative(process.cwd(), place.file);
  const old = textOf(place.file);
  if (old === found.text) return `${shown}: ${found.operation} is as it was\n`;
  const after = await written(place, found, () => loadContract(folder, offline, config.specRoot));
  const lines = before === undefined ? [] : changes(before, after, found.operation, terminal);
  const what = old === undefined && place.replaces === undefined ? 'is new' : 'has changed';
  const same = what === 'has changed' && lines.length === 0 ? ', but in nothing that is judged' : '';
  return [`${shown}: ${found.operation} ${what}${same}`, ...lines, ''].join('\n');
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Nothing is there yet to begin with. */
function unlessEmpty(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'no-contract') return undefined;
  throw error;
}

const offline = (): Promise<string> => Promise.reject(new Error('nothing is fetched here'));

/** Writes a document; where the contract cannot be relied on then, what was there comes back. */
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
    const fix = 'Set CONTRACT_SPEC to a folder that may be written to';
    throw importProblem(`cannot be written (${errorCode(error)})`, file, fix);
  }
  try {
    const contract = await load();
    const fault = contract.operations.get(operation)?.fault;
    if (fault !== undefined) throw importProblem(`has a fault: ${fault}`, operation, 'Mend the document first');
    return contract;
  } catch (error) {
    for (const { path, old } of before) {
      if (old === undefined) rmSync(path);
      else replaceFiles(new Map([[path, old]]));
    }
    throw error;
  }
}

/** What the contract now says differently of an operation. */
function changes(before: Contract, after: Contract, operation: string, terminal: Terminal): string[] {
  const only = (contract: Contract): Contract => ({
    ...contract,
    faults: [],
    unread: new Map(),
    operations: new Map([...contract.operations].filter(([key]) => routeOf(key) === routeOf(operation))),
  });
  const drift = driftOf(only(before), only(after));
  return sectionLines(driftSections({ ...drift, added: [] }), terminal);
}
