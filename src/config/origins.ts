/** Who makes a case: a fixture, or the suite from the contract, with odd strings, or by drawing. */
export const ORIGINS = ['fixture', 'derived', 'hostile', 'explored'] as const;

export type Origin = (typeof ORIGINS)[number];
