import { readFileSync } from 'node:fs';

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

/** The suite's own name and version, as reports and the user agent give them. */
export const SUITE = { name, version } as const;
