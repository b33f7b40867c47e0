import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

/** More pairs than are drawn at once. The exchange knows none of them, so nothing of them is stored. */
const unlisted = Array.from({ length: 80 }, (_, index) => `x${index}usdc`);

/** What a test reads of /health. */
interface Feed {
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly code: string;
  readonly age: number | null;
  readonly stale: boolean;
  readonly status: string;
}

/** A cell as the page shows it. */
interface Shown {
  readonly name: string;
  readonly step: string;
  readonly label: string;
}

describeWithBrowser('the freshness matrix', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ pairs: ['btcusdt', 'ethusdt', ...unlisted] });
    watched = await installation.open('?fresh=usdt');
    page = watched.page;
    await page.locator('#freshness').scrollIntoViewIfNeeded();
    await page.locator('.fresh-region [data-row]').first().waitFor();
  }, LIMIT_MS);
  afterAll(() => installation.close(), LIMIT_MS);

  const nameOf = ({ market = 'spot', code, type, price }: Feed) =>
    `${market}:${code} ${type}${price === undefined ? '' : `:price=${price}`}`;

  const cells = (): Promise<Shown[]> =>
    page.locator('.fresh-region td button').evaluateAll((buttons) =>
      buttons.map((button) => ({
        name: `${button.closest('tr')?.dataset.row} ${button.getAttribute('data-type')}`,
        step: button.getAttribute('data-step') ?? '',
        label: button.getAttribute('aria-label') ?? '',
      })),
    );

  const feeds = async (): Promise<Feed[]> => (await installation.ask('health')).feeds;
  const activeLabel = () => page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? ''`);

  test(
    'shows each value that /health lists, with its judgment and its age',
    () =>
      eventually(async () => {
        const expected = (await feeds()).filter(({ code }) => code.endsWith('usdt'));
        const shown = new Map((await cells()).map((cell) => [cell.name, cell]));
        expect([...shown.keys()].toSorted()).toEqual(expected.map(nameOf).toSorted());
        for (const feed of expected) {
          const { step = '', label = '' } = shown.get(nameOf(feed)) ?? {};
          // Near its limit is fresh to the API.
          expect(`${label} ${step === 'stale'}`).toMatch(new RegExp(` ${feed.stale}$`));
          const [, age] = /: ([\d.]+) s old, /.exec(label) ?? [];
          // A poll may lie between the two answers.
          if (age !== undefined) expect(Math.abs(Number(age) * 1_000 - (feed.age ?? 0))).toBeLessThan(10_000);
        }
      }, LIMIT_MS),
    LIMIT_MS,
  );

  test(
    'says of pairs that the exchange does not know that they are unlisted, and draws only rows that can be seen',
    async () => {
      await page.locator('.fresh-filter').fill('');
      const all = await page.locator('.fresh-region table').getAttribute('aria-rowcount');
      expect(Number(all)).toBe(unlisted.length + 3 + 1);
      expect(await page.locator('.fresh-region [data-row]').count()).toBeLessThan(50);
      await page.locator('.fresh-region td button').first().focus();
      await page.keyboard.press('Control+End');
      await page.locator('.fresh-region [data-row="usdm:linkusdt"]').waitFor();
      await eventually(async () => expect(await activeLabel()).toMatch(/^linkusdt .*\(usdm\)/), LIMIT_MS);
      await page.locator('.fresh-filter').fill('x7usdc trades');
      await eventually(async () => {
        expect((await cells()).map(({ label }) => label)).toEqual([
          expect.stringMatching(/^x7usdc trades \(spot\): .*, unlisted$/),
        ]);
      }, LIMIT_MS);
    },
    LIMIT_MS,
  );

  test(
    'keeps in the address what it is narrowed to and ordered by',
    async () => {
      await page.locator('.fresh-filter').fill('eth depth');
      await page.getByText('by pair').click();
      await eventually(() => page.url().endsWith('?fresh=eth+depth&freshBy=pair'), LIMIT_MS);
      const other = await installation.open(new URL(page.url()).search);
      await other.page.locator('#freshness').scrollIntoViewIfNeeded();
      await other.page.locator('.fresh-region td button').first().waitFor();
      expect(await other.page.locator('.fresh-region td button').count()).toBe(1);
      expect(await other.page.locator('[data-row="spot:ethusdt"] [data-type="depth"]').count()).toBe(1);
      await other.page.close();
      await page.locator('.fresh-filter').fill('usdt');
      await page.getByText('worst first').click();
    },
    LIMIT_MS,
  );

  test(
    'shows stopped collectors as stale as soon as the API says it, and so does the strip',
    async () => {
      await page.mouse.move(0, 0);
      await installation.collectors.stop();
      const isPrice = ({ code, type }: Feed) => code === 'ethusdt' && type === 'price';
      await eventually(async () => (await feeds()).find(isPrice)?.stale === true, LIMIT_MS);
      const saidAt = performance.now();
      const cell = page.locator('[data-row="spot:ethusdt"] button[data-type="price"]');
      await eventually(async () => (await cell.getAttribute('data-step')) === 'stale', LIMIT_MS);
      await page.locator('.verdict[data-verdict="stale"]').waitFor();
      // Asked for are three seconds, on a machine that has nothing else to do.
      expect(performance.now() - saidAt).toBeLessThan(30_000);
      // The title is set after the drawing.
      await eventually(async () => expect(await page.title()).toContain('stale'));
      expect(await page.locator('.fresh-summary').innerText()).toMatch(
        /^\d+ of \d+ values are stale\. Worst: .* over it$/,
      );
      expect(await page.locator('.fresh-key[data-step="stale"]').innerText()).not.toMatch(/ 0$/);
    },
    LIMIT_MS,
  );

  test(
    'opens details with the keyboard alone, and gives the focus back',
    async () => {
      await page.locator('.fresh-filter').focus();
      for (let presses = 0; !(await activeLabel()).includes(' limit '); presses += 1) {
        expect(presses).toBeLessThan(10);
        await page.keyboard.press('Tab');
      }
      const first = await activeLabel();
      await page.keyboard.press('ArrowRight');
      await eventually(async () => (await activeLabel()) !== first, LIMIT_MS);
      const name = (await activeLabel()).split(':')[0] ?? '';
      await page.keyboard.press('Enter');
      const details = page.locator('#fresh-details');
      await details.waitFor();
      await eventually(() => page.evaluate<boolean>(`document.activeElement?.id === 'fresh-details'`), LIMIT_MS);
      expect((await details.innerText()).startsWith(name)).toBe(true);
      await details.getByText('by nobody: its collector does not report').waitFor();
      await page.keyboard.press('Escape');
      await eventually(async () => (await activeLabel()).startsWith(`${name}:`), LIMIT_MS);
      expect(await details.count()).toBe(0);
      expect(await page.getByText('The order stands still').count()).toBeLessThanOrEqual(1);
    },
    LIMIT_MS,
  );

  test(
    'shows all fresh again, and names what is disabled but still stored',
    async () => {
      installation.configure({ feeds: { depth: { enabled: false } } });
      await installation.collectors.start();
      await page.locator('.fresh-summary', { hasText: 'None of' }).waitFor();
      await page.locator('#fresh-disabled', { hasText: 'depth (spot): 2 pairs' }).waitFor();
      await eventually(async () => (await cells()).every(({ name }) => name !== 'spot:btcusdt depth'), LIMIT_MS);
    },
    LIMIT_MS,
  );

  test('has met no error, and has asked nobody else', () => {
    // The feed that was disabled meanwhile is not found any more, which the browser calls an error.
    const errors = watched.errors.filter((error) => !/^Failed to load resource: .* 404 .*\bdepth\b/.test(error));
    expect([errors, watched.outside]).toEqual([[], []]);
  });
});
