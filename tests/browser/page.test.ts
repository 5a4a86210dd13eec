import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { source as axe } from 'axe-core';
import type { Browser, Locator } from 'playwright-core';
import { startServer } from '../self/servers/faulty.ts';
import { HARMLESS, hostileRecord, record } from '../unit/report/example.ts';
import { open, startChromium } from './chromium.ts';
import { listed, listedStates, openCase, scrollsSideways, shownCount } from './list.ts';
import { pageOf, pageOfFaults } from './reports.ts';

let browser: Browser;
const pages: Record<string, string> = {};

beforeAll(async () => {
  browser = await startChromium();
  pages.faults = await pageOfFaults();
  pages.small = await pageOf(record);
  pages.hostile = await pageOf(hostileRecord);
});

afterAll(() => browser.close());

const url = (name: string, hash = ''): string => pathToFileURL(pages[name] ?? '').href + hash;

describe('the first screen', () => {
  test('shows outcome, target, counts, the matrix and the cells that were not proved', async () => {
    const { page, problems } = await open(browser, url('faults'));
    const first = await page.locator('body').innerText();
    expect(first).toMatch(/deviating/);
    expect(first).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    expect(first).toMatch(/\d+ of 28 cells conforming/);
    expect(await page.getByRole('button', { name: /^GET \/api\/v1\/groups 200: deviating, \d+ cases/ }).count()).toBe(
      1,
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('names the variable that an unproved cell requires', async () => {
    const { page } = await open(browser, url('small'));
    await page.getByText('1 cell not proved: CONTRACT_TOKEN is not set').waitFor();
    const { y = Infinity } = (await page.getByText('CONTRACT_TOKEN is not set').first().boundingBox()) ?? {};
    expect(y).toBeLessThan(900);
    await page.context().close();
  });
});

test('the access review shows what each identity may do with an operation', async () => {
  const { page, problems } = await open(browser, url('faults'));
  await page.getByText('What each identity received, by operation').click();
  const table = page.getByRole('region', { name: 'Access' });
  const texts = async (row: Locator) => (await row.locator('th, td').allInnerTexts()).map((each) => each.trim());
  expect(await texts(table.locator('thead tr'))).toEqual([
    ...['operation', 'token', 'service', 'restricted', 'foreign', 'none'],
  ]);
  const groups = table.locator('tbody tr', { hasText: 'GET /api/v1/groups' });
  expect(await texts(groups)).toEqual(['GET /api/v1/groups', '2xx', '403', '403', '', '401']);
  await page.getByText('foreign: 2 × 404').waitFor();
  expect(problems).toEqual([]);
  await page.context().close();
});

describe('the first screen of a small window', () => {
  test('shows the names of operations, and scrolls the rest', async () => {
    const { page } = await open(browser, url('faults'), { viewport: { width: 400, height: 720 } });
    const { height = Infinity } = (await page.locator('tbody th').first().boundingBox()) ?? {};
    expect(height).toBeLessThan(100);
    await page.context().close();
  });
});

describe('the order of the page', () => {
  test('begins with the matrix of few operations, in the order of the contract', async () => {
    const { page } = await open(browser, url('small'));
    expect((await page.locator('h2').allInnerTexts()).slice(0, 4)).toEqual([
      ...['Operations by statuses', 'Not proved', 'Deviations', 'Cases'],
    ]);
    expect(await page.locator('tbody th').first().innerText()).toBe('GET /a');
    expect(await page.getByRole('checkbox', { name: 'deviating only' }).count()).toBe(0);
    await page.context().close();
  });

  test('lists cases that deviate, then those that were not judged, then the others', async () => {
    const { page } = await open(browser, url('small'));
    expect(await listedStates(page)).toEqual(['deviating', 'deviating', 'inconclusive', 'not-judged', 'conforming']);
    await page.context().close();
  });
});

describe('a window of 390 pixels', () => {
  test.each([
    ['faults', 'GET /api/v1/groups'],
    ['small', 'GET /a'],
    ['hostile', 'GET /a'],
  ])('shows the page %s without scrolling sideways, with its causes and a case open', async (name, operation) => {
    const { page } = await open(browser, url(name), { viewport: { width: 390, height: 844 } });
    for (const summary of await page.locator('details.cause > summary').all()) await summary.click();
    await page.locator('.operations').first().getByRole('button', { name: operation, exact: true }).click();
    await openCase(listed(page).first());
    expect(await scrollsSideways(page)).toBe(false);
    await page.context().close();
  });
});

describe('a click on a cell', () => {
  test('lists only its cases, and persists when the page is reloaded', async () => {
    const { page, problems } = await open(browser, url('faults'));
    await page.getByRole('button', { name: /^GET \/api\/v1\/groups 404:/ }).click();
    const ids = await listed(page).locator('summary').allInnerTexts();
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !id.includes('groups/get'))).toEqual([]);
    await page.reload();
    expect(await listed(page).locator('summary').allInnerTexts()).toEqual(ids);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('is undone by a second click', async () => {
    const { page } = await open(browser, url('faults'));
    const all = await shownCount(page);
    const cell = page.getByRole('button', { name: /^GET \/api\/v1\/groups 404:/ });
    await cell.click();
    expect(await shownCount(page)).not.toBe(all);
    await cell.click();
    expect(await shownCount(page)).toBe(all);
    await page.context().close();
  });
});

describe('a case', () => {
  test('shows request, expected and received beside the schema of the contract, and copies its curl line', async () => {
    const options = { permissions: ['clipboard-read', 'clipboard-write'] };
    const { page, problems } = await open(browser, url('faults', '#check=body-schema&text=the+groups'), options);
    const one = listed(page).filter({ hasText: 'groups/get › 200 › the groups' }).first();
    await openCase(one);
    const text = await one.innerText();
    expect(text).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/api\/v1\/groups/);
    expect(text).toContain('authorization: Bearer $CONTRACT_TOKEN');
    expect(text).toContain('a string of format date-time');
    expect(text).toContain('"yesterday"');
    expect(text).toMatch(/specs\/groups\/get\.yaml:\d+ \/paths\/~1api~1v1~1groups\/get\/.*\/createdAt\/format/);
    const [contract, received] = await one.locator('.finding .sides pre').allInnerTexts();
    expect(JSON.parse(contract ?? '')).toEqual({ type: 'string', format: 'date-time' });
    expect(JSON.parse(received ?? '')).toHaveProperty('createdAt');
    await one.getByRole('button', { name: 'Copy' }).click();
    await one.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl -sS -i .*\$CONTRACT_TOKEN/);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('is open when the hash names it', async () => {
    const first = await open(browser, url('faults'));
    await openCase(listed(first.page).first());
    const second = await open(browser, first.page.url());
    await second.page.locator('details.case[open] .details').waitFor();
    expect(await second.page.locator('details.case[open] summary').innerText()).toBe(
      await first.page.locator('details.case[open] summary').innerText(),
    );
    await Promise.all([first.page.context().close(), second.page.context().close()]);
  });

  test('has its curl line selected if the page has no access to the clipboard', async () => {
    const { page, problems } = await open(browser, url('small', '#check=headers'));
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await openCase(listed(page).first());
    await listed(page).first().getByRole('button', { name: 'Copy' }).click();
    await listed(page).first().getByRole('button', { name: 'Selected' }).waitFor();
    expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/^curl /);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe('the filter', () => {
  test.each([
    ['text', '#text=b+404', ['b › 404 › one']],
    ['state', '#verdict=inconclusive', ['a › 403 › one']],
    ['check', '#check=headers', ['a › 401 › one']],
    ['state and check', '#verdict=deviating&check=body-schema', ['a › 401 › one', 'b › 404 › one']],
  ])('by %s shows the matching cases', async (_name, hash, ids) => {
    const { page } = await open(browser, url('small', hash));
    const shown = await listed(page).locator('summary').allInnerTexts();
    expect(shown.map((text) => /\S+ › \S+ › one/.exec(text)?.[0])).toEqual(ids);
    expect(await shownCount(page)).toBe(ids.length === 1 ? '1 case' : `${ids.length} cases`);
    await page.context().close();
  });

  test('that matches nothing says so and can be cleared', async () => {
    const { page } = await open(browser, url('faults'));
    const all = await shownCount(page);
    expect(await page.getByText('No case matches these filters.').count()).toBe(0);
    await page.getByRole('searchbox', { name: 'Text' }).fill('nothing is called that');
    expect(await shownCount(page)).toBe('0 cases');
    expect(page.url()).toContain('#text=nothing');
    await page.getByText('No case matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    expect(await shownCount(page)).toBe(all);
    expect(page.url()).not.toContain('#');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cases-title');
    await page.context().close();
  });
});

describe('the keyboard', () => {
  test('reaches a cell, lists its cases and opens one', async () => {
    const { page } = await open(browser, url('faults'));
    const press = async (key: string, until: string) => {
      for (let count = 0; count < 60; count += 1) {
        await page.keyboard.press(key);
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), until)) return;
      }
      throw new Error(`${key} never reached ${until}`);
    };
    await press('Tab', 'button.cell.deviating');
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('#cell=');
    await press('Tab', '#cases summary');
    await page.keyboard.press('Enter');
    await page.locator('details.case[open] .details').waitFor();
    await page.context().close();
  });
});

describe('the color scheme of the browser', () => {
  test.each(['light', 'dark'] as const)('is followed if it is %s', async (colorScheme) => {
    const { page } = await open(browser, url('small'), { colorScheme });
    const [background, text] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement);
      return [backgroundColor, color].map((value) => Number(/\d+/.exec(value)?.[0]));
    });
    const isDark = (background ?? 0) < (text ?? 0);
    expect(isDark).toBe(colorScheme === 'dark');
    await page.context().close();
  });
});

describe('accessibility', () => {
  test.each([
    ['faults', 'light', '#check=body-schema'],
    ['faults', 'dark', '#check=body-schema'],
    ['small', 'dark', ''],
  ] as const)('axe reports no serious violation on the page %s in %s', async (name, colorScheme, hash) => {
    const { page } = await open(browser, url(name, hash), { colorScheme });
    for (const summary of await page.locator('details.cause summary').all()) await summary.click();
    if (hash !== '') await openCase(listed(page).first());
    const violations = await page.evaluate(async (script) => {
      (0, eval)(script);
      const { violations: found } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
      return found.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html }) => html) }));
    }, axe);
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    await page.context().close();
  });
});

describe('the text of a hostile server', () => {
  test('is shown as text and not executed', async () => {
    const { page, problems } = await open(browser, url('hostile'));
    await page.locator('details.cause summary').click();
    await openCase(listed(page).first());
    expect(await page.locator('details.cause').innerText()).toContain(HARMLESS.slice(-40));
    expect(await page.locator('img, #app script').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe('a strict content security policy', () => {
  test.each([
    ["default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'", true],
    ["sandbox; default-src 'none'; img-src 'self'; style-src 'self'", false],
  ])('%s leaves the report readable', async (policy, isInteractive) => {
    const server = await startServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
        .end(readFileSync(pages.faults ?? '')),
    );
    const { page } = await open(browser, `${server.baseUrl}/contract.html`);
    expect(await page.locator('body').innerText()).toMatch(
      /deviating[\s\S]*GET \/api\/v1\/groups[\s\S]*\/reqId is missing/,
    );
    await page.locator('button.cell').first().click();
    expect(page.url().includes('#cell=')).toBe(isInteractive);
    await page.context().close();
    await server.close();
  });
});
