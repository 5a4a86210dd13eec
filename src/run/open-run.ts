import type { Sources } from '../config/settings.ts';
import { connect } from './connection.ts';
import { configure } from './configure.ts';
import { prepare } from './prepare.ts';
import { openSession, type Session } from './session.ts';

/**
 * Configures, connects and prepares a run of all cases.
 *
 * @throws Problem where the input is wrong or the target cannot be judged just now
 */
export async function openRun(sources: Sources): Promise<Session> {
  const config = configure(sources);
  const connection = await connect(config);
  try {
    const plan = await prepare(config, connection, { only: [], exclude: [] });
    return await openSession(config, plan, connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
