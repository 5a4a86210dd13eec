import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATHS = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const QUIET = ['background-networking', 'component-update', 'sync', 'gpu'].map((feature) => `--disable-${feature}`);

/**
 * Starts the Chromium that this machine has.
 *
 * @throws Error where there is none
 */
export function startChromium(): Promise<Browser> {
  const executablePath = PATHS.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) {
    throw new Error('there is no Chromium: apt-get install chromium, or set CHROMIUM to the path of one');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...QUIET] });
}

/** A page that is open, and what it did that a report must not. */
export interface Opened {
  page: Page;
  /** Errors of the console, dialogs, and requests for anything but the page itself. */
  misdeeds: string[];
}

/** Opens an address in a window of its own. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') misdeeds.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => misdeeds.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (withoutHash(request.url()) !== withoutHash(url)) misdeeds.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, misdeeds };
}

const withoutHash = (url: string): string => url.replace(/#.*/, '');
