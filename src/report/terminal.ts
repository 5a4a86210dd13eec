import type { Colors } from 'picocolors/types.js';

/** Properties of a terminal. */
export interface Terminal {
  colors: Colors;
  /** Columns at which prose is wrapped. Commands are not wrapped. */
  columns: number;
}
