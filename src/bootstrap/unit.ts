import { randomBytes } from 'node:crypto';
import type { OptionName } from '../config/options.ts';
import type { Owner } from './administrator.ts';
import { type Api, Refusal } from './api.ts';
import type { Removal } from './state.ts';

/** Values that later units need, by the names that paths and bodies use. */
export type Known = Readonly<Record<string, string>>;

/** What units are made with. */
export interface Kit {
  api: Api;
  owner: Owner;
  known: Known;
  /** Records what was made, before anything else is sent. */
  made(what: string, removal: Removal): void;
}

/** Something that bootstrap makes. */
export interface Unit {
  name: string;
  /** The unit that it belongs to, with which it is made again. */
  needs?: string;
  /** The variables that it sets. */
  variables: readonly OptionName[];
  /** @throws Refusal */
  make(kit: Kit): Promise<{ known?: Known; variables?: Readonly<Partial<Record<OptionName, string>>> }>;
}

/** A name that nothing else has. */
export const newName = (): string => `contract-${randomBytes(4).toString('hex')}`;

/** Tokens that may make something, in order. */
export const tokensOf = ({ owner }: Kit): string[] =>
  [owner.user, owner.identity].filter((token) => token !== undefined);

/**
 * A value of an earlier unit.
 *
 * @throws Refusal if that unit could not be made
 */
export function needed({ known }: Kit, name: string): string {
  const value = known[name];
  if (value !== undefined) return value;
  throw new Refusal(`it needs the ${NAMED[name] ?? name}, which could not be made`);
}

const NAMED: Readonly<Record<string, string>> = {
  projectId: 'project',
  projectSlug: 'project',
  environment: 'environment',
  organizationId: 'organization',
};
