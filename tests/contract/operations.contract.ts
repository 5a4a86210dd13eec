import { describe, expect, test } from '@jest/globals';
import { failuresOf } from '../../src/report/causes.ts';
import type { Session } from '../../src/run/session.ts';

declare const run: Session;

describe.each(run.contents)('$operation', ({ statuses }) => {
  describe.each(statuses)('$status', ({ cases }) => {
    for (const { name, one } of cases) {
      const testOrSkip = one.missing.length === 0 ? test : test.skip;
      testOrSkip(name, async () => expect(failuresOf(await run.verdictOf(one))).toEqual([]));
    }
  });
});

test('something was proved', async () => {
  const { evaluation } = await run.finish();
  expect(evaluation.successes).not.toEqual([]);
});
