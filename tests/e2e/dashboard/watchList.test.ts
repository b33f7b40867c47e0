import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

/** More than a low window shows. */
const pairs = 'btc eth bnb ltc ada xrp xlm trx etc link atom doge algo hbar xtz vet'
  .split(' ')
  .map((base) => `${base}usdt`);

const off = { enabled: false };
const feeds = { trades: off, depth: off };
const DAY_MS = 86_400_000;
const look = { width: 1280, height: 420 };

const rowOf = (page: Page, code: string) => page.locator(`#watch-list tr:has(a[data-code="${code}"])`);
const cells = (page: Page, code: string) => rowOf(page, code).locator('td').allInnerTexts();
const drawn = (page: Page) =>
  page.locator('#watch-list a[data-code]').evaluateAll((links) => links.map((link) => link.getAttribute('data-code')));
const focused = (page: Page) =>
  page
    .locator('#watch-list')
    .evaluate(({ ownerDocument }) => ownerDocument.activeElement?.getAttribute('data-code') ?? null);
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search pairs' });
const queryOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

describeWithBrowser('the list of pairs', () => {
  let all: Installation;
  beforeAll(async () => {
    const usdm = { pairs: ['linkusdt'], klines: { intervals: [1] }, feeds };
    all = await openInstallation({ pairs, usdm, feeds, klines: { intervals: [60] } });
  }, LIMIT_MS);
  afterAll(() => all?.close());
  afterEach(async () => {
    for (const context of all.browser.contexts()) await context.close();
  });

  const newest = async (type: string, code: string, market = 'spot') =>
    (await all.ask(`GetData?type=${type}&code=${code}&market=${market}`)).data[0];

  test('shows of each pair what the API says, and follows it', async () => {
    const { page, errors, outside } = await all.open('', look);
    const agree = (code: string) =>
      eventually(async () => {
        const [{ price }, { priceChangePercent }, { bidPrice, askPrice }] = await Promise.all(
          ['price', 'high-low', 'book-ticker'].map((type) => newest(type, code)),
        );
        const [name, shown = '', change = '', spread, , age] = await cells(page, code);
        expect(name).toBe(code.toUpperCase());
        expect(Number(shown.replace(/[▲▼]\s*/, ''))).toBe(Number(price));
        expect(Number(change.replace('%', ''))).toBeCloseTo(Number(priceChangePercent), 1);
        const points = ((askPrice - bidPrice) / ((Number(askPrice) + Number(bidPrice)) / 2)) * 10_000;
        expect(Number(spread) / points).toBeCloseTo(1, 0);
        expect(age).toMatch(/^\d+(\.\d)? s$/);
        return price as string;
      });
    for (const code of ['ethusdt', 'adausdt']) await agree(code);
    const before = await agree('btcusdt');
    await eventually(async () => expect((await newest('price', 'btcusdt')).price).not.toBe(before));
    // A move is marked, and the mark goes again.
    await eventually(async () => expect((await cells(page, 'btcusdt'))[1]).toMatch(/^[▲▼] /));
    await agree('btcusdt');
    expect([errors, outside]).toEqual([[], []]);
  });

  test('draws the last day of the pairs that can be seen, from candles, up to the present', async () => {
    const { page } = await all.open('', look);
    const asked = new Set<string>();
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/GetData') asked.add(searchParams.get('code') ?? '');
    });
    await eventually(async () => {
      const path = await rowOf(page, 'btcusdt').locator('path').getAttribute('d');
      const rows: { openTime: number; final: boolean }[] = [];
      for (const page of [1, 2, 3]) {
        rows.push(...(await all.ask(`GetData?type=60&code=btcusdt&pageSize=${page}`)).data);
      }
      const since = Date.now() - DAY_MS;
      const closed = rows.filter(({ openTime, final }) => final && openTime + 3_600_000 > since);
      const points = path?.match(/[ML]/g)?.length ?? 0;
      expect(closed.length).toBeGreaterThan(10);
      // The hour may end between the two.
      expect(Math.abs(points - closed.length - 1)).toBeLessThanOrEqual(1);
    });
    expect(asked).not.toContain(pairs.at(-1));
  });

  test('only rows that can be seen are drawn; keys lead from pair to pair', async () => {
    const { page, errors } = await all.open('', look);
    await eventually(async () => expect(await drawn(page)).toContain('btcusdt'));
    expect(await page.locator('#watch-list table').getAttribute('aria-rowcount')).toBe(String(pairs.length + 1));
    await eventually(async () => expect((await drawn(page)).length).toBeLessThan(pairs.length));
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('btcusdt');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => expect(await focused(page)).toBe(pairs[2]));
    await page.keyboard.press('End');
    await eventually(async () => expect(await focused(page)).toBe(pairs.at(-1)));
    expect(await drawn(page)).not.toContain('btcusdt');
    await page.keyboard.press('ArrowUp');
    await eventually(async () => expect(await focused(page)).toBe(pairs.at(-2)));
    // Where the focused row is scrolled away, keys lead on from it all the same.
    await page.locator('#watch-list .rows').evaluate((box) => box.scrollTo(0, 0));
    await eventually(async () => expect(await drawn(page)).toContain('btcusdt'));
    await page.keyboard.press('ArrowUp');
    await eventually(async () => expect(await focused(page)).toBe(pairs.at(-3)));
    await page.keyboard.press('Enter');
    await eventually(() => expect(queryOf(page)).toEqual({ pair: pairs.at(-3) }));
    expect(await page.locator('#watch-list [aria-current="true"]').getAttribute('data-code')).toBe(pairs.at(-3));
    expect(await page.locator('#watch-list a[tabindex="0"]').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('search and order stand in the address, and come back from it', async () => {
    const { page, errors } = await all.open('', look);
    await search(page).fill(' X');
    await eventually(async () =>
      expect((await drawn(page)).sort()).toEqual(['trxusdt', 'xlmusdt', 'xrpusdt', 'xtzusdt']),
    );
    expect(queryOf(page)).toEqual({ search: ' X' });
    const head = page.locator('#watch-list').getByRole('columnheader', { name: 'Price' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(queryOf(page)).toEqual({ search: ' X', order: '-price' });
    const prices = async () => {
      const rows = await Promise.all((await drawn(page)).map((code) => newest('price', code ?? '')));
      return rows.map(({ price }) => Number(price));
    };
    const falling = (figures: readonly number[]) =>
      figures.every((figure, at) => at === 0 || figure <= Number(figures[at - 1]));
    await eventually(async () => expect(falling(await prices())).toBe(true));
    const { page: other } = await all.open(new URL(page.url()).search, look);
    await eventually(async () => expect(await drawn(other)).toHaveLength(4));
    await eventually(async () => expect(await drawn(other)).toEqual(await drawn(page)));
    expect(await search(other).inputValue()).toBe(' X');
    await other.close();
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await eventually(async () => expect(falling((await prices()).reverse())).toBe(true));
    await search(page).fill('<b>nothing</b>');
    await eventually(async () =>
      expect(await page.locator('#watch-list').innerText()).toContain(
        'No pair of spot has “<b>nothing</b>” in its name.',
      ),
    );
    expect(errors).toEqual([]);
  });

  test('a click looks at a pair, with a key held it opens a tab; another market is one choice away', async () => {
    const { page, errors } = await all.open('?order=symbol', look);
    // Figures in the strip move what is below it, and a click that is forced does not wait.
    await page.locator('.strip .facts').waitFor();
    // The link reaches over the whole row.
    await rowOf(page, 'bnbusdt').locator('td').nth(2).click({ force: true });
    await eventually(() => expect(queryOf(page)).toEqual({ order: 'symbol', pair: 'bnbusdt' }));
    const opened = page.context().waitForEvent('page');
    await rowOf(page, 'adausdt')
      .locator('a')
      .click({ modifiers: ['Control'] });
    const tab = await opened;
    expect(queryOf(tab)).toEqual({ order: 'symbol', pair: 'adausdt' });
    expect(queryOf(page)).toEqual({ order: 'symbol', pair: 'bnbusdt' });
    await page.getByRole('radio', { name: 'usdm' }).check({ force: true });
    await eventually(() => expect(queryOf(page)).toEqual({ order: 'symbol', market: 'usdm' }));
    await eventually(async () => expect(await drawn(page)).toEqual(['linkusdt']));
    await eventually(async () => {
      const { price } = await newest('price', 'linkusdt', 'usdm');
      expect(Number((await cells(page, 'linkusdt'))[1]?.replace(/[▲▼]\s*/, ''))).toBe(Number(price));
    });
    expect(await page.locator('#watch-list').innerText()).toContain('Not collected: candles of 60 or 30 minutes.');
    await page.goBack();
    await eventually(async () => expect(await drawn(page)).toContain('adausdt'));
    expect(errors).toEqual([]);
  });

  test('a market that is not collected is said, and a pair that the exchange does not trade', async () => {
    all.bench.simulator.setSymbolStatus('BTCUSDT', 'BREAK');
    await eventually(async () => {
      const { feeds } = await all.ask('health');
      expect(feeds.find(({ code }: { code: string }) => code === 'btcusdt').status).toBe('BREAK');
    });
    const { page, errors } = await all.open('?market=coinm', look);
    const said = page.getByText('coinm is not collected, or not any more.');
    await said.getByRole('button', { name: 'Show spot' }).click();
    await eventually(async () => expect((await cells(page, 'btcusdt')).join(' ')).toContain('BREAK'));
    expect([await said.count(), queryOf(page)]).toEqual([0, {}]);
    expect((await cells(page, 'ethusdt')).join(' ')).not.toContain('BREAK');
    all.bench.simulator.setSymbolStatus('BTCUSDT', 'TRADING');
    expect(errors).toEqual([]);
  });
});
