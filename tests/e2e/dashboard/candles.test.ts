import type { Page } from 'playwright-core';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { readSeries, writeSeries } from '../../../store/values/series.ts';
import { padded } from '../../../web/figures/format.ts';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

const MINUTE = 60_000;
/** Candles of a series that are kept: the chart has two hundred of them at first. */
const KEPT = 400;
const key = dataKey('spot', 'btcusdt', 'klines', 1);

interface Row {
  readonly openTime: number;
  readonly close: string;
  readonly volume: string;
  readonly final: boolean;
}

describeWithBrowser('candles on the dashboard', () => {
  let site: Installation;
  let seen: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    site = await openInstallation({ retention: { klines: KEPT } });
    seen = await site.open('?pair=btcusdt');
    page = seen.page;
    await page.locator('.candle-chart canvas').first().waitFor();
  });
  afterEach(() => expect([seen.errors, seen.outside]).toEqual([[], []]));
  afterAll(() => site?.close());

  const legend = () => page.locator('.candle-legend').innerText();
  const figure = (name: string) => page.locator(`.candle-legend [data-figure="${name}"]`).innerText({ timeout: 5_000 });
  const shownAt = async () => Number(await page.locator('.candle-legend').getAttribute('data-open-time'));
  const note = () => page.locator('#candles .note[data-count]').innerText();
  const missing = () => page.locator('.candle-gaps li').allInnerTexts();
  const rowsOf = async (type = '1'): Promise<readonly Row[]> =>
    (await site.ask(`GetData?type=${type}&code=btcusdt`)).data;

  /** What is shown is what GetData has, both being read again and again until they meet. */
  const meets = (type = '1') =>
    eventually(async () => {
      const [newest] = await rowsOf(type);
      const [openTime, close, volume] = [await shownAt(), await figure('C'), await figure('volume')];
      const places = close.split('.')[1]?.length ?? 0;
      expect([openTime, close, volume]).toEqual([
        newest?.openTime,
        padded(newest?.close ?? '', places),
        padded(newest?.volume ?? '', 0),
      ]);
    }, LIMIT_MS);

  /** Goes by keyboard to the candle that opens at this time. */
  const pointAt = async (openTime: number) => {
    await page.locator('.candle-chart').focus();
    await page.keyboard.press('End');
    for (let at = (await rowsOf())[0]?.openTime ?? 0; at > openTime; at -= MINUTE)
      await page.keyboard.press('ArrowLeft');
  };

  /** Pixels of the chart that have the ground of gaps. */
  const shadedPixels = () =>
    page.locator('.candle-chart').evaluate((chart) => {
      const view = chart.ownerDocument.defaultView;
      const probe = chart.appendChild(chart.ownerDocument.createElement('span'));
      probe.style.color = 'var(--warn-ground)';
      const ground = view?.getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      let pixels = 0;
      for (const canvas of chart.querySelectorAll('canvas')) {
        const { width, height } = canvas;
        const data = width * height > 0 ? canvas.getContext('2d')?.getImageData(0, 0, width, height).data : undefined;
        for (let at = 0; at < (data?.length ?? 0); at += 4) {
          if ([0, 1, 2].every((part) => data?.[at + part] === ground[part]) && data?.[at + 3] === 255) pixels += 1;
        }
      }
      return pixels;
    });

  test('the newest candle is that of GetData, and forms', async () => {
    await meets();
    const before = await figure('volume');
    await eventually(async () => expect(await figure('volume')).not.toBe(before), LIMIT_MS);
    await meets();
    await eventually(async () => expect(await legend()).toMatch(/forming, [\d.]+ s old/), LIMIT_MS);
    expect(await page.locator('#candles header .age').innerText()).toMatch(/^[\d.]+ s$/);
  });

  test('another interval stands in the address; one that is not collected is said', async () => {
    await page.locator('#candles').getByRole('radio', { name: '5m' }).check();
    await eventually(() => expect(new URL(page.url()).searchParams.get('candles')).toBe('5'));
    await meets('5');
    await page.goto(`${site.url}/?pair=btcusdt&candles=43200`);
    await eventually(async () =>
      expect(await page.locator('#candles').innerText()).toContain(
        'Candles “43200” are not collected in spot. 1m is shown instead.',
      ),
    );
    await meets();
    await page.goto(`${site.url}/?market=usdm&candles=1`);
    await eventually(
      async () =>
        expect(await shownAt()).toBe((await site.ask('GetData?type=1&code=linkusdt&market=usdm')).data[0].openTime),
      LIMIT_MS,
    );
  });

  test('going back asks for older candles, until none are kept', async () => {
    const asked: number[] = [];
    page.on('request', (request) => {
      const { searchParams } = new URL(request.url());
      const before = searchParams.get('before');
      // Trades are gone back by their ids.
      if (before !== null && searchParams.get('type') === '1') asked.push(Number(before));
    });
    await page.goto(`${site.url}/?pair=btcusdt`);
    await eventually(
      async () => expect(await note()).toMatch(/^[23]\d\d candles\. Older ones come when you go back\.$/),
      LIMIT_MS,
    );
    const first = Math.min(...asked);
    await page.locator('.candle-chart').focus();
    await eventually(async () => {
      await page.keyboard.press('Home');
      expect(await note()).toContain('Older candles are not kept.');
    }, LIMIT_MS);
    expect(Math.min(...asked)).toBeLessThan(first);
    const { pages } = await site.ask('GetData?type=1&code=btcusdt');
    const oldest = (await site.ask(`GetData?type=1&code=btcusdt&pageSize=${pages}`)).data.at(-1).openTime;
    // What the API has let go since stays on the page. The last ones are drawn a little after they were read.
    await eventually(async () => {
      await page.keyboard.press('Home');
      expect(Math.abs(oldest - (await shownAt()))).toBeLessThanOrEqual(10 * MINUTE);
    });
    expect(await page.locator('#candles [aria-live]').innerText()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d: open /);
  });

  test('a restated candle is marked, a gap is shaded and says why, and is mended where it was filled', async () => {
    const { store } = site.bench.test;
    await page.goto(`${site.url}/?pair=btcusdt`);
    await meets();
    await eventually(async () => expect([await shadedPixels(), await missing()]).toEqual([0, []]), LIMIT_MS);
    await site.collectors.stop();
    const fence = Number(await store.redis.hget(metaKey(key), 'fence'));

    const at = (await rowsOf())[3]?.openTime ?? 0;
    const {
      rows: [member = ''],
    } = await readSeries(store, key, { before: at + 1 }, 1);
    // The API learns of it by the announcement of the next write.
    const [from, to] = [at - 20 * MINUTE, at - 18 * MINUTE];
    await store.redis.zremrangebyscore(key, from, to);
    const restated = { score: at, member: JSON.stringify(JSON.parse(member).with(5, '987654.321')) };
    await writeSeries(store, key, [restated], {
      ...{ fence, asOf: site.bench.simulator.now(), source: 'simulator', kind: 'candles', retention: KEPT },
      ...{ layout: rowLayoutOf(rowOf('spot', 'klines')), confirmsNewest: true },
    });
    await eventually(async () => {
      await pointAt(at);
      expect([await shownAt(), await figure('volume')]).toEqual([at, '987654.321']);
    }, LIMIT_MS);
    expect(await legend()).toContain('restated by the exchange');

    const gap = { code: 'btcusdt', from, to, left: to, rows: 0, foundAt: at, changedAt: at } as const;
    await writeGaps(store, 'klines-1', fence, [{ ...gap, cause: 'stream-down', state: 'open' }]);
    await eventually(async () =>
      expect(await missing()).toEqual([expect.stringMatching(/: 3 candles missing, stream down, open\.$/)]),
    );
    await page.reload();
    await eventually(async () => expect(await shadedPixels()).toBeGreaterThan(1_000), LIMIT_MS);
    await eventually(async () => {
      await pointAt(to);
      expect(await legend()).toContain('no candle is stored (stream down, open)');
    }, LIMIT_MS);

    await site.collectors.start();
    await eventually(async () => {
      expect((await readGaps(store, 'klines-1')).map(({ state }) => state)).toEqual(['filled']);
    }, LIMIT_MS);
    await eventually(async () => {
      expect([await missing(), await shadedPixels()]).toEqual([[], 0]);
      await pointAt(to);
      expect(await shownAt()).toBe(to);
    }, LIMIT_MS);
  });
});
