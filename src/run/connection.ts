import { type Client, createClient } from '../client/client.ts';
import type { Config } from '../config/config.ts';
import { startEmbedded } from '../embedded/server.ts';

/** A way to the target. */
export interface Connection {
  client: Client;
  /** Origin and base path without a trailing slash. */
  baseUrl: string;
  /** Lets go of all connections, and of the embedded target where it was started. */
  close(): Promise<void>;
}

/** Makes a client for the configured target, and starts the embedded one where none is configured. */
export async function connect(config: Config): Promise<Connection> {
  const client = createClient(config);
  const configured = config.target.baseUrl;
  const embedded = configured === undefined ? await startEmbedded() : undefined;
  return {
    client,
    baseUrl: embedded?.baseUrl ?? configured ?? '',
    async close() {
      client.close();
      await embedded?.close();
    },
  };
}
