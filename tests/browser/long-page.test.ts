import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { source as axe } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { startServer } from '../self/servers/faulty.ts';
import { open, startChromium } from './chromium.ts';
import { listed, listedStates, openCase, openCause, scrollsSideways, shownCount } from './list.ts';
import { conformingRecord, longRecord, pageOf } from './reports.ts';

let browser: Browser;
let [long, conforming] = ['', ''];
beforeAll(async () => {
  browser = await startChromium();
  [long, conforming] = [await pageOf(longRecord()), await pageOf(conformingRecord())];
});
afterAll(() => browser.close());

const opened = (hash = '', options = {}) => open(browser, pathToFileURL(long).href + hash, options);
const rows = (page: Page) => page.locator('#matrix tbody tr');
const deviatingOnly = (page: Page) => page.getByRole('checkbox', { name: 'deviating only' });
const top = async (locator: Locator) => ((await locator.first().boundingBox()) ?? { y: Infinity }).y;

/** A case of the long page that is not in the initial list. */
const FAR = 'things-111/get › 200 › case 5001';

describe('the page of 489 operations', () => {
  test('begins with the outcome, the deviations and the reach, and then shows the matrix', async () => {
    const { page, problems } = await opened('', { viewport: { width: 390, height: 844 } });
    const deviations = page.getByRole('heading', { name: 'Deviations' });
    expect(await top(deviations)).toBeLessThan(844);
    const titles = await page.locator('h1, h2').allInnerTexts();
    expect([titles[0], ...titles.slice(1, 6)]).toEqual([
      expect.stringContaining('deviating'),
      ...['Deviations', 'Reach', 'Not proved', 'Operations by statuses', 'Cases'],
    ]);
    expect(titles).toEqual(expect.arrayContaining(['Advice (fails a run only with --strict)', 'Depth']));
    expect(await page.getByText('reached 488 of 489 operations').count()).toBe(2);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('shows the unproved cells in a small window', async () => {
    const { page } = await opened('', { viewport: { width: 1280, height: 720 } });
    expect(await top(page.getByText(/further cells not counted:/))).toBeLessThan(700);
    await page.context().close();
  });

  test('does not scroll sideways in a window of 390 pixels, with a cause and a case open', async () => {
    const { page } = await opened('', { viewport: { width: 390, height: 844 } });
    await (await openCause(page, 'reqId')).getByRole('button', { name: 'Show its 200 cases' }).click();
    await openCase(listed(page).first());
    await page
      .getByText(/^1 refuses the requests|^1 needs|^1 is not|^1 was not/)
      .first()
      .click();
    expect(await page.getByText('certificateTemplateId').first().isVisible()).toBe(true);
    expect(await scrollsSideways(page)).toBe(false);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('has no serious violation of accessibility in %s', async (colorScheme) => {
    const { page } = await opened('#text=nothing', { colorScheme });
    await openCause(page, 'reqId');
    await page.getByRole('searchbox', { name: 'Operations with' }).fill('nothing');
    const violations = await page.evaluate(async (script) => {
      (0, eval)(script);
      const { violations: found } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
      return found.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html }) => html) }));
    }, axe);
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    await page.context().close();
  });
});

