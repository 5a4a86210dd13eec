import { member, toPointer, toTokens } from './pointer.ts';
import type { ContractSource } from './sources.ts';

/** A place in the text of a contract. */
export interface Place {
  source: ContractSource;
  /** JSON pointer into the text, as written. It does not pass through a `$ref`. */
  pointer: string;
}

/** Places of the members of linked objects whose text is not below the text of their object. */
export interface Places {
  /**
   * @param within place that contains the parts of the member: the target of a `$ref`
   * @param at place of the member itself; undefined: below its object
   */
  move(holder: object, token: string, within: Place, at?: Place): void;
  /** The place of a pointer into the linked form of a document. */
  find(root: Place & { linked: unknown }, pointer: string): Place;
}

export function createPlaces(): Places {
  const moved = new WeakMap<object, Map<string, { within: Place; at: Place | undefined }>>();
  return {
    move(holder, token, { source, pointer }, at) {
      const known = moved.get(holder) ?? new Map<string, { within: Place; at: Place | undefined }>();
      moved.set(holder, known.set(token, { within: { source, pointer }, at }));
    },
    find({ source, pointer: start, linked }, pointer) {
      let at: Place = { source, pointer: start };
      let within = at;
      let value = linked;
      for (const token of toTokens(pointer)) {
        const move = typeof value === 'object' && value !== null ? moved.get(value)?.get(token) : undefined;
        at = move?.at ?? { source: within.source, pointer: within.pointer + toPointer([token]) };
        within = move?.within ?? at;
        value = member(value, token);
      }
      return at;
    },
  };
}
