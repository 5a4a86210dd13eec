/** `true` in the published package: build.ts replaces it. It does not exist in a clone. */
declare const PACKED: true | undefined;

/** True in the published package, which has no sources and no dependencies. */
export const IS_PACKED = typeof PACKED !== 'undefined';

/** How to start a command of the suite, for messages. A run without a command needs no `--`. */
export const COMMAND = IS_PACKED ? 'npx infisical-contract' : 'npm run contract --';
