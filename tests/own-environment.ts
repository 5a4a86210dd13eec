import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Node, Jest and the browser tests need. Anything else, such as a proxy or a token, would change results. */
const KEPT = ['PATH', 'HOME', 'NODE_ENV', 'NODE_OPTIONS', 'CHROMIUM'];

/**
 * Gives the tests an environment of their own, also in Jest's workers, and a folder of their own for temporary files,
 * which `own-environment-removed.ts` removes.
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
