import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { comparedCases, comparisonRecord } from '../unit/report/sides/example.ts';
import { open, startChromium } from './chromium.ts';
import { listed, openCase, openCause, scrollsSideways } from './list.ts';
import { pageOf } from './reports.ts';

let browser: Browser;
let path = '';
beforeAll(async () => {
  browser = await startChromium();
  path = await pageOf(comparisonRecord(comparedCases));
});
afterAll(() => browser.close());

const opened = (options = {}) => open(browser, pathToFileURL(path).href, options);

test('the differences of a comparison are filtered by class, and lead to their cases', async () => {
  const { page, problems } = await opened();
  const differences = page.locator('#differences');
  expect(await differences.locator('details.cause').count()).toBe(7);
  await differences.getByLabel('Class').selectOption('improvement');
  expect(await differences.locator('details.cause summary').allInnerTexts()).toEqual([
    'improvement · contract body-schema: /message: expected string 1 case of 1 operation',
  ]);
  await differences.getByLabel('Class').selectOption('');
  const cause = await openCause(page, 'the property name is missing');
  await cause.getByRole('button', { name: 'Show its case' }).click();
  expect(await listed(page).locator('summary').allInnerTexts()).toEqual(['deviating b › 200 › one a 200 | b 200']);
  expect(page.url()).toContain('#cause=bbbbbbbbbb');
  expect(problems).toEqual([]);
  await page.context().close();
});

test('the details of a compared case show both responses', async () => {
  const { page } = await opened({ viewport: { width: 400, height: 800 } });
  const row = listed(page).filter({ hasText: 'b › 404 › one' });
  await openCase(row);
  const titles = await row.locator('figcaption').allInnerTexts();
  expect(titles).toEqual(expect.arrayContaining(['Received from a 404 in 60 ms', 'Received from b 404 in 3 ms']));
  expect(await row.innerText()).toContain('By the contract, a is conforming, and b is deviating.');
  expect(await scrollsSideways(page)).toBe(false);
  await page.context().close();
});
