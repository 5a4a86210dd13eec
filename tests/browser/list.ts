import type { Locator, Page } from 'playwright-core';

/** The cases that the list of a page shows. */
export const listed = (page: Page): Locator => page.locator('details.case');

/** Opens the row of a case. Its details are rendered after the `toggle` event, which fires in a later task. */
export async function openCase(row: Locator): Promise<void> {
  await row.locator('summary').click();
  await row.locator('.details').waitFor();
}

/** How many cases match the filters, as the page shows it. */
export const shownCount = (page: Page): Promise<string | null> => page.locator('#cases output').textContent();

/** The verdicts of the listed cases. */
export const listedStates = (page: Page): Promise<string[]> => listed(page).locator('.state').allInnerTexts();

/** The cause whose title contains a text, opened. */
export async function openCause(page: Page, title: string): Promise<Locator> {
  const cause = page.locator('details.cause').filter({ hasText: title });
  await cause.locator('summary').click();
  return cause;
}

/** True if the page as a whole scrolls sideways. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
