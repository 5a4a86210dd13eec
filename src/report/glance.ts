/** Maximum number of operations whose matrix is seen at a glance, so that it comes before the deviations. */
export const MOST_GLANCED = 12;
