import { fileURLToPath } from 'node:url';

/** Folder of the project, with a trailing slash: specs/ and fixtures/ belong to it. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
