import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Variables that Node, Jest and the browser tests need. Others, such as a proxy or a token, would change results. */
const KEPT = ['PATH', 'HOME', 'NODE_ENV', 'NODE_OPTIONS', 'CHROMIUM'];

/**
 * Isolates the environment variables of the tests, including Jest's workers, and sets a separate folder for temporary
 * files, which `own-environment-removed.ts` removes.
 */
export default function setUp(): void {
  // Jest calls this once for each project.
  if (process.env.TMPDIR?.includes('infisical-contract-') === true) return;
  const folder = mkdtempSync(join(tmpdir(), 'infisical-contract-'));
  for (const name of Object.keys(process.env)) {
    if (!KEPT.includes(name)) Reflect.deleteProperty(process.env, name);
  }
  process.env.TMPDIR = folder;
}
