import { describe, expect, test } from '@jest/globals';
import { createExclusiveLock } from '../../../src/target/exclusive-lock.ts';

/** Work that records its start and end, and that ends on demand. */
function work(name: string, log: string[]) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async (): Promise<string> => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the exclusive lock', () => {
  test('runs shared work concurrently', async () => {
    const [lock, log]: [ReturnType<typeof createExclusiveLock>, string[]] = [createExclusiveLock(), []];
    const [a, b] = [work('a', log), work('b', log)];
    const both = Promise.all([lock.shared(a.run), lock.shared(b.run)]);
    await settled();
    expect(log).toEqual(['a begins', 'b begins']);
    a.end();
    b.end();
    expect(await both).toEqual(['a', 'b']);
  });

  test('runs exclusive work after running work, and before later work', async () => {
    const [lock, log]: [ReturnType<typeof createExclusiveLock>, string[]] = [createExclusiveLock(), []];
    const [a, alone, later] = [work('a', log), work('alone', log), work('later', log)];
    const all = [lock.shared(a.run), lock.exclusive(alone.run)];
    await settled();
    all.push(lock.shared(later.run));
    await settled();
    expect(log).toEqual(['a begins']);
    a.end();
    await settled();
    expect(log).toEqual(['a begins', 'a ends', 'alone begins']);
    alone.end();
    await settled();
    expect(log.slice(3)).toEqual(['alone ends', 'later begins']);
    later.end();
    expect(await Promise.all(all)).toEqual(['a', 'alone', 'later']);
  });

  test('runs one piece of exclusive work at a time', async () => {
    const [lock, log]: [ReturnType<typeof createExclusiveLock>, string[]] = [createExclusiveLock(), []];
    const [a, b] = [work('a', log), work('b', log)];
    const both = [lock.exclusive(a.run), lock.exclusive(b.run)];
    await settled();
    expect(log).toEqual(['a begins']);
    a.end();
    b.end();
    await Promise.all(both);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('is released after work that failed', async () => {
    const lock = createExclusiveLock();
    await expect(lock.exclusive(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(lock.shared(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await lock.exclusive(() => Promise.resolve('free'))).toBe('free');
    expect(await lock.shared(() => Promise.resolve('free'))).toBe('free');
  });
});
