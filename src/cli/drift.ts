import { driftOf, isBreaking } from '../drift/drift.ts';
import { Problem } from '../problem.ts';
import { type Compared, driftMarkdown, driftText } from '../report/drift.ts';
import type { Terminal } from '../report/terminal.ts';
import { jsonText } from '../report/contract-json.ts';
import { loadTargetContract, servedUrl } from '../target/contract-loader.ts';
import type { Format, Request } from './request.ts';
import { show } from './printing.ts';
import { configured, withTarget } from './with-target.ts';
import { terminalOf } from './terminal.ts';

/**
 * Compares the document that the target serves with the published contract.
 *
 * @returns exit code 1 if clients of the published contract may break, 3 if something could not be compared
 */
export function drift(request: Extract<Request, { command: 'drift' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const config = configured(request, env);
  if (config.spec === 'served') {
    throw new Problem({
      code: 'drift',
      message: 'the served document cannot be compared with itself',
      where: config.settings.get('CONTRACT_SPEC')?.source ?? 'default',
      fix: 'Set CONTRACT_SPEC to the published contract, or unset it for specs/',
    });
  }
  return withTarget(config, async (connection) => {
    const published = await loadTargetContract(config, connection, config.spec);
    const served = await loadTargetContract(config, connection, 'served');
    const compared = { published: config.spec, served: servedUrl(connection), drift: driftOf(published, served) };
    return show(rendered(compared, request.format, terminalOf(env)), request.format, env);
  });
}

function rendered(compared: Compared, format: Format, terminal: Terminal): { text: string; exitCode: number } {
  const written = {
    text: () => driftText(compared, terminal),
    markdown: () => driftMarkdown(compared),
    json: () => `${jsonText(compared, 2)}\n`,
  };
  const { drift: found } = compared;
  const isInDoubt = found.notCompared.length > 0 || found.compared.length === 0;
  return { text: written[format](), exitCode: isBreaking(found) ? 1 : isInDoubt ? 3 : 0 };
}
