import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { contract } from '../self/command.ts';
import { temporaryFolder } from '../self/judge.ts';
import { open, startChromium } from './chromium.ts';
import { listed, openCause, shownCount } from './list.ts';
import { causesRecord, pageOf } from './reports.ts';

let browser: Browser;
let path = '';
beforeAll(async () => {
  browser = await startChromium();
  path = await pageOf(causesRecord());
});
afterAll(() => browser.close());

const opened = (options = {}) => open(browser, pathToFileURL(path).href, options);

/** The causes of the page in their order, with the command that waives each. */
const CAUSES = [
  ['/reqId is missing', 'reqid-a --cause', ['reqid-a', 'reqid-b']],
  ['/message is missing', 'message-a', ['message-a']],
  ['query q with NUL', 'error-a --cause', ['error-a', 'error-b']],
  ['header h with NUL', 'error-a error-b', ['error-a', 'error-b']],
  ['path id with NUL', 'error-a', ['error-a']],
] as const;

describe('a cause', () => {
  test('shows exactly its cases, and not the others of its check', async () => {
    const { page, problems } = await opened();
    const cause = await openCause(page, '/reqId is missing');
    expect(await cause.locator('summary').innerText()).toContain('3 cases of 2 operations');
    await cause.getByRole('button', { name: 'Show its 3 cases' }).click();
    const ids = ['a › 404 › first', 'a › 404 › second', 'b › 404 › first'];
    expect(await listed(page).locator('summary').allInnerTexts()).toEqual(ids.map((id) => `deviating ${id} 404`));
    expect(page.url()).toContain('#cause=reqid-a');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cases-title');
    await page.reload();
    expect(await shownCount(page)).toBe('3 cases');
    await page.getByRole('button', { name: '/reqId is missing ×' }).click();
    expect(await shownCount(page)).toBe('10 cases');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('lists its operations, each with its cases of the cause', async () => {
    const { page } = await opened();
    const cause = await openCause(page, '/reqId is missing');
    const operations = cause.getByRole('list', { name: 'Operations' }).getByRole('button');
    expect(await operations.allInnerTexts()).toEqual(['GET /a', 'GET /b']);
    await operations.first().click();
    expect(await listed(page).locator('summary').allInnerTexts()).toEqual([
      ...['deviating a › 404 › first 404', 'deviating a › 404 › second 404'],
    ]);
    await page.reload();
    expect(await shownCount(page)).toBe('2 cases');
    await page.getByRole('button', { name: 'GET /a ×' }).click();
    expect(await shownCount(page)).toBe('3 cases');
    await page.context().close();
  });

  test('shows the words of the contract beside the received shape', async () => {
    const { page } = await opened();
    const [declared, received] = await (
      await openCause(page, '/reqId is missing')
    )
      .locator('.sides pre')
      .allInnerTexts();
    expect(JSON.parse(declared ?? '')).toEqual({ type: 'object', required: ['reqId'] });
    expect(JSON.parse(received ?? '')).toEqual({ message: 'string of length 9' });
    await page.context().close();
  });

  test('copies the commands that repeat its first case and waive its findings', async () => {
    const { page } = await opened({ permissions: ['clipboard-read', 'clipboard-write'] });
    const cause = await openCause(page, '/reqId is missing');
    for (const [name, text] of [
      ['repeat the first case', /^curl /],
      [
        'waive all 2 findings',
        /^npm run contract -- waive reqid-a --cause --reason '…' --owner '…' --expires YYYY-MM-DD$/,
      ],
    ] as const) {
      const figure = cause.getByRole('figure', { name });
      await figure.getByRole('button', { name: 'Copy' }).click();
      await figure.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(text);
    }
    await page.context().close();
  });

  test.each(CAUSES)('%s is waived by its command, once it has a date', async (title, words, ids) => {
    const { page } = await opened();
    const cause = await openCause(page, title);
    const command = await cause
      .getByRole('figure', { name: /^waive/ })
      .locator('pre')
      .innerText();
    expect(command).toMatch(`npm run contract -- waive ${words} --reason`);
    await page.context().close();
    const waive = async (text: string) => {
      const cwd = temporaryFolder();
      const parts =
        text
          .split(' -- ')[1]
          ?.split(' ')
          .map((word) => word.replaceAll("'", '')) ?? [];
      return contract(parts, { CONTRACT_REPORT_DIR: dirname(path), CONTRACT_WAIVERS: `${cwd}/waivers.yaml` }, cwd);
    };
    expect(await waive(command)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not a date') });
    const { exitCode, stdout } = await waive(command.replace('YYYY-MM-DD', '2999-01-31'));
    expect([exitCode, stdout.trim().split('\n').length]).toEqual([0, ids.length]);
  });

  test('whose first finding an earlier cause has as well has its own link', async () => {
    const { page } = await opened();
    const found: string[] = [];
    for (const [title] of CAUSES.slice(2)) {
      await (await openCause(page, title)).getByRole('button', { name: /^Show its/ }).click();
      found.push(`${new URL(page.url()).hash} ${(await listed(page).locator('summary').allInnerTexts()).join()}`);
    }
    expect(found).toEqual([
      '#cause=error-a deviating a › 500 › query q with NUL 500,deviating b › 500 › query q with NUL 500',
      '#cause=error-a-2 deviating a › 500 › header h with NUL 500,deviating b › 500 › header h with NUL 500',
      '#cause=error-a-3 deviating a › 500 › path id with NUL 500',
    ]);
    await page.context().close();
  });

  test('that the report no longer contains matches no case', async () => {
    const { page } = await open(browser, `${pathToFileURL(path).href}#cause=fixed`);
    await page.getByText('No case matches these filters.').waitFor();
    await page.getByRole('button', { name: 'fixed ×' }).click();
    expect(await shownCount(page)).toBe('10 cases');
    await page.context().close();
  });
});

test('without scripts, the page shows the causes, the matrix and the beginning of the list', async () => {
  const { page } = await opened({ javaScriptEnabled: false });
  const text = await page.locator('body').innerText();
  expect(text).toContain('Without scripts, this page shows only the beginning of each long list');
  for (const [title] of CAUSES) expect(text).toContain(title);
  expect(await page.locator('#matrix tbody tr').count()).toBe(2);
  expect(await listed(page).count()).toBe(10);
  expect(readFileSync(path, 'utf8')).toContain('waive reqid-a --cause');
  await page.context().close();
});
