import { type Config, readConfig } from '../config/config.ts';
import type { EmbeddedTarget } from '../embedded/server.ts';
import { connect, type Connection } from '../target/connection.ts';
import { onInterrupted } from './interruption.ts';
import type { Request } from './request.ts';

/** Reads the configuration from the flags of a request, the environment and dotenv files. */
export const configured = ({ flags }: Extract<Request, { flags: unknown }>, env: NodeJS.ProcessEnv): Config =>
  readConfig({ env, flags, directory: process.cwd() });

/**
 * Connects to the target, and closes the connection afterwards.
 *
 * @param use gets the connection, and a function to call once there is something to report: an interruption before that
 * ends the process at once
 * @param interrupted printed on such an interruption
 * @param running an embedded target that remains open
 */
export async function withTarget(
  config: Config,
  use: (connection: Connection, ready: () => void) => Promise<number>,
  interrupted = 'the run was interrupted before the first case was sent',
  running?: EmbeddedTarget,
): Promise<number> {
  const ready = onEarlyInterruption(interrupted);
  const onWait = (baseUrl: string): void => {
    process.stderr.write(`waiting for ${baseUrl}, ${config.waitMs / 1000} s at most\n`);
  };
  try {
    const connection = await connect(config, onWait, running);
    try {
      return await use(connection, ready);
    } finally {
      await connection.close();
    }
  } finally {
    ready();
  }
}

/** Ends the process at once on an interruption, because there is nothing to report yet. */
const onEarlyInterruption = (text: string): (() => void) =>
  onInterrupted(() => {
    process.stderr.write(`${text}\n`);
    process.exit(3);
  });
