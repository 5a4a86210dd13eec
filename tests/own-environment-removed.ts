import { rmSync } from 'node:fs';

/** Removes what the tests left in their folder for temporary files. */
export default function tearDown(): void {
  if (process.env.TMPDIR?.includes('infisical-contract-')) rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
