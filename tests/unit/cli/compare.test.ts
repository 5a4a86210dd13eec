import { describe, expect, test } from '@jest/globals';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { problemOf } from '../problem-of.ts';

const read = (...words: string[]) => readCommandLine(['compare', ...words], {});

describe('the command line of a comparison', () => {
  test('names two servers', () => {
    expect(read('old', 'https://new.test')).toEqual({
      command: 'compare',
      sides: ['old', 'https://new.test'],
      flags: {},
      disposable: [],
      failOn: 'breaking',
      values: false,
      selection: { only: [], exclude: [], include: [] },
      ...{ quiet: false, verbose: false, har: false, force: false },
    });
  });

  test('takes the options of a run, and its own', () => {
    const words = ['--values', '--fail-on', 'any', '--only', 'groups', '--only', '404', '--exclude', '500', '--har'];
    expect(read('a', 'b', ...words, '--wait', '30', '--strict')).toMatchObject({
      ...{ failOn: 'any', values: true, har: true },
      selection: { only: ['groups', '404'], exclude: ['500'], include: [] },
      flags: { CONTRACT_WAIT_SECONDS: '30', CONTRACT_STRICT: '1' },
    });
  });

  test('takes --disposable once for each server, and does not pass it on as the option of a run', () => {
    const request = read('a', 'b', '--disposable', 'localhost:8081', '--disposable', 'localhost:8082');
    expect(request).toMatchObject({ disposable: ['localhost:8081', 'localhost:8082'], flags: {} });
  });

  test.each<[words: string[], message: string, fix: string]>([
    [[], 'compare needs a', 'Write compare <a> <b>'],
    [['old'], 'compare needs b', 'Write compare <a> <b>'],
    [['old', 'new', 'newer'], 'compare has too many arguments', 'Write compare <a> <b>'],
    [['a', 'b', '--fail-on', 'breking'], 'unknown value "breking" of --fail-on', 'Did you mean "breaking"?'],
    [['a', 'b', '--fail-on'], '--fail-on needs a value', 'Write it after the option'],
    [['a', 'b', '--value'], 'there is no option --value', 'Did you mean "--values"?'],
    [['a', 'b', '--target', 'c'], 'compare has no option --target', 'names or base URLs of both servers'],
    [['a', 'b', '--base-url', 'http://c'], 'compare has no option --base-url', 'names or base URLs of both servers'],
    [['a', 'b', '--list'], 'compare has no option --list', 'Omit it'],
    [['a', 'b', '--plan'], 'compare has no option --plan', 'Omit it'],
    [['a', 'b', '--watch'], 'compare has no option --watch', 'Omit it'],
  ])('%j is an error', (words, message, fix) => {
    const problem = problemOf(() => read(...words));
    expect(problem).toMatchObject({ code: 'command-line', exitCode: 2, where: 'command line' });
    expect(problem.message).toContain(message);
    expect(problem.fix).toContain(fix);
  });

  test('does not accept options of a run before its name either', () => {
    expect(() => readCommandLine(['--list', 'compare', 'a', 'b'], {})).toThrow('compare has no option --list');
  });
});
