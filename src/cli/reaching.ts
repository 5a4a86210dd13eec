import { type Config, readConfig } from '../config/config.ts';
import { connect, type Connection } from '../target/connection.ts';
import { onInterrupted } from './interruption.ts';
import type { Request } from './request.ts';

/** The configuration that a request gives, with the environment and dotenv files. */
export const configured = ({ flags }: Extract<Request, { flags: unknown }>, env: NodeJS.ProcessEnv): Config =>
  readConfig({ env, flags, directory: process.cwd() });

/**
 * Does what needs a target, and lets go of it.
 *
 * @param use is told by what it says that there is something to report: until then an interruption ends all at once
 */
export async function reaching(
  config: Config,
  use: (connection: Connection, ready: () => void) => Promise<number>,
): Promise<number> {
  const ready = onEarlyInterruption();
  const connection = await connect(config);
  try {
    return await use(connection, ready);
  } finally {
    await connection.close();
  }
}

/** An interruption ends what has nothing to report yet at once. */
const onEarlyInterruption = (): (() => void) =>
  onInterrupted(() => {
    process.stderr.write('the run was interrupted before anything was asked\n');
    process.exit(3);
  });
