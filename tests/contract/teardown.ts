import { handedOver } from '../../src/run/handover.ts';

/** Ends the record and closes the connection. An error of the record has already failed the tests that awaited it. */
export default async function teardown(): Promise<void> {
  await handedOver()
    ?.finish()
    .catch(() => undefined);
  await handedOver()?.close();
}
