import type { Session } from './session.ts';

/** Key under which the run is handed to Jest, whose modules are not ours. */
const KEY = Symbol.for('infisical-contract.session');

const shared = globalThis as { [KEY]?: Session | undefined };

/** Hands a run over, or takes it back. */
export function handOver(session: Session | undefined): void {
  shared[KEY] = session;
}

/** The run that was handed over; undefined where Jest was started by itself. */
export const handedOver = (): Session | undefined => shared[KEY];
