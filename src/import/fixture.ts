import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { allFixtures } from '../cases/fixtures.ts';
import { variablesOf } from '../cases/variables.ts';
import { errorCode } from '../client/error-code.ts';
import type { Config } from '../config/config.ts';
import { hasOtherFiles } from '../config/folders.ts';
import { replaceFiles } from '../config/output.ts';
import type { Operation } from '../contract/operations.ts';
import { fixtureText } from './fixture-text.ts';
import { importProblem } from './source.ts';

/** The fixture of an imported operation. */
export interface ImportedFixture {
  /** For the user: the file, or why no fixture was written. */
  line: string;
  /** Environment variables that its requests need. */
  variables: string[];
}

/**
 * Writes a fixture to start from, unless a fixture has the operation.
 *
 * @param document path of the operation's document
 * @throws Problem `import` if it cannot be written
 */
export function writeFixture(operation: Operation, document: string, config: Config): ImportedFixture {
  const { key, stem } = operation;
  const known = allFixtures(config.fixtures).find((each) => each.operation === key);
  if (known !== undefined) {
    return {
      line: known.isBuiltIn ? `the built-in fixture has ${key}` : `${known.source.name}: the fixture of ${key}`,
      variables: [...new Set(variablesOf(JSON.stringify(known.source.value)))],
    };
  }
  const folder = config.fixtures ?? join(process.cwd(), 'fixtures');
  const file = join(folder, `${stem}.yaml`);
  const name = relative(process.cwd(), file);
  const made = fixtureText(operation, document);
  const reason = whyNot(operation, { folder, file, name }, config) ?? (made === undefined ? NO_SUCCESS : undefined);
  if (reason !== undefined || made === undefined) return { line: `no fixture: ${reason}`, variables: [] };
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFiles(new Map([[file, made.text]]));
  } catch (error) {
    throw importProblem(`cannot be written (${errorCode(error)})`, name, 'Set CONTRACT_FIXTURES to a writable folder');
  }
  return { line: `${name}: a fixture to start from`, variables: made.variables };
}

const NO_SUCCESS = 'the operation declares no success';

/** Why an import writes no fixture; undefined if it writes one. */
function whyNot(
  { method }: Operation,
  { folder, file, name }: { folder: string; file: string; name: string },
  { fixtures, settings, spec }: Config,
): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') {
    return `${method} carries credentials only on a disposable server, where the suite makes the body (--disposable)`;
  }
  // A fixture without its document is an error.
  if (settings.get('CONTRACT_SPEC')?.source === '--spec' && spec !== 'specs')
    return 'runs without --spec do not have the operation';
  if (fixtures === undefined && hasOtherFiles(folder)) {
    return 'fixtures/ contains other YAML files; set CONTRACT_FIXTURES to another folder';
  }
  return existsSync(file) ? `${name} has another operation` : undefined;
}
