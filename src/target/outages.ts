/** A period in which the target did not respond, and requests waited for it. */
export interface Outage {
  /** When the first request failed, ISO 8601 in UTC. */
  from: string;
  /** Seconds until the next response of the target, or until the end of the run. */
  seconds: number;
  /** False if the target did not respond again before the end of the run. */
  ended: boolean;
}

/** Duration of the shortest outage that is recorded. */
const SHORTEST_MS = 1000;

/**
 * Records the outages of a run. An outage begins with the first request that fails: a transport error, or the 502, 503
 * or 504 of a gateway. It ends with the next response to a request that began later. Throttling is a response.
 *
 * One operation that fails is not an outage. The status request must fail as well, or requests of two operations must
 * wait for the `Retry-After` of a gateway.
 */
export interface Outages {
  /** A request failed. */
  failed(): void;
  /** The target responded, after a number of milliseconds. */
  answered(durationMs: number): void;
  /** A request of an operation failed, and the run waits for it. */
  waits(operation: string): void;
  /** The status request failed. */
  unreachable(): void;
  /** The outages of at least one second, in order. One that has not ended lasts until now. */
  list(): Outage[];
}

/** An outage that may not have ended. */
interface Open {
  from: string;
  began: number;
  operations: Set<string>;
  isConfirmed: boolean;
}

/**
 * @param now a clock in milliseconds that is never set back
 * @param date the time of day
 */
export function createOutages(now = (): number => performance.now(), date = (): Date => new Date()): Outages {
  const past: Outage[] = [];
  let open: Open | undefined;
  const begun = (): Open =>
    (open ??= { from: date().toISOString(), began: now(), operations: new Set(), isConfirmed: false });
  const untilNow = (ended: boolean): Outage[] => {
    if (open === undefined) return [];
    const { from, began, operations, isConfirmed } = open;
    const ms = now() - began;
    if (ms < SHORTEST_MS || (!isConfirmed && operations.size < 2)) return [];
    return [{ from, seconds: Math.round(ms / 100) / 10, ended }];
  };
  return {
    failed: () => void begun(),
    answered(durationMs) {
      if (open === undefined || now() - durationMs < open.began) return;
      past.push(...untilNow(true));
      open = undefined;
    },
    waits: (operation) => void open?.operations.add(operation),
    unreachable() {
      begun().isConfirmed = true;
    },
    list: () => [...past, ...untilNow(false)],
  };
}
