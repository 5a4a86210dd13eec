import { rmSync } from 'node:fs';

/** Removes the folder for temporary files of the tests. */
export default function tearDown(): void {
  if (process.env.TMPDIR?.includes('infisical-contract-')) rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
