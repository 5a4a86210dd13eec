import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { replaceFiles } from '../../../src/config/output.ts';
import { files } from '../files.ts';

describe('replaced files', () => {
  test('are either all new or all unchanged', () => {
    const folder = files({ 'a.txt': 'old' });
    const [a, b] = [join(folder, 'a.txt'), join(folder, 'none/b.txt')];
    const both = new Map([
      [a, 'new'],
      [b, 'new'],
    ]);
    expect(() => replaceFiles(both)).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['a.txt']);
    expect(readFileSync(a, 'utf8')).toBe('old');
    replaceFiles(new Map([[a, 'new']]));
    expect(readFileSync(a, 'utf8')).toBe('new');
  });

  test('are no longer links, and the targets of the links are unchanged', () => {
    const folder = files({ 'mine.txt': 'mine' });
    const path = join(folder, 'contract.json');
    for (const name of ['contract.json', 'contract.json.part'])
      symlinkSync(join(folder, 'mine.txt'), join(folder, name));
    replaceFiles(new Map([[path, 'report']]));
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });
});
