import type { Page } from 'playwright-core';
import { addCloses } from '../../../store/reports/comparedCloses.ts';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

const MINUTE = 60_000;

/** A candle has to close, and be a minute old when the audit comes round. */
const AUDITED_MS = 4 * MINUTE;

describeWithBrowser('closes by streams and by REST on the dashboard', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ feeds: { klines: { transport: 'stream' } } });
    watched = await installation.open('?pair=btcusdt');
    ({ page } = watched);
    await page.locator('#closes').scrollIntoViewIfNeeded();
  }, 2 * LIMIT_MS);
  afterAll(() => installation?.close(), LIMIT_MS);
  afterEach(() => expect([watched.errors, watched.outside]).toEqual([[], []]));

  const panel = () => page.locator('#closes').innerText();
  const factOf = (name: string) =>
    page
      .locator('#closes .facts div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .innerText();

  test('before anything was compared it says when that is', () =>
    eventually(async () => expect(await panel()).toContain('No close was compared yet.'), LIMIT_MS));

  test(
    'of a market whose candles are polled there is nothing to compare',
    async () => {
      const other = await installation.open('?market=usdm&pair=linkusdt');
      await other.page.locator('#closes').scrollIntoViewIfNeeded();
      await eventually(
        async () => expect(await other.page.locator('#closes').innerText()).toContain('do not come by streams'),
        LIMIT_MS,
      );
      await other.page.close();
    },
    2 * LIMIT_MS,
  );

  test(
    'shows what the running audit has compared, as the API tells it',
    async () => {
      const told = () => installation.ask('analytics/closes?code=btcusdt');
      await eventually(async () => (await told()).closes.length > 0, AUDITED_MS);
      const { closes } = await told();
      for (const { stream, rest } of closes) expect(stream).toBe(rest);
      await page.locator('#closes .time-plot canvas').waitFor({ timeout: LIMIT_MS });
      await eventually(async () => {
        const { statistics } = await told();
        expect([await factOf('compared'), await factOf('different'), await factOf('not told by the stream')]).toEqual([
          String(statistics.matched),
          'none',
          'none',
        ]);
      }, LIMIT_MS);
    },
    AUDITED_MS + 2 * LIMIT_MS,
  );

  test(
    'what differs and what is missing are named, with highest, lowest and mean of both',
    async () => {
      const { closes } = await installation.ask('analytics/closes?code=btcusdt');
      const { time } = closes[0];
      await addCloses(installation.bench.store, 'spot', 'btcusdt', {
        at: time,
        closes: [
          [time - 3 * MINUTE, '1.5', '2'],
          [time - 2 * MINUTE, null, '9000000.1'],
        ],
      });
      await eventually(async () => expect(await factOf('different')).toBe('▲ 1'), LIMIT_MS);
      expect(await factOf('not told by the stream')).toBe('1');
      const { statistics } = await installation.ask('analytics/closes?code=btcusdt');
      const row = (name: string) => page.locator(`#closes [data-row="${name}"]`).innerText();
      expect(await row('lowest')).toMatch(/1\.5 at .*2 at /s);
      expect(await row('highest')).toContain('9000000.1 at ');
      await eventually(async () => {
        const told = await installation.ask('analytics/closes?code=btcusdt');
        expect(await row('mean')).toContain(told.statistics.mean.rest);
      }, LIMIT_MS);
      expect(statistics.largestDifference.absolute).toBe('0.5');
      expect(await factOf('largest difference')).toMatch(/^0\.5, /);
      await page.getByText('All closes as a table').click();
      const rows = page.locator('#closes details tbody tr');
      await rows.first().waitFor();
      expect(await rows.nth(-1).innerText()).toMatch(/1\.5\s+2$/);
      expect(await rows.nth(-2).innerText()).toMatch(/not told\s+9000000\.1$/);
    },
    3 * LIMIT_MS,
  );
});
