/** Maximum number of operations whose matrix is seen at a glance, so that it comes before the deviations. */
export const MOST_GLANCED = 12;

/** Maximum number of lines of a report in the terminal, unless all are wanted. */
export const MAX_LINES = 60;
