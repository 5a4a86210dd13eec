import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { open, startChromium } from '../browser/chromium.ts';
import { longRecord, pageOf } from '../browser/reports.ts';

/** Prints how long the page of a long run takes to load, and to react to a first click. */
export async function opening(): Promise<void> {
  const path = await pageOf(longRecord());
  const browser = await startChromium();
  const times: { loaded: number; reacted: number }[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    const { page } = await open(browser, pathToFileURL(path).href);
    const loaded = performance.now() - start;
    await page.locator('button.cell').first().click();
    await page.waitForURL(/#cell=/);
    times.push({ loaded, reacted: performance.now() - start });
    await page.context().close();
  }
  await browser.close();
  const median = (all: number[]): number => Math.round(all.sort((a, b) => a - b)[2] ?? NaN);
  const megabytes = (statSync(path).size / 2 ** 20).toFixed(1);
  process.stdout.write(
    `the page of 489 operations and 10,000 cases (${megabytes} MiB) in a new window of Chromium: ` +
      `loaded in ${median(times.map(({ loaded }) => loaded))} ms, reacted to a click after ${median(times.map(({ reacted }) => reacted))} ms\n`,
  );
}
