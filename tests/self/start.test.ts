import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { start } from './command.ts';
import { temporaryFolder } from './judge.ts';

/** A copy of the clone, in a folder whose name has a meaning in URLs. */
let clone: string;
beforeEach(() => {
  clone = join(temporaryFolder(), 'a #1 %41');
  for (const name of ['src', 'start.js', 'package.json', 'package-lock.json', 'jest.config.ts', 'tsconfig.json']) {
    cpSync(name, join(clone, name), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
});

const version = () => start([join(clone, 'start.js'), '--version']).ended;
const bundles = () => readdirSync(join(clone, '.bundle'));
const VERSION = `${(JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version}\n`;

describe('the start of a clone', () => {
  test('bundles the sources once, and again after a change', async () => {
    expect(await version()).toMatchObject({ exitCode: 0, stdout: VERSION, stderr: '' });
    const [first] = bundles();
    expect((await version()).stdout).toBe(VERSION);
    expect(bundles()).toEqual([first]);
    const source = join(clone, 'src/client/suite.ts');
    writeFileSync(
      source,
      readFileSync(source, 'utf8').replace('{ name, version } as const', "{ name, version: '9.9.9' } as const"),
    );
    expect((await version()).stdout).toBe('9.9.9\n');
    expect(bundles()).toHaveLength(2);
  });

  test('deletes a bundle that was not used for a day', async () => {
    await version();
    const [old = ''] = bundles();
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(join(clone, '.bundle', old), longAgo, longAgo);
    utimesSync(join(clone, 'start.js'), longAgo, longAgo);
    await version();
    expect(bundles()).toHaveLength(1);
    expect(bundles()).not.toContain(old);
  });

  test('works if no bundle can be written', async () => {
    writeFileSync(join(clone, '.bundle'), '');
    expect(await version()).toMatchObject({ exitCode: 0, stdout: VERSION });
  });

  test.each([
    [
      'packages are missing',
      () => rmSync(join(clone, 'node_modules')),
      /^node_modules: a package is missing\. Run npm ci\. \[start\]\n$/,
    ],
    [
      'a source is invalid',
      () => writeFileSync(join(clone, 'src/problem.ts'), 'const ='),
      /^src: Build failed .*problem\.ts:1:\d+: ERROR/s,
    ],
  ])('ends with 2 and says why if %s', async (_what, damage, line) => {
    damage();
    const { exitCode, stderr } = await version();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(line);
  });
});
