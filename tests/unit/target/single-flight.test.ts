import { expect, test } from '@jest/globals';
import { singleFlight } from '../../../src/target/single-flight.ts';

test('calls before a run begins share it, and calls during a run share the next', async () => {
  let [runs, end]: [number, () => void] = [0, () => undefined];
  const call = singleFlight(async () => {
    const run = ++runs;
    await new Promise<void>((resolve) => (end = resolve));
    return run;
  });
  const first = [call(), call()];
  await Promise.resolve();
  expect(runs).toBe(1);
  const second = [call(), call()];
  await Promise.resolve();
  expect(runs).toBe(1);
  end();
  expect(await Promise.all(first)).toEqual([1, 1]);
  await Promise.resolve();
  end();
  expect(await Promise.all(second)).toEqual([2, 2]);
});

test('a run that fails does not prevent the next one', async () => {
  let runs = 0;
  const call = singleFlight(() => (++runs === 1 ? Promise.reject(new Error('failed')) : Promise.resolve(runs)));
  await expect(call()).rejects.toThrow('failed');
  expect(await call()).toBe(2);
});
