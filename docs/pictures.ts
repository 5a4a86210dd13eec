/** Renders the pictures of the README from a run against a server with planted faults: `npm run pictures`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { AnsiUp } from 'ansi_up';
import { open, startChromium } from '../tests/browser/chromium.ts';
import { withFaults } from '../tests/browser/reports.ts';

const reports = 'reports';
const browser = await startChromium();

/** The output in a terminal of 80 columns, which `script` (util-linux) emulates. */
const shown = await withFaults(async (env) => {
  const command = 'stty cols 80; node start.js --quiet --cases fixture';
  const { PATH, HOME } = process.env;
  const { stdout } = await promisify(execFile)('script', ['-qc', command, '/dev/null'], {
    env: { PATH, HOME, TERM: 'xterm-256color', ...env, CONTRACT_TARGET: 'staging', CONTRACT_REPORT_DIR: reports },
  });
  return stdout.slice(stdout.lastIndexOf('infisical-contract 0') - 4);
});

const terminal = await browser.newPage({ viewport: { width: 760, height: 400 }, deviceScaleFactor: 1.5 });
await terminal.setContent(`<pre style="margin:0;padding:16px;background:#16181d;color:#e6e8ec;font:14px/1.45 monospace;
  white-space:pre-wrap;word-break:break-all;width:80ch">${new AnsiUp().ansi_to_html(shown.replaceAll('\r', ''))}</pre>`);
await terminal.locator('pre').screenshot({ path: 'docs/terminal.png' });

const { page } = await open(browser, pathToFileURL(join(reports, 'contract.html')).href, {
  viewport: { width: 1080, height: 1000 },
  deviceScaleFactor: 1.5,
});
await page.locator('details.cause').nth(1).locator('summary').click();
await page.screenshot({ path: 'docs/page.png' });
await browser.close();
