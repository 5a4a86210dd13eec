import type { Session } from './session.ts';

/** Key under which the session is passed to Jest, which has its own copies of all modules. */
const KEY = Symbol.for('infisical-contract.session');

const shared = globalThis as { [KEY]?: Session | undefined };

/** Passes a session to Jest; undefined removes it. */
export function handOver(session: Session | undefined): void {
  shared[KEY] = session;
}

/** The session that was passed; undefined if Jest was started on its own. */
export const handedOver = (): Session | undefined => shared[KEY];
