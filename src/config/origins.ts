/** Origins of cases that the suite sends. */
export const ORIGINS = ['fixture', 'derived', 'hostile', 'explored', 'lifecycle'] as const;

export type Origin = (typeof ORIGINS)[number];

/** Origins of all cases, including recorded exchanges. */
export type CaseOrigin = Origin | 'recorded';
