import { handedOver } from '../../src/run/handover.ts';

/** Ends the record and lets go of the target. */
export default async function teardown(): Promise<void> {
  await handedOver()?.finish();
  await handedOver()?.close();
}
