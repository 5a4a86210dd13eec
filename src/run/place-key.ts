import type { DocumentPlace } from '../contract/operations.ts';

/** How records and reports name a place of the contract. */
export const placeKey = ({ document, pointer }: DocumentPlace): string => `${document}#${pointer}`;
