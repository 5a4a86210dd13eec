import { importOperation } from '../import/import-operation.ts';
import { print } from './printing.ts';
import { configured, withTarget } from './with-target.ts';
import type { Request } from './request.ts';
import { terminalOf } from './terminal.ts';

/**
 * Adds the document of one operation to the folder of the contract.
 *
 * @throws Problem if the operation does not exist, or the contract would be invalid with it
 */
export function runImport(request: Extract<Request, { command: 'import' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configured(request, env);
  return withTarget(config, async (connection) =>
    print(await importOperation(request, config, connection, terminalOf(env))),
  );
}
