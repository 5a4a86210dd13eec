import { readFileSync } from 'node:fs';
import { PROJECT } from '../config/project.ts';

const { name, version } = JSON.parse(readFileSync(`${PROJECT}package.json`, 'utf8')) as {
  name: string;
  version: string;
};

/** Name and version of the suite, for reports and the User-Agent field. */
export const SUITE = { name, version } as const;
