import { fileURLToPath } from 'node:url';

/** Folder of the project, with a trailing slash. It contains specs/ and fixtures/. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
