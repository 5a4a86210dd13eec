import { errorCode } from '../client/error-code.ts';
import { COMMAND } from '../config/packed.ts';
import { PROJECT } from '../config/project.ts';
import { dotenvFile } from '../config/settings.ts';
import { startEmbedded } from '../embedded/server.ts';
import { Problem } from '../problem.ts';
import { onInterrupted } from './interruption.ts';

/**
 * Starts the embedded target, prints a curl line that works, and serves until it is interrupted.
 *
 * @param text port on loopback; `0` is a free one
 * @param isEmpty true: it has no data, so that it can be set up
 * @throws Problem `port-in-use` if the port is taken
 */
export async function serveEmbedded(text: string, isEmpty: boolean): Promise<number> {
  const port = portNumber(text);
  const target = await startEmbedded(port, isEmpty ? 'bootstrap' : undefined).catch((error: unknown) => {
    throw new Problem({
      code: 'port-in-use',
      message: `cannot listen on port ${port} (${errorCode(error)})`,
      where: '--port',
      fix: 'Choose another port, or omit --port to use a free one',
    });
  });
  const token = dotenvFile(`${PROJECT}fixtures`, 'embedded.env').get('CONTRACT_TOKEN')?.value;
  process.stdout.write(
    [
      `embedded target at ${target.baseUrl}; Ctrl-C ends it`,
      isEmpty
        ? `${COMMAND} bootstrap --base-url ${target.baseUrl} --disposable ${new URL(target.baseUrl).host}`
        : `curl -sS -H 'authorization: Bearer ${token}' '${target.baseUrl}/api/v1/groups'`,
      '',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => onInterrupted(resolve));
  await target.close();
  return 0;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65536) return port;
  throw new Problem({
    code: 'command-line',
    message: `${JSON.stringify(text)} is not a valid port`,
    where: '--port',
    fix: 'Use a number below 65536',
  });
}
