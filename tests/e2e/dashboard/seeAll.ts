import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';

/** Parts ask for nothing before they are seen: each is. Most come after the first painting, the last one of all with them. */
export async function seeAll(page: Page): Promise<void> {
  await page.locator('#audit').waitFor();
  for (const panel of await page.locator('.panel').all()) {
    await panel.scrollIntoViewIfNeeded();
    await eventually(async () => expect(await panel.innerText()).not.toMatch(/Asking|Reading the ledger/));
  }
}
