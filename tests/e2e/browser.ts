import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath } from '../../rig/browser.ts';

/** However busy the others keep the machine. */
const LIMIT_MS = 100_000;

/** How many times slower than it is the machine seems to pages. A test that looks before the page is done is red with `SLOW_PAGES=8`. */
const slowness = Number(process.env.SLOW_PAGES ?? 1);

/** A describe block that needs a browser: skipped, with the reason in its title, where there is none. */
export function describeWithBrowser(title: string, block: () => void): void {
  if (chromiumPath !== undefined) describe(title, block);
  else describe.skip(`${title} (skipped: chromium is not installed: apt-get install chromium)`, block);
}

/** A page with what it did beside what one sees. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, of the console (a policy that was broken is one), and requests that failed. What the page gave up itself is none. */
  readonly errors: string[];
  /** Addresses that it asked for at other origins than that of the URL. */
  readonly outside: string[];
}

/** Opens a page in a browser context of its own, and resolves when it was loaded. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(LIMIT_MS);
  const [errors, outside]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const text = message.text();
    // The browser does not say what was not found.
    errors.push(text.includes('404') ? `${text} ${message.location().url}` : text);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') errors.push(`${request.url()} failed: ${why}`);
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith('data:') && new URL(asked).origin !== new URL(url).origin) outside.push(asked);
  });
  if (slowness > 1) {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  }
  await page.goto(url);
  return { page, errors, outside };
}
