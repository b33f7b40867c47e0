import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { addCloses } from '../../../store/reports/comparedCloses.ts';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';
import { seeAll } from './seeAll.ts';
import { takeSnapshot } from './takeSnapshot.ts';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** A phone, a laptop and a large screen, px. */
const widths = [360, 1280, 2560];

interface Look {
  readonly width: number;
  readonly colorScheme: 'dark' | 'light';
}

const looks: readonly Look[] = widths.flatMap((width) => [
  { width, colorScheme: 'dark' },
  { width, colorScheme: 'light' },
]);

/** What axe finds, as `rule (impact) at selector`. The page's policy keeps out scripts in elements, but not those of a debugger. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(`(async () => {
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' (' + impact + ') at ' + target + ': ' + failureSummary));
  })()`);
}

/** Names parts that are wider than their room, so that something of them is cut off or the page scrolls sideways. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[document.documentElement, ...document.querySelectorAll('.strip, .panel, .panel > *')]
    .filter((one) => !one.matches('.wide, .scroll, .rows, .fresh-region, .gaps-region'))
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + '.' + one.className + '#' + (one.id || one.parentElement?.id) + ' ' +
      one.scrollWidth + ' in ' + one.clientWidth)`);

describeWithBrowser('the dashboard for everybody', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'snapshots-'));
  let all: Installation;
  beforeAll(async () => {
    all = await openInstallation({ snapshots: { directory } });
  }, LIMIT_MS);
  afterAll(async () => {
    await all?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const context of all.browser.contexts()) await context.close();
  });

  /** What is found at each size and in each color scheme. */
  async function expectAccessible(page: Page): Promise<void> {
    const found: string[] = [];
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const [findings, cut] = [await findingsOf(page), await cutOff(page)];
      found.push(...[...findings, ...cut].map((finding) => `${width} px, ${colorScheme}: ${finding}`));
    }
    expect(found).toEqual([]);
  }

  async function opened(query = ''): Promise<Page> {
    const { page } = await all.open(query);
    await page.locator('[data-verdict="ok"]').waitFor();
    await seeAll(page);
    return page;
  }

  test.each(['spot', 'usdm'])(
    'axe finds nothing in %s, with details of freshness open; nothing is cut off, no page scrolls sideways',
    async (market) => {
      const page = await opened(`?market=${market}`);
      await page.locator('.fresh-region td button').first().click();
      await page.locator('#fresh-details').waitFor();
      for (const summary of await page.locator('main summary').all()) await summary.click();
      const panels = page.locator('.panel');
      expect(await panels.count()).toBeGreaterThanOrEqual(9);
      for (const panel of await panels.all()) expect(await panel.isVisible()).toBe(true);
      await expectAccessible(page);
    },
    2 * LIMIT_MS,
  );

  test(
    'axe finds nothing while troubles are shown, and while the page is frozen',
    async () => {
      const page = await opened();
      await all.collectors.stop();
      await page.locator('[data-verdict="stale"]').waitFor();
      await page.locator('.troubles p').first().waitFor();
      await expectAccessible(page);
      await all.api.stop();
      await page.locator('[data-verdict="frozen"]').waitFor();
      await expectAccessible(page);
      await all.api.start();
      await all.collectors.start();
      await page.locator('[data-verdict="ok"]').waitFor();
    },
    3 * LIMIT_MS,
  );

  test(
    'axe finds nothing in snapshots and closes that differ',
    async () => {
      await takeSnapshot(all, '--code', 'btcusdt');
      await eventually(async () => {
        await takeSnapshot(all, '--code', 'btcusdt');
        return readdirSync(directory).length >= 2;
      }, LIMIT_MS);
      const time = Math.floor(Date.now() / 60_000 - 5) * 60_000;
      const closes: [number, string | null, string][] = [
        [time, '1.5', '2'],
        [time + 60_000, null, '2.5'],
      ];
      await addCloses(all.bench.store, 'spot', 'btcusdt', { at: time + 120_000, closes });
      const page = await opened('?market=spot&pair=btcusdt');
      for (const panel of ['#snapshots', '#closes']) {
        await page.locator(panel).scrollIntoViewIfNeeded();
        await page.locator(`${panel} .time-plot canvas`).waitFor();
        await page.locator(`${panel} summary`).click();
        await page.locator(`${panel} details tbody td`).first().waitFor();
      }
      await expectAccessible(page);
    },
    3 * LIMIT_MS,
  );

  test(
    'axe finds nothing where an access key is asked for',
    async () => {
      all.configure({ api: { ...Object(Reflect.get(all.content, 'api')), accessKeys: ['a-key-of-ours'] } });
      await eventually(async () => (await fetch(`${all.url}/health`)).status === 401);
      const { page } = await all.open();
      await page.getByLabel('Access key').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('does not know this access key').first().waitFor();
      await expectAccessible(page);
      all.configure({});
      await eventually(async () => (await fetch(`${all.url}/health`)).status === 200);
    },
    2 * LIMIT_MS,
  );
});
