import type { Sources } from '../config/settings.ts';
import { connect } from '../target/connection.ts';
import { readConfig } from '../config/config.ts';
import { planRun } from './planner.ts';
import { openSession, type Session } from './session.ts';

/**
 * Reads the configuration, connects, plans a run of all cases and opens its session.
 *
 * @throws Problem if the input is wrong or the target is not available
 */
export async function openRun(sources: Sources): Promise<Session> {
  const config = readConfig(sources);
  const connection = await connect(config);
  try {
    const plan = await planRun(config, connection, { only: [], exclude: [] });
    return await openSession(config, plan, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
