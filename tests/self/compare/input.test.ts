import { expect, test } from '@jest/globals';
import { files } from '../../unit/files.ts';
import { contract } from '../command.ts';
import { startFaulty } from '../servers/faulty.ts';

test('a variable that is mistyped in the file of the second server is an error', async () => {
  const folder = files({ '.env.new': 'CONTRACT_BASE_URL=http://127.0.0.1:9\nCONTRACT_TOKN=some-token\n' });
  const ended = await contract(['compare', 'embedded', 'new'], {}, folder);
  expect(ended).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: '.env.new: unknown variable CONTRACT_TOKN. Did you mean CONTRACT_TOKEN? [unknown-variable]\n',
  });
});

test('the warnings of both servers are printed', async () => {
  const server = await startFaulty(() => undefined);
  const { baseUrl } = server;
  const folder = files({
    '.env.old': `CONTRACT_BASE_URL=${baseUrl}\nCONTRACT_OF_OLD=1\n`,
    '.env.new': `CONTRACT_BASE_URL=${baseUrl.replace('127.0.0.1', 'localhost')}\nCONTRACT_OF_NEW=1\n`,
  });
  const disposable = ['--disposable', new URL(baseUrl).host.replace('127.0.0.1', 'localhost')];
  const ended = await contract(['compare', 'old', 'new', '--cases', 'fixture', ...disposable], {}, folder);
  await server.close();
  expect(ended.stdout).toContain('CONTRACT_OF_OLD (.env.old) is not used by any option');
  expect(ended.stdout).toContain('CONTRACT_OF_NEW (.env.new) is not used by any option');
  expect(ended.stdout).toContain('life cycles are not compared, because a is not disposable');
});

test('a server with a base URL that does not answer is found on the command line', async () => {
  const ended = await contract(['compare', 'embedded', 'http://127.0.0.1:9'], {}, files({}));
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toMatch(
    /^command line: target 127\.0\.0\.1:9 does not answer at .*\. Start the server, or correct its URL\. \[unreachable\]$/m,
  );
});
