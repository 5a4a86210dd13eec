import { describe, expect, test } from '@jest/globals';
import { readSides } from '../../../src/config/sides.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

const OLD = 'CONTRACT_BASE_URL=https://old.test\nCONTRACT_TOKEN=token-of-old\n';
const NEW = 'CONTRACT_BASE_URL=https://new.test:8443\nCONTRACT_TOKEN=token-of-new\n';
const FILES = { '.env.old': OLD, '.env.new': NEW };

/** Reads the configurations of two servers. */
function read(
  sides: [a: string, b: string],
  {
    env = {},
    flags = {},
    disposable = [],
    dotenv = FILES,
  }: {
    env?: Record<string, string>;
    flags?: Record<string, string>;
    disposable?: string[];
    dotenv?: Record<string, string>;
  } = {},
) {
  return readSides({ env, flags, disposable, sides, directory: files(dotenv) });
}

describe('the servers of a comparison', () => {
  test('are the targets of dotenv files, each with its own values', () => {
    const { a, b } = read(['old', 'new']);
    expect(a.target).toEqual({ name: 'old', baseUrl: 'https://old.test' });
    expect(a.credentials.tokens.token).toBe('token-of-old');
    expect(b.target).toEqual({ name: 'new', baseUrl: 'https://new.test:8443' });
    expect(b.credentials.tokens.token).toBe('token-of-new');
  });

  test('are servers with base URLs, to which the general values apply', () => {
    const dotenv = { '.env': 'CONTRACT_TOKEN=token-of-both\n' };
    const { a, b } = read(['https://old.test/', 'https://new.test:8443'], { dotenv });
    expect(a.target).toEqual({ name: 'old.test', baseUrl: 'https://old.test' });
    expect(b.target).toEqual({ name: 'new.test:8443', baseUrl: 'https://new.test:8443' });
    expect([a, b].map(({ credentials }) => credentials.tokens.token)).toEqual(['token-of-both', 'token-of-both']);
  });

  test('may be the same one, with a warning', () => {
    const warnings = ({ a, b }: ReturnType<typeof read>) => [...a.warnings, ...b.warnings];
    expect(warnings(read(['old', 'https://old.test']))).toEqual(['a and b are the same server: https://old.test']);
    expect(warnings(read(['old', 'new']))).toEqual([]);
    expect(warnings(read(['embedded', 'embedded']))).toEqual([]);
  });

  test('may be the embedded target, with its own values', () => {
    const { a, b } = read(['embedded', 'new']);
    expect(a.target).toEqual({ name: 'embedded', baseUrl: undefined });
    expect(a.credentials.tokens.token).toMatch(/^embedded\./);
    expect(b.credentials.tokens.token).toBe('token-of-new');
  });

  test('both have the values of flags', () => {
    const { a, b } = read(['old', 'new'], { flags: { CONTRACT_CONCURRENCY: '3' } });
    expect([a, b].map(({ concurrency }) => concurrency)).toEqual([3, 3]);
  });
});

test('a server with a base URL has nothing of the target that .env names', () => {
  const dotenv = { '.env': 'CONTRACT_TARGET=old\n', '.env.old': `${OLD}CONTRACT_DISPOSABLE=old.test\n` };
  const { b } = read(['old', 'https://old.test'], { dotenv });
  expect([b.credentials.tokens.token, b.isDisposable]).toEqual([undefined, false]);
});

test('a dotenv file with credentials replaces all of the environment', () => {
  const dotenv = { ...FILES, '.env.new': 'CONTRACT_BASE_URL=https://new.test\nCONTRACT_USER_TOKEN=user-of-new\n' };
  const { b } = read(['old', 'new'], { dotenv, env: { CONTRACT_TOKEN: 'token-of-nobody' } });
  expect(b.credentials.tokens).toMatchObject({ token: undefined, user: 'user-of-new' });
});

