/** Finds the lines of the values of a text. */
export interface LineIndex {
  /**
   * The line, from 1, of the value at a JSON pointer, or of its nearest ancestor. A property has the line of its key.
   */
  lineOf(pointer: string): number;
}

/** Returns the line, from 1, of an offset in a text. */
export function createLineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
