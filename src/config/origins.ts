/** Who makes a case: a fixture, or the suite from the contract, with odd strings, or by drawing. */
export const ORIGINS = ['fixture', 'derived', 'hostile', 'explored'] as const;

export type Origin = (typeof ORIGINS)[number];

/** The same, and who recorded what the suite has not asked. */
export type CaseOrigin = Origin | 'recorded';
