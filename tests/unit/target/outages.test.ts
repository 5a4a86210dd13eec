import { describe, expect, test } from '@jest/globals';
import { createOutages } from '../../../src/target/outages.ts';

/** A recorder of outages whose clock shows the milliseconds since noon. */
function start() {
  let now = 0;
  const outages = createOutages(
    () => now,
    () => new Date(Date.UTC(2026, 0, 1, 12) + now),
  );
  return { outages, at: (ms: number) => ((now = ms), outages) };
}

const from = (seconds: string): string => `2026-01-01T12:00:${seconds}Z`;

describe('an outage', () => {
  test('lasts from the first failure to the next response, if the status request failed', () => {
    const { outages, at } = start();
    at(2000).failed();
    at(2100).failed();
    at(2200).unreachable();
    at(8000).unreachable();
    at(16_240).answered(10);
    at(20_000).answered(10);
    expect(outages.list()).toEqual([{ from: from('02.000'), seconds: 14.2, ended: true }]);
  });

  test('of which the status request is the first failure begins with it', () => {
    const { outages, at } = start();
    at(1000).unreachable();
    at(3000).answered(0);
    expect(outages.list()).toEqual([{ from: from('01.000'), seconds: 2, ended: true }]);
  });

  test('is recorded as well if requests of two operations wait for a gateway', () => {
    const { outages, at } = start();
    at(0).failed();
    at(0).waits('GET /a');
    at(0).waits('GET /a');
    at(1500).answered(1);
    at(5000).failed();
    at(5000).waits('GET /a');
    at(5000).waits('GET /b');
    at(7000).answered(1);
    expect(outages.list()).toEqual([{ from: from('05.000'), seconds: 2, ended: true }]);
  });

  test('does not end with the response to a request that began before it', () => {
    const { outages, at } = start();
    at(1000).unreachable();
    at(2000).answered(1500);
    at(4000).answered(5);
    expect(outages.list()).toEqual([{ from: from('01.000'), seconds: 3, ended: true }]);
  });

  test('of less than a second is not recorded', () => {
    const { outages, at } = start();
    at(0).unreachable();
    at(999).answered(1);
    expect(outages.list()).toEqual([]);
  });

  test('of one operation whose requests fail is not recorded', () => {
    const { outages, at } = start();
    at(0).failed();
    at(30_000).failed();
    at(60_000).answered(1);
    expect(outages.list()).toEqual([]);
  });

  test('that does not end lasts until the end of the run', () => {
    const { outages, at } = start();
    at(0).unreachable();
    at(1000).answered(1);
    at(2000).unreachable();
    at(92_000);
    expect(outages.list()).toEqual([
      { from: from('00.000'), seconds: 1, ended: true },
      { from: from('02.000'), seconds: 90, ended: false },
    ]);
  });
});
