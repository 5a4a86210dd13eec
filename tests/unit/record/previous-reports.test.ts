import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { keepPrevious } from '../../../src/record/previous-reports.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

/** Every file below a folder with its text. */
const tree = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => lstatSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

describe('the files of the previous run', () => {
  test.each<[what: string, before: Record<string, string>, after: Record<string, string>]>([
    [
      'replace all files of the run before it',
      {
        'contract.json': 'new',
        'contract.ndjson': 'new',
        'previous/contract.json': 'old',
        'previous/junit.xml': 'old',
        'previous/ctrf-report.json': 'old',
      },
      { 'previous/contract.json': 'new', 'previous/contract.ndjson': 'new' },
    ],
    [
      'are the only files that change',
      { 'summary.md': 'new', 'mine.txt': 'mine', 'previous/mine.txt': 'mine', 'previous/summary.md': 'old' },
      { 'mine.txt': 'mine', 'previous/mine.txt': 'mine', 'previous/summary.md': 'new' },
    ],
    [
      'are all kept if a process was killed while moving them',
      { 'summary.md': 'new', 'previous.part/contract.json': 'new', 'previous/contract.json': 'old' },
      { 'previous/contract.json': 'new', 'previous/summary.md': 'new' },
    ],
    [
      'are all kept if a process was killed while removing older ones',
      { 'previous.part/contract.json': 'new', 'previous.part/summary.md': 'new', 'previous/junit.xml': 'old' },
      { 'previous/contract.json': 'new', 'previous/summary.md': 'new' },
    ],
    [
      'include the contract that it fetched',
      { 'contract-served.json': 'new', 'previous/contract-served.yaml': 'old' },
      { 'previous/contract-served.json': 'new' },
    ],
    [
      'stay if the last run could not start',
      { 'contract.json': '{"cases":[]}', 'junit.xml': 'none', 'previous/contract.json': 'old' },
      { 'previous/contract.json': 'old' },
    ],
    [
      'are kept even if they are of a run that could not start, where there are no others',
      { 'contract.json': '{"cases":[]}', 'junit.xml': 'none' },
      { 'previous/contract.json': '{"cases":[]}', 'previous/junit.xml': 'none' },
    ],
    [
      'stay if the last run left no files',
      { 'mine.txt': 'mine', 'previous/contract.json': 'old' },
      { 'mine.txt': 'mine', 'previous/contract.json': 'old' },
    ],
  ])('%s', (_what, before, after) => {
    const folder = files(before);
    keepPrevious(folder);
    expect(tree(folder)).toEqual(after);
    expect(readdirSync(folder)).not.toContain('previous.part');
  });

  test('are moved as links if they are links', () => {
    const folder = files({ 'mine.txt': 'mine' });
    symlinkSync(join(folder, 'mine.txt'), join(folder, 'contract.json'));
    keepPrevious(folder);
    expect(lstatSync(join(folder, 'previous', 'contract.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  test.each<[what: string, where: string, make: (path: string) => void]>([
    ['a link to a folder', 'previous', (path) => symlinkSync(files({}), path)],
    ['a broken link', 'previous', (path) => symlinkSync('/nowhere', path)],
    ['a link to a folder', 'previous.part', (path) => symlinkSync(files({}), path)],
    ['a folder', 'contract.html', (path) => mkdirSync(path)],
  ])('stay in place if %s exists at %s', (_what, where, make) => {
    const folder = files({ 'contract.json': 'new' });
    make(join(folder, where));
    expect(problemOf(() => keepPrevious(folder))).toMatchObject({ code: 'report-dir', where: join(folder, where) });
    expect(readFileSync(join(folder, 'contract.json'), 'utf8')).toBe('new');
  });
});
