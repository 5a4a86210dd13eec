import { handedOver, handOver } from '../../src/run/handover.ts';

/** Opens a run if Jest was started directly. Its configuration then comes only from the environment. */
export default async function setup(): Promise<void> {
  if (handedOver() !== undefined) return;
  const { openRun } = await import('../../src/run/open-run.ts');
  handOver(await openRun({ env: process.env, flags: {}, directory: process.cwd() }));
}
