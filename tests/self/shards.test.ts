import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { contract } from './command.ts';

describe('several shards', () => {
  const shard = async (part: string) => join((await contract(['--shard', part])).reports, 'contract.json');

  test('are merged into one report', async () => {
    const parts = await Promise.all(['1/2', '2/2'].map(shard));
    const { exitCode, reports } = await contract(['merge', ...parts]);
    const [whole, ...each] = [join(reports, 'contract.json'), ...parts].map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as ContractJson,
    );
    expect(exitCode).toBe(0);
    expect(whole?.counts.cells).toBe(28);
    expect(whole?.cases.length).toBe(each.reduce((sum, { cases }) => sum + cases.length, 0));
    const missing = await contract(['merge', parts[0] ?? '']);
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: 'merge: shard 2/2 is missing. Specify the contract.json of every shard. [merge]\n',
    });
    const doubled = await contract(['merge', parts[0] ?? '', parts[0] ?? '']);
    expect(doubled.exitCode).toBe(2);
    expect(doubled.stderr).toContain('is shard 1/2, as is ');
  });

  test.each([
    ['3/2', 'which is not a valid shard'],
    ['0/2', 'which is not a valid shard'],
    ['9/9', 'has none of the 4 operations'],
  ])('cannot include %s', async (part, message) => {
    const { exitCode, stderr } = await contract(['--shard', part]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
