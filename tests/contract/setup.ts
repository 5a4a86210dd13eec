import { handedOver, handOver } from '../../src/run/handover.ts';

/** Opens a run where Jest was started by itself; it then takes its configuration from the environment alone. */
export default async function setup(): Promise<void> {
  if (handedOver() !== undefined) return;
  const { openRun } = await import('../../src/run/open-run.ts');
  handOver(await openRun({ env: process.env, flags: {}, directory: process.cwd() }));
}