describe('its matrix', () => {
  test('shows the operations that deviate, a hundred at a time', async () => {
    const { page } = await opened();
    expect(await deviatingOnly(page).isChecked()).toBe(true);
    expect(await page.locator('#matrix output').innerText()).toBe('200 of 489 operations');
    expect(await rows(page).count()).toBe(100);
    await page.getByRole('button', { name: 'Show 100 more of 100 operations' }).click();
    expect(await rows(page).count()).toBe(200);
    expect(
      await rows(page)
        .filter({ has: page.locator('.cell.deviating') })
        .count(),
    ).toBe(200);
    await page.context().close();
  });

  test('shows all operations on request, first those that deviate', async () => {
    const { page } = await opened();
    await deviatingOnly(page).uncheck();
    for (const more of [389, 289, 189, 89]) {
      await page.getByRole('button', { name: `more of ${more} operations` }).click();
    }
    const states = await rows(page).evaluateAll((all) =>
      all.map((row) => row.querySelector('.cell.deviating') !== null),
    );
    expect(states).toEqual([...Array<boolean>(200).fill(true), ...Array<boolean>(289).fill(false)]);
    await page.context().close();
  });

  test('says if no operation matches, and can show all again', async () => {
    const { page } = await opened();
    const filter = page.getByRole('searchbox', { name: 'Operations with' });
    await filter.fill('things-48');
    const found = await rows(page).locator('th').allInnerTexts();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((name) => !name.includes('things-48'))).toEqual([]);
    await filter.fill('nothing');
    await page.getByText('No operation matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Show all operations' }).click();
    expect(await page.locator('#matrix output').innerText()).toBe('489 of 489 operations');
    await page.context().close();
  });

  test('lists the deviating cases of a cell first, and moves the focus to them', async () => {
    const { page } = await opened();
    await page.getByRole('button', { name: /^GET \/api\/v1\/things-11 200: deviating/ }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cases-title');
    const [first, ...others] = await listed(page).locator('summary').allInnerTexts();
    expect(first).toBe('deviating things-11/get › 200 › case 500 200');
    expect(others[0]).toContain('things-11/get › 200 › case 11 ');
    expect(others.filter((text) => !text.startsWith('conforming'))).toEqual([]);
    await page.context().close();
  });

  test('shows all operations in the order of the contract if none deviates', async () => {
    const { page } = await open(browser, pathToFileURL(conforming).href);
    expect(await deviatingOnly(page).isChecked()).toBe(false);
    const names = await rows(page).locator('th').allInnerTexts();
    expect(names).toEqual(Array.from({ length: 13 }, (_, index) => `GET /api/v1/things-${index}`));
    await page.context().close();
  });
});

describe('its list of cases', () => {
  test('begins with those that deviate, and is shown a hundred at a time', async () => {
    const { page, problems } = await opened();
    expect(await shownCount(page)).toBe('10000 cases');
    expect(await listedStates(page)).toEqual(Array<string>(100).fill('deviating'));
    await page.getByRole('button', { name: 'Show 100 more of 9900 cases' }).click();
    await page.getByRole('button', { name: 'Show 100 more of 9800 cases' }).click();
    expect((await listedStates(page)).slice(200)).toEqual(Array<string>(100).fill('inconclusive'));
    await page.getByRole('searchbox', { name: 'Text' }).fill('case 9999');
    expect(await listed(page).locator('summary').allInnerTexts()).toEqual([expect.stringContaining('case 9999')]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('is in the order of the plan if nothing deviates', async () => {
    const { page } = await open(browser, pathToFileURL(conforming).href);
    const names = await listed(page).locator('summary').allInnerTexts();
    expect(names.map((name) => Number(/case (\d+)/.exec(name)?.[1]))).toEqual(Array.from(Array(26).keys()));
    await page.context().close();
  });

  test('shows a case that the hash names, with its details, however far down it is', async () => {
    const { page } = await opened(`#${new URLSearchParams({ open: FAR }).toString()}`);
    const one = page.locator('details.case[open]');
    await one.locator('.details').waitFor();
    expect(await one.innerText()).toContain(FAR);
    expect(await one.innerText()).toContain('curl -sS');
    expect(await top(one)).toBeLessThan(900);
    await page.context().close();
  });
});

test('the page answers clicks before the details of the cases are loaded, and then shows them', async () => {
  const html = readFileSync(long, 'utf8');
  const end = html.indexOf('"curl"', html.indexOf('id="details-0"'));
  let release: () => void = () => undefined;
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).write(html.slice(0, end));
    release = () => response.end(html.slice(end));
  });
  const page = await browser.newPage();
  await page.goto(server.baseUrl, { waitUntil: 'commit' });
  await page.getByRole('button', { name: /^GET \/api\/v1\/things-0 200:/ }).click();
  const one = listed(page).nth(1);
  await one.locator('summary').click();
  await page.waitForURL(/open=things-0/, { waitUntil: 'commit' });
  expect(await one.locator('.details').count()).toBe(0);
  release();
  await one.locator('.details').waitFor();
  expect(await one.innerText()).toContain('curl -sS');
  await page.close();
  await server.close();
});
