import { handedOver } from '../../src/run/handover.ts';

/** Ends the record and closes the connection. A record that failed has failed the tests that waited for it. */
export default async function teardown(): Promise<void> {
  await handedOver()
    ?.finish()
    .catch(() => undefined);
  await handedOver()?.close();
}
