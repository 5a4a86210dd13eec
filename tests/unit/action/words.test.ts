import { expect, test } from '@jest/globals';
import { wordsOf } from '../../../src/action/words.ts';
import { problemOf } from '../problem-of.ts';

test.each([
  ['', []],
  [' \n ', []],
  ['--only groups', ['--only', 'groups']],
  ['--only\n  groups\t--har', ['--only', 'groups', '--har']],
  ['--only "GET /api/v1/groups" --har', ['--only', 'GET /api/v1/groups', '--har']],
  ["--only='GET /api/v1/groups'", ['--only=GET /api/v1/groups']],
  [`'it is "so"'`, ['it is "so"']],
  ['--only ""', ['--only', '']],
  ['--spec C:\\docs\\*.json $HOME `id`', ['--spec', 'C:\\docs\\*.json', '$HOME', '`id`']],
])('the arguments %j are the words %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each(['--only "GET /api', "--reason it's", `"a"b'`])('the arguments %j contain an open quote', (text) => {
  expect(problemOf(() => wordsOf(text))).toMatchObject({ code: 'action-input', exitCode: 2 });
});
