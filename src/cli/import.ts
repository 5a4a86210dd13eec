import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import pluralize from 'pluralize';
import { stringify } from 'yaml';
import { errorCode } from '../client/error-code.ts';
import type { Config } from '../config/config.ts';
import { nearest } from '../config/nearest.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import { extractOperation, operationKeys } from '../contract/extract.ts';
import { fences } from '../contract/page.ts';
import { routeOf } from '../contract/path-template.ts';
import { isObject } from '../contract/pointer.ts';
import { parseSource } from '../contract/source.ts';
import { driftOf } from '../drift/drift.ts';
import { Problem } from '../problem.ts';
import type { Terminal } from '../report/console.ts';
import { driftSections } from '../report/drift.ts';
import { sectionLines } from '../report/sections.ts';
import type { Connection } from '../run/connection.ts';
import { PROJECT } from '../run/configure.ts';
import { downloading, servedUrl } from '../run/contract-of.ts';
import type { Request } from './commands.ts';
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
  const { name, text } = await textOf(wanted.source, config, connection);
  const found = documentIn(name, text, wanted.operation);
  const before = await loadContract(folder, offline).catch(unlessEmpty);
  const file = join(folder, `${stemFor(found, wanted.as, before)}.yaml`);
  const shown = relative(process.cwd(), file);
  const old = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (old === found.text) return `${shown}: ${found.operation} is as it was\n`;
  const after = await written(file, found.text, old, folder);
  const lines = before === undefined ? [] : changes(before, after, found.operation, terminal);
  const what = old === undefined ? 'is new' : 'has changed';
  return [`${shown}: ${found.operation} ${what}`, ...lines, ''].join('\n');
}

/** Nothing is there yet to begin with. */
function unlessEmpty(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'no-contract') return undefined;
  throw error;
}

const offline = (): Promise<string> => Promise.reject(new Error('nothing is fetched here'));

/** The folder that CONTRACT_SPEC names. */
function folderOf({ spec, settings }: Config): string {
  const folder = spec === 'specs' ? `${PROJECT}specs` : resolve(spec);
  const isFolder =
    !/^https?:/i.test(spec) && spec !== 'served' && (!existsSync(folder) || statSync(folder).isDirectory());
  if (isFolder) return folder;
  throw new Problem({
    code: 'import',
    message: 'an operation is imported into a folder',
    where: settings.get('CONTRACT_SPEC')?.source ?? 'default',
    fix: 'Set CONTRACT_SPEC to the folder of the contract, or unset it for specs/',
  });
}

/** The text of a source and what it is called; a page of a documentation is asked for as Markdown. */
async function textOf(source: string, config: Config, connection: Connection): Promise<{ name: string; text: string }> {
  const url = source === 'served' ? servedUrl(connection) : source;
  if (/^https?:\/\//i.test(url)) {
    const download = downloading(connection.client, config.patienceMs);
    const text = await download(url);
    return /^\s*</.test(text) ? { name: `${url}.md`, text: await download(`${url}.md`) } : { name: url, text };
  }
  if (existsSync(source) && statSync(source).isFile()) return { name: source, text: readFileSync(source, 'utf8') };
  throw problem('there is no such file', source, 'Name a page, a document, the URL of one, or served');
}

/** An operation that is to be imported. */
interface Found {
  operation: string;
  text: string;
  /** What its page is called: `groups/get`. */
  page: string | undefined;
}

/** The one operation that is meant, and the text of its document. */
function documentIn(name: string, text: string, wanted: string | undefined): Found {
  const pages = fences(text);
  const page = pages.length > 0 ? pageName(name, text) : undefined;
  const parts = pages.length > 0 ? pages : [{ text, linesBefore: 0 }];
  const documents = parts.map((part) => {
    const { value } = parseSource(name, part.text, part.linesBefore);
    return { value, keys: operationKeys(value), text: `${part.text.trimEnd()}\n` };
  });
  const keys = documents.flatMap((document) => document.keys);
  const operation = wanted ?? (keys.length === 1 ? keys[0] : undefined);
  const document = documents.find((each) => operation !== undefined && each.keys.includes(operation));
  if (operation !== undefined && document !== undefined && isObject(document.value)) {
    const isWhole = document.keys.length === 1 && !document.text.trimStart().startsWith('{');
    const own = isWhole ? document.text : yamlOf(extractOperation(document.value, operation));
    return { operation, text: own, page };
  }
  if (keys.length === 0) throw problem('holds no OpenAPI document with an operation', name, 'Name another one');
  if (operation === undefined) {
    const example = `import ${basename(name)} ${JSON.stringify(keys[0])}`;
    throw problem(`holds ${pluralize('operation', keys.length, true)}`, name, `Name one of them, as in ${example}`);
  }
  const near = nearest(operation, keys);
  const fix =
    near === undefined ? `Choose one of its ${keys.length}, as GET /api/v1/groups` : `Did you mean "${near}"?`;
  throw problem(`has no operation ${operation}`, name, fix);
}

const yamlOf = (document: object): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });

/** The last two parts of the address of a page, which a copy of it names. */
function pageName(name: string, text: string): string | undefined {
  const address = /^https?:/i.test(name) ? name : /^#? *Source: *(https?:\S+)/m.exec(text)?.[1];
  return /([\w-]+\/[\w-]+)(?:\.\w+)?\/?$/.exec(address ?? '')?.[1];
}

/** The file of an operation below the folder, without its ending: where it is, as the page is called, or by its path. */
function stemFor({ operation, page }: Found, as: string | undefined, contract: Contract | undefined): string {
  const known = [...(contract?.operations.values() ?? [])].find(({ key }) => routeOf(key) === routeOf(operation));
  if (known !== undefined) {
    const others = [...(contract?.operations.values() ?? [])].filter(({ document }) => document === known.document);
    if (others.length === 1) return known.stem;
    throw problem(`is in ${known.document}, with ${others.length - 1} others`, operation, 'Take it out of there first');
  }
  if (as !== undefined && !/^[\w-]+(\/[\w-]+)*$/.test(as)) {
    throw problem(`${JSON.stringify(as)} is no path below specs/`, '--as', 'Write it like groups/get');
  }
  const [method = '', path = ''] = operation.split(' ');
  const area = path.split('/').filter((segment) => segment !== '' && !/^(api|v\d+|\{.*\})$/.test(segment));
  const by = /\{([^}]+)\}$/.exec(path)?.[1];
  const byPath = `${area.join('-')}/${method.toLowerCase()}${by === undefined ? '' : `-by-${by}`}`;
  return as ?? page ?? byPath.replace(/[^\w/-]+/g, '-');
}

/** Writes a document; where the contract cannot be relied on then, what was there comes back. */
async function written(file: string, text: string, old: string | undefined, folder: string): Promise<Contract> {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw problem(
      `cannot be written (${errorCode(error)})`,
      file,
      'Set CONTRACT_SPEC to a folder that may be written to',
    );
  }
  try {
    return await loadContract(folder, offline);
  } catch (error) {
    if (old === undefined) rmSync(file);
    else writeFileSync(file, old);
    throw error;
  }
}

/** What the contract now says differently of an operation. */
function changes(before: Contract, after: Contract, operation: string, terminal: Terminal): string[] {
  const only = (contract: Contract): Contract => ({
    ...contract,
    operations: new Map([...contract.operations].filter(([key]) => routeOf(key) === routeOf(operation))),
  });
  const drift = driftOf(only(before), only(after));
  return sectionLines(driftSections({ ...drift, added: [] }), terminal);
}

const problem = (message: string, where: string, fix: string): Problem =>
  new Problem({ code: 'import', message, where, fix });
