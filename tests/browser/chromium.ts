import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATHS = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const QUIET = ['background-networking', 'component-update', 'sync', 'gpu'].map((feature) => `--disable-${feature}`);

/**
 * Starts the installed Chromium.
 *
 * @throws Error if none is installed
 */
export function startChromium(): Promise<Browser> {
  const executablePath = PATHS.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) {
    throw new Error('Chromium was not found. Install it with apt-get install chromium, or set CHROMIUM to its path.');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...QUIET] });
}

/** An open page, with the events that a report must not cause. */
export interface Opened {
  page: Page;
  /** Errors of the console, dialogs, and requests for anything but the page itself. */
  problems: string[];
}

/** Opens an address in a new browser context. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (withoutHash(request.url()) !== withoutHash(url)) problems.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, problems };
}

const withoutHash = (url: string): string => url.replace(/#.*/, '');
