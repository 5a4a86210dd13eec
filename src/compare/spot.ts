import type { Phrase } from '../client/phrase.ts';
import type { Counterparts } from './counterparts.ts';
import { shown } from './form.ts';

/** How two bodies are compared. */
export interface BodyContext {
  /** True: values are compared, too. */
  comparesValues: boolean;
  /** True for the body of an error, whose texts are words for people. */
  isError: boolean;
  /** True if both servers have the same data, so that lists have the same items. */
  isSharing: boolean;
  /** When the comparison began, in milliseconds since the epoch. Its requests may add items that are made later. */
  startedAt: number;
  /** When the latest item was made that both servers have, likewise; undefined if they have none. */
  latestCommon: number | undefined;
  counterparts: Pick<Counterparts, 'areSame' | 'areAlike' | 'alikeOf' | 'ofB' | 'inWordsOfA'>;
  /** The texts of numbers that a double may not represent exactly, by pointer (RFC 8259, section 6). */
  numbers: readonly [a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>];
}

/** A place in both bodies. */
export interface Spot {
  pointer: string;
  /** Its pointer in the body of b, whose items may have another order. */
  inB: string;
  /** Name of the property. */
  name: string;
  /** True if both describe the same resource, or two that were made alike. Others may differ in their data. */
  isSame: boolean;
  /** Properties that all items of a list of a have, and none of that of b. */
  lost?: ReadonlySet<string>;
}

/** The place of a difference. */
export const at = ({ pointer }: Spot) => ({ pointer, field: '' });

/** What both sides have, as shapes. */
export const shapes = (a: unknown, b: unknown): { a: Phrase; b: Phrase } => ({ a: shown(a), b: shown(b) });
