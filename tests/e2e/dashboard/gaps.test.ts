import type { Page } from 'playwright-core';
import { gapsKey } from '../../../store/redis/keys.ts';
import { type Gap, writeGaps } from '../../../store/values/gaps.ts';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

const MINUTE = 60_000;

describeWithBrowser('the gap ledger', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation();
    watched = await installation.open();
    page = watched.page;
    await page.locator('#gaps').scrollIntoViewIfNeeded();
    await page.locator('#gaps [data-open]').waitFor();
  }, LIMIT_MS);
  afterAll(() => installation.close(), LIMIT_MS);

  /** Puts gaps on the ledger of a worker, as it does itself. */
  const record = async (worker: string, gaps: readonly Gap[]): Promise<void> => {
    const { store } = installation.bench;
    const fence = Number((await store.redis.hget(gapsKey(worker), 'fence')) ?? 1);
    await writeGaps(store, worker, fence, gaps);
  };

  const rows = (): Promise<string[]> =>
    page.locator('#gaps [data-state][data-code]').evaluateAll((found) =>
      found.map((row) => {
        const [, market, feed, , , , , , state] = [...row.querySelectorAll('td')].map(({ innerText }) => innerText);
        return [market, feed, row.getAttribute('data-code'), state?.split(' ').at(-1)].join(' ');
      }),
    );

  /** What the API lists, in the words of the page. */
  const told = async (query = ''): Promise<string[]> => {
    const ledgers = await Promise.all(
      ['spot', 'usdm'].map((market) => installation.ask(`gaps?market=${market}&limit=200${query}`)),
    );
    return ledgers.flatMap(({ gaps }) =>
      gaps.map(({ market = 'spot', type, code, state }: Record<string, string | number>) =>
        [market, typeof type === 'number' ? intervals[type] : type, code, state].join(' '),
      ),
    );
  };
  const intervals: Record<number, string> = { 1: '1m', 5: '5m', 60: '1h' };

  const showsWhatIsTold = (query = '') =>
    eventually(async () => expect((await rows()).toSorted()).toEqual((await told(query)).toSorted()), LIMIT_MS);

  test('shows what the API lists', () => showsWhatIsTold(), LIMIT_MS);

  test(
    'shows a gap of each market as soon as the API knows it: how far it is filled, its cause, and where it lies',
    async () => {
      await installation.collectors.stop();
      const { at } = await installation.ask('health');
      const minute = Math.floor(at / MINUTE) * MINUTE;
      const gap: Gap = {
        ...{ code: 'btcusdt', from: minute - 40 * MINUTE, to: minute - 31 * MINUTE, cause: 'exchange-down' },
        ...{ state: 'open', foundAt: at, changedAt: at, left: minute - 34 * MINUTE, rows: 3 },
      };
      await record('klines-1', [gap]);
      const from = gap.from - (gap.from % (5 * MINUTE));
      const to = from + 5 * MINUTE;
      await record('usdm-klines-5', [{ ...gap, code: 'linkusdt', from, to, left: to, rows: 0 }]);
      await eventually(async () => (await installation.ask('health')).openGaps >= 2, LIMIT_MS);
      const saidAt = performance.now();
      const row = page.locator('#gaps tr[data-state="open"][data-code="btcusdt"]');
      await row.waitFor();
      // Less than the fifteen seconds after which the page would have asked by itself.
      expect(performance.now() - saidAt).toBeLessThan(12_000);
      expect(await row.innerText()).toMatch(/spot\s1m\sbtcusdt\s.*\s10\s+exchange down\s+■ open\s+3 of 10 \(30 %\)/s);
      const bar = row.locator('progress');
      expect([await bar.getAttribute('value'), await bar.getAttribute('max')]).toEqual(['3', '10']);
      expect(await row.locator('[title*="was out of reach"]').count()).toBe(1);
      await showsWhatIsTold();
      const lane = page.locator('#gaps svg[aria-label^="1m (spot):"]');
      expect(await lane.getAttribute('aria-label')).toContain('1 open');
      expect(await lane.locator('rect.is-open title').textContent()).toMatch(/^1 open: /);
    },
    LIMIT_MS,
  );

  test(
    'lists only open ones where they are asked for by the keyboard, and keeps that in the address',
    async () => {
      await page.locator('#gaps').getByRole('radio', { name: 'all', exact: true }).focus();
      await page.keyboard.press('ArrowRight');
      await eventually(() => page.url().endsWith('?gaps=open'), LIMIT_MS);
      await showsWhatIsTold('&state=open');
      const other = await installation.open(new URL(page.url()).search);
      await other.page.locator('#gaps').scrollIntoViewIfNeeded();
      await other.page.locator('#gaps [data-code]').first().waitFor();
      expect(await other.page.locator('#gaps [data-code]:not([data-state="open"])').count()).toBe(0);
      await other.page.close();
      expect((await rows()).length).toBeGreaterThanOrEqual(2);
      await page.locator('#gaps').getByRole('radio', { name: 'open', exact: true }).focus();
      await page.keyboard.press('ArrowLeft');
    },
    LIMIT_MS,
  );

  test(
    'shows that it is filled when the collectors have fetched its rows',
    async () => {
      await installation.collectors.start();
      const filled = page
        .locator('#gaps tr[data-state="filled"][data-code="btcusdt"]')
        .filter({ has: page.getByRole('cell', { name: '1m', exact: true }) });
      await filled.first().waitFor({ timeout: LIMIT_MS });
      await page.locator('#gaps [data-open="0"]').waitFor();
      await showsWhatIsTold();
    },
    2 * LIMIT_MS,
  );

  test('has met no error, and has asked nobody else', () => {
    expect(watched).toMatchObject({ errors: [], outside: [] });
  });
});
