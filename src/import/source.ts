import pluralize from 'pluralize';
import { stringify } from 'yaml';
import { NO_FILE, readInput } from '../config/read-input.ts';
import { nearest } from '../config/nearest.ts';
import type { Config } from '../config/config.ts';
import { extractOperation, operationKeys } from '../contract/extract.ts';
import { fences } from '../contract/page.ts';
import { isObject } from '../contract/pointer.ts';
import { parseSource } from '../contract/source.ts';
import { Problem } from '../problem.ts';
import type { Connection } from '../target/connection.ts';
import { downloader, servedUrl } from '../target/contract-loader.ts';

/** An operation to import. */
export interface Found {
  operation: string;
  text: string;
  /** Name of its page: `groups/get`. */
  page: string | undefined;
}

/**
 * Finds the operation to import and its document.
 *
 * @param source page, document, its URL, or `served`
 * @param wanted key of the operation; undefined: the only one of the source
 * @throws Problem `import` if the source does not contain the operation
 */
export async function findOperation(
  source: string,
  wanted: string | undefined,
  config: Config,
  connection: Connection,
): Promise<Found> {
  const { name, text } = await textOf(source, config, connection);
  return documentIn(source, name, text, wanted);
}

/** The text of a source and its name. A documentation page is fetched as Markdown. */
async function textOf(source: string, config: Config, connection: Connection): Promise<{ name: string; text: string }> {
  const url = source === 'served' ? servedUrl(connection) : source;
  if (/^https?:\/\//i.test(url)) {
    if (!URL.canParse(url)) throw importProblem(`${JSON.stringify(url)} is not a URL`, 'import', ANOTHER);
    const download = downloader(connection, config.retryBudgetMs);
    const { username, password } = new URL(url);
    if (username !== '' || password !== '') {
      throw importProblem('the URL contains a user or a password', 'import', 'Remove them from the URL');
    }
    const text = await download(url);
    if (!/^\s*</.test(text)) return { name: url, text };
    const markdown = `${new URL(url).origin}/${segments(url).join('/')}.md`;
    return { name: markdown, text: await download(markdown) };
  }
  const input = readInput(source);
  if ('text' in input) return { name: source, text: input.text };
  throw importProblem(input.error === NO_FILE ? 'the file does not exist' : `is ${input.error}`, source, ANOTHER);
}

const ANOTHER = 'Specify a page or a document, its URL, or served';

/** The requested operation, and the text of its document. */
function documentIn(source: string, name: string, text: string, wanted: string | undefined): Found {
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
  if (keys.length === 0)
    throw importProblem('contains no OpenAPI document with an operation', name, 'Specify another document');
  if (operation === undefined) {
    const example = `import ${source} ${JSON.stringify(keys[0])}`;
    throw importProblem(
      `contains ${pluralize('operation', keys.length, true)}`,
      name,
      `Choose one of them, as in ${example}`,
    );
  }
  const near = nearest(operation, keys);
  const fix =
    near === undefined
      ? keys.length === 1
        ? `Choose its operation ${keys[0] ?? ''}`
        : `Choose one of its ${keys.length} operations, such as ${keys[0] ?? ''}`
      : `Did you mean "${near}"?`;
  throw importProblem(`has no operation ${operation}`, name, fix);
}

const yamlOf = (document: object): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });

/** The last two segments of the URL of a page, which a copy of the page contains: `groups/get`. */
function pageName(name: string, text: string): string | undefined {
  const url = /^https?:/i.test(name) ? name : /^#? *Source: *(https?:\S+)/m.exec(text)?.[1];
  if (url === undefined || !URL.canParse(url)) return undefined;
  const parts = segments(url)
    .slice(-2)
    .map((part) => part.split('.')[0] ?? '');
  return parts.length === 2 && parts.every((part) => /^[\w-]+$/.test(part)) ? parts.join('/') : undefined;
}

/** The segments of a URL's path, without empty ones. */
const segments = (url: string): string[] => new URL(url).pathname.split('/').filter((segment) => segment !== '');

/** A Problem of an import. */
export const importProblem = (message: string, where: string, fix: string): Problem =>
  new Problem({ code: 'import', message, where, fix });
