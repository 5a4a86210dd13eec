import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../client/client.ts';
import { configuredRedactor } from '../client/credentials.ts';
import type { Redact } from '../client/redaction.ts';
import type { Config } from '../config/config.ts';
import { type EmbeddedTarget, startEmbedded } from '../embedded/server.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { requestStatus } from './target.ts';

/** A connection to the target. */
export interface Connection {
  client: Client;
  /** Origin and base path without a trailing slash. */
  baseUrl: string;
  /** The time limit of the run. */
  deadline: Deadline;
  /** Redacts every configured credential: a server may return a credential of an earlier run. */
  redact: Redact;
  /** Closes all connections, and the embedded target if it was started. Further calls have no effect. */
  close(): Promise<void>;
}

/**
 * Connects to the configured target, or starts the embedded one if none is configured.
 *
 * @param onWait called with the base URL before the target is waited for
 * @param running an embedded target that is already running, and that remains open after the connection
 */
export async function connect(
  config: Config,
  onWait: (baseUrl: string) => void = () => undefined,
  running?: EmbeddedTarget,
): Promise<Connection> {
  const configured = config.target.baseUrl;
  const embedded = configured === undefined ? (running ?? (await startEmbedded())) : undefined;
  const baseUrl = embedded?.baseUrl ?? configured ?? '';
  const deadline = startDeadline(config);
  const client = createClient({ ...config, direct: embedded?.baseUrl, signal: deadline.signal });
  const end = async (): Promise<void> => {
    deadline.stop();
    client.close();
    if (embedded !== running) await embedded?.close();
  };
  let ended: Promise<void> | undefined;
  const close = (): Promise<void> => (ended ??= end());
  try {
    await deadline.within(untilUp(client, baseUrl, config.waitMs, onWait));
  } catch (error) {
    await close();
    throw error;
  }
  return { client, baseUrl, deadline, redact: configuredRedactor(config), close };
}

type Waiting = (baseUrl: string) => void;

/** Interval at which a server that is starting is polled. */
const POLL_EVERY_MS = 500;

/**
 * Waits until the server responds. A 5xx does not count, because a gateway may send it while the server is starting.
 */
async function untilUp(client: Client, baseUrl: string, waitMs: number, onWait: Waiting): Promise<void> {
  let isWaiting = false;
  for (const end = performance.now() + waitMs; performance.now() < end;) {
    const reply = await requestStatus(client, baseUrl);
    if (reply.kind === 'response' && reply.status < 500) return;
    if (!isWaiting) onWait(baseUrl);
    isWaiting = true;
    await sleep(POLL_EVERY_MS);
  }
}
