import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import pluralize from 'pluralize';
import type { Config } from '../config/config.ts';
import type { Contract } from '../contract/contract.ts';
import { routeOf } from '../contract/path-template.ts';
import { type Found, importProblem } from './source.ts';

/** Returns the folder that CONTRACT_SPEC names. `specs` is that of the working directory, even if it does not exist. */
export function folderOf({ spec, settings }: Config): string {
  const folder = resolve(spec);
  const isFolder =
    !/^https?:/i.test(spec) && spec !== 'served' && (!existsSync(folder) || statSync(folder).isDirectory());
  if (isFolder) return folder;
  const fix = 'Set CONTRACT_SPEC to the folder of the contract, or unset it for specs/';
  throw importProblem(
    'CONTRACT_SPEC is not a folder, so no operation can be imported',
    settings.get('CONTRACT_SPEC')?.source ?? 'default',
    fix,
  );
}

/** The file of a document. */
export interface Place {
  file: string;
  /** A file in another format that it replaces: a page, or JSON. */
  replaces: string | undefined;
}

/**
 * The file for the document of an operation: its current one, or one named after its page or its path.
 *
 * @throws Problem `import` if the operation shares its document, or the file belongs to another operation
 */
export function placeFor(
  { operation, page }: Found,
  as: string | undefined,
  folder: string,
  contract: Contract | undefined,
): Place {
  const all = [...(contract?.operations.values() ?? [])];
  const known = all.find(({ key }) => routeOf(key) === routeOf(operation));
  if (known !== undefined) {
    const others = all.filter(({ document }) => document === known.document).length - 1;
    if (others > 0)
      throw importProblem(`is in ${known.document}, with ${pluralize('other', others, true)}`, operation, MOVE);
    const own = join(folder, `${known.stem}${extname(known.document)}`);
    if (as !== undefined && as !== known.stem) {
      throw importProblem(`is in ${known.document}`, operation, `Move it to ${as}.yaml first, or leave --as out`);
    }
    const isYaml = /\.ya?ml$/i.test(own);
    return isYaml ? { file: own, replaces: undefined } : { file: join(folder, `${known.stem}.yaml`), replaces: own };
  }
  if (as !== undefined && !/^[\w-]+(\/[\w-]+)*$/.test(as)) {
    throw importProblem(`${JSON.stringify(as)} is not a path below specs/`, '--as', 'Write it like groups/get');
  }
  const file = join(folder, `${as ?? page ?? stemOf(operation)}.yaml`);
  if (!existsSync(file)) return { file, replaces: undefined };
  throw importProblem(
    `${file} belongs to another operation`,
    operation,
    'Choose another path with --as, such as groups/get-one',
  );
}

const MOVE = 'Move it to a document of its own first';

/** `groups/get` of `GET /api/v1/groups`, `groups/get-by-id` of `GET /api/v1/groups/{id}`. */
function stemOf(operation: string): string {
  const [method = '', path = ''] = operation.split(' ');
  const area = path.split('/').filter((segment) => segment !== '' && !/^(api|v\d+|\{.*\})$/.test(segment));
  const by = /\{([^{}]+)\}$/.exec(path)?.[1];
  const stem = `${area.join('-')}/${method.toLowerCase()}${by === undefined ? '' : `-by-${by}`}`;
  return stem.replace(/[^\w/-]+/g, '-');
}
