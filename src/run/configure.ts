import { fileURLToPath } from 'node:url';
import { type Config, readConfig } from '../config/config.ts';
import type { Sources } from '../config/settings.ts';

/** Folder of the project: specs/ and fixtures/ belong to it. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Reads the configuration with the project's own embedded.env. */
export const configure = (sources: Sources): Config => readConfig(sources, `${PROJECT}fixtures`);
