/** Origins of cases that the suite sends. */
export const ORIGINS = ['fixture', 'derived', 'hostile', 'explored'] as const;

export type Origin = (typeof ORIGINS)[number];

/** All origins of cases, with those of recorded exchanges. */
export type CaseOrigin = Origin | 'recorded';