describe('a variable of the environment', () => {
  test('does not replace that of a dotenv file, because it cannot be meant for both', () => {
    const { a, b } = read(['old', 'new'], { env: { CONTRACT_TOKEN: 'token-of-nobody', CONTRACT_CONCURRENCY: '3' } });
    expect([a, b].map(({ credentials }) => credentials.tokens.token)).toEqual(['token-of-old', 'token-of-new']);
    expect([a, b].map(({ concurrency }) => concurrency)).toEqual([3, 3]);
  });

  test.each([
    ['the environment', (values: Record<string, string>) => ({ env: values })],
    [
      'the general dotenv file',
      (values: Record<string, string>) => ({
        dotenv: {
          ...FILES,
          '.env': Object.entries(values)
            .map(([name, value]) => `${name}=${value}\n`)
            .join(''),
        },
      }),
    ],
  ])('that names one server is ignored in %s', (_where, given) => {
    const values = {
      CONTRACT_TARGET: 'other',
      CONTRACT_BASE_URL: 'https://other.test',
      CONTRACT_DISPOSABLE: 'other.test',
    };
    const { a, b } = read(['old', 'new'], given(values));
    expect([a, b].map(({ target }) => target.name)).toEqual(['old', 'new']);
    expect([a, b].map(({ isDisposable }) => isDisposable)).toEqual([false, false]);
  });
});

describe('a target without a file', () => {
  test.each<[what: string, dotenv: Record<string, string>, fix: RegExp]>([
    ['is an error with the nearest target', { ...FILES, '.env.old.bootstrap': '' }, /^Did you mean "old"\?/],
    ['does not name files that are not those of targets', { '.env.new.bootstrap': '', '.env.new': NEW }, /: new$/],
    ['can be made in a folder without targets', { '.env.example': '', '.env': '' }, /^Create it with init, or give/],
  ])('%s', (_what, dotenv, fix) => {
    const problem = problemOf(() => read(['odl', 'new'], { dotenv }));
    expect(problem).toMatchObject({ code: 'target-name', exitCode: 2, where: '.env.odl' });
    expect(problem.message).toContain('there is no target "odl"');
    expect(problem.fix).toMatch(fix);
  });
});

describe('a disposable server', () => {
  const both = ['old.test', 'new.test:8443'];

  test('is compared with another one by life cycles as well', () => {
    const { a, b } = read(['old', 'new'], { disposable: both });
    expect([a, b].map(({ isDisposable, origins }) => [isDisposable, origins.includes('lifecycle')])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect([...a.warnings, ...b.warnings]).toEqual([]);
  });

  test('may be named in its dotenv file', () => {
    const dotenv = {
      '.env.old': `${OLD}CONTRACT_DISPOSABLE=old.test\n`,
      '.env.new': `${NEW}CONTRACT_DISPOSABLE=new.test:8443\n`,
    };
    const { a, b } = read(['old', 'new'], { dotenv });
    expect([a, b].map(({ isDisposable }) => isDisposable)).toEqual([true, true]);
  });

  test('needs one option for two targets with the same host', () => {
    const dotenv = { '.env.old': OLD, '.env.new': `${OLD}CONTRACT_CONCURRENCY=1\n` };
    const { a, b } = read(['old', 'new'], { dotenv, disposable: ['old.test'] });
    expect([a, b].map(({ isDisposable }) => isDisposable)).toEqual([true, true]);
  });

  test.each<[disposable: string, warnings: readonly [a: string[], b: string[]]]>([
    ['old.test', [['life cycles are not compared, because b is not disposable'], []]],
    ['new.test:8443', [[], ['life cycles are not compared, because a is not disposable']]],
  ])('%s is not changed if the other one may not be', (host, warnings) => {
    const { a, b } = read(['old', 'new'], { disposable: [host] });
    expect([a, b].map(({ isDisposable, origins }) => [isDisposable, origins.includes('lifecycle')])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect([a.warnings, b.warnings]).toEqual(warnings);
  });

  test.each([
    ['of neither', ['old.test', 'new.test']],
    ['without its port', ['new.test']],
    ['in other letters', ['Old.test']],
  ])('whose host is written as that %s is an error', (_what, disposable) => {
    const problem = problemOf(() => read(['old', 'new'], { disposable }));
    expect(problem).toMatchObject({ code: 'disposable', exitCode: 2, where: '--disposable' });
    expect(problem.message).toContain(`"${disposable.at(-1) ?? ''}" is the host of neither server`);
    expect(problem.fix).toContain('old.test, new.test:8443');
  });

  test('is always the embedded target', () => {
    const problem = problemOf(() => read(['embedded', 'new'], { disposable: ['old.test'] }));
    expect(problem.fix).toContain('the embedded target always is, new.test:8443');
    const { a, b } = read(['embedded', 'new'], { disposable: ['new.test:8443'] });
    expect([a, b].map(({ isDisposable }) => isDisposable)).toEqual([true, true]);
  });
});
