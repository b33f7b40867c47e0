import { Big } from 'big.js';
import type { Page } from 'playwright-core';
import { compactText } from '../../../web/figures/format.ts';
import { eventually } from '../../eventually.ts';
import { busySymbols } from '../../integration/collectors/streamed/onStreams.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

interface Trade {
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  readonly time: number;
  readonly isBuyerMaker: boolean;
}

/** A line of the tape: a trade's id and texts, or what is said in the place of trades. */
interface Line {
  readonly id: number | null;
  readonly cells: readonly string[];
}

const linesIn = (page: Page, list = '.trades'): Promise<Line[]> =>
  page.evaluate(`[...document.querySelectorAll('${list} .scroll tbody tr')].map((row) => ({
    id: row.dataset.id === undefined ? null : Number(row.dataset.id), cells: [...row.cells].map((cell) => cell.innerText),
  }))`);

describeWithBrowser('the tape on the dashboard', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ transport: 'stream' }, { symbols: busySymbols });
    watched = await installation.open('?pair=btcusdt');
    page = watched.page;
    await page.locator('#tape').scrollIntoViewIfNeeded();
    await page.locator('.trades .scroll tbody tr').nth(9).waitFor();
  });
  afterAll(() => installation?.close());

  const stored = async (asked: string): Promise<Trade[]> => (await installation.ask(`GetData?${asked}`)).data;
  const newest = () => stored('type=trades&code=btcusdt');

  /** All stored trades from one id on. */
  const storedFrom = async (id: number): Promise<Trade[]> => {
    const all = await newest();
    for (let page = all; (page.at(-1)?.id ?? id) > id; all.push(...page)) {
      page = await stored(`type=trades&code=btcusdt&before=${page.at(-1)?.id}`);
    }
    return all.filter((trade) => trade.id >= id);
  };

  const choose = (preset: string) =>
    page.locator('.tape-controls').getByLabel(preset, { exact: true }).check({ force: true });

  /** What is shown and what is stored, once both have the same newest trade. */
  const meets = () =>
    eventually(async () => {
      const [lines, trades] = [await linesIn(page), await newest()];
      return lines[0]?.id === trades[0]?.id && { lines, trades };
    }, LIMIT_MS);
  /** The same, while no trade comes: on a busy machine the next one may always be stored before the last one is drawn. */
  const sameMoment = async () => {
    installation.bench.stand(true);
    return meets().finally(() => installation.bench.stand(false));
  };

  test('shows the stored trades by id, with who took them, and those that follow', async () => {
    let last = 0;
    for (let round = 0; round < 2; round += 1) {
      const { lines, trades } = await eventually(async () => {
        const same = await sameMoment();
        return same.trades[0]?.id !== last && same;
      }, LIMIT_MS);
      last = trades[0]?.id ?? 0;
      const shown = lines.slice(0, 10).map(({ id, cells: [, taker, price = '', qty = ''] }) => {
        return { id, taker, price: Big(price).toFixed(), qty: Big(qty).toFixed() };
      });
      expect(shown).toEqual(
        trades.map(({ id, price, qty, isBuyerMaker }) => {
          const taker = isBuyerMaker ? '▼ sold' : '▲ bought';
          return { id, taker, price: Big(price).toFixed(), qty: Big(qty).toFixed() };
        }),
      );
    }
  });

  test('fetches what was before, and draws it for who scrolls', async () => {
    expect((await linesIn(page)).length).toBeLessThanOrEqual(40);
    await page.evaluate("document.querySelector('.trades .scroll').scrollTop = 30");
    const lines = await eventually(async () => {
      const read = await linesIn(page);
      return read.length >= 100 && read;
    }, LIMIT_MS);
    expect(lines.filter(({ id }) => id === null)).toEqual([]);
    const ids = lines.flatMap(({ id }) => id ?? []);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) - index));
  });

  test('counts what takers bought and sold of late, of what was seen', async () => {
    // A page that is opened now sees no more than it lists.
    installation.bench.stand(true);
    const other = await installation.open('?pair=btcusdt');
    try {
      await other.page.locator('#tape').scrollIntoViewIfNeeded();
      await eventually(async () => {
        await other.page.evaluate("document.querySelector('.trades .scroll').scrollTop = 30");
        const ids = (await linesIn(other.page)).flatMap(({ id }) => id ?? []);
        expect(ids.length).toBeGreaterThanOrEqual(100);
        const from = Date.now() / 1_000 - 300;
        const late = (await storedFrom(ids.at(-1) ?? 0)).filter(({ time }) => Math.floor(time / 1_000) >= from);
        const sums = [false, true].map((isSold) => {
          const own = late.filter(({ isBuyerMaker }) => isBuyerMaker === isSold);
          const value = own.reduce((sum, { price, qty }) => sum.plus(Big(price).times(qty)), Big(0));
          return `${compactText(value.toNumber())} in ${own.length}`;
        });
        expect(await other.page.locator('.flow tbody tr').nth(1).locator('td').allInnerTexts()).toEqual(sums);
      }, LIMIT_MS);
    } finally {
      installation.bench.stand(false);
      await other.page.close();
    }
  });

  test('leaves out what is below the threshold, which stands in the address', async () => {
    await choose('10k');
    expect(new URL(page.url()).searchParams.get('tape')).toBe('10000');
    const isLarge = async () => {
      const lines = await linesIn(page);
      return lines.length > 0 && lines.every(({ cells }) => Number(cells.at(-1)?.replace(/[^\d.]/g, '')) >= 10_000);
    };
    await eventually(isLarge, LIMIT_MS);
    await page.locator('.threshold input').fill('999999999999');
    await page.locator('.threshold input').press('Enter');
    await eventually(async () => (await page.locator('.trades').innerText()).includes('none is worth'), LIMIT_MS);
    expect(new URL(page.url()).searchParams.get('tape')).toBe('999999999999');
    await choose('all');
    expect(new URL(page.url()).searchParams.get('tape')).toBeNull();
    await sameMoment();
  });

  test('marks large trades, from the value on that CONFIG.json sets', async () => {
    installation.configure({ live: { largeTradeUsd: 2_500 } });
    await eventually(
      async () => expect(await page.locator('#tape').innerText()).toContain('◆ large: 2,500 USDT and more.'),
      LIMIT_MS,
    );
    const { lines, large } = await eventually(async () => {
      const [lines, large] = await page.evaluate<[Line[], number[]]>(`[
        [...document.querySelectorAll('.trades .scroll tr[data-id]')].map((row) => ({ id: Number(row.dataset.id), cells: [...row.cells].map((cell) => cell.innerText) })),
        [...document.querySelectorAll('.trades tr.is-large')].map((row) => Number(row.dataset.id)),
      ]`);
      return large.length > 0 && large.length < lines.length && { lines, large };
    }, LIMIT_MS);
    const trades = await storedFrom(Math.min(...lines.map(({ id }) => id ?? 0)));
    const isLarge = ({ id, cells }: Line) => {
      const trade = trades.find((one) => one.id === id);
      const marked = large.includes(id ?? 0);
      expect(cells.at(-1)?.includes('◆')).toBe(marked);
      return trade !== undefined && Big(trade.price).times(trade.qty).gte(2_500) === marked;
    };
    expect(lines.filter((line) => !isLarge(line))).toEqual([]);
    installation.configure({});
  });

  test('stands still while it is paused by keyboard, and says how many came meanwhile', async () => {
    await page.locator('.tape-controls button').press('Enter');
    const before = await linesIn(page);
    const button = page.locator('.tape-controls button');
    await eventually(async () => /^Go on: [1-9]\d* new$/.test(await button.innerText()), LIMIT_MS);
    expect((await linesIn(page)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    await button.press('Enter');
    await sameMoment();
  });

  test('shows liquidations beside it, and says that they are a sample', async () => {
    const futures = await installation.open('?market=usdm&pair=linkusdt');
    const list = futures.page.locator('.liquidations');
    await list.scrollIntoViewIfNeeded();
    expect(await list.innerText()).toContain('A sample: at most one per symbol and second is told.');
    await eventually(async () => {
      const [lines, rows] = [
        await linesIn(futures.page, '.liquidations'),
        await stored('market=usdm&type=liquidations&code=linkusdt'),
      ];
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.slice(0, 10).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    }, LIMIT_MS);
    expect([futures.errors, futures.outside]).toEqual([[], []]);
    await futures.page.close();
  });

  test('after a break shows all that came meanwhile, and names what is not stored', async () => {
    expect([watched.errors, watched.outside]).toEqual([[], []]);
    const { redis } = installation.bench.store;
    const key = 'spot:{btcusdt}:trades';
    await installation.api.stop();
    // The page was told none that is newer.
    const top = Number((await redis.zrange(key, -1, '-1', 'WITHSCORES'))[1]);
    // More than the ten that the API tells to who comes anew.
    await eventually(async () => (await redis.zcount(key, top + 1, '+inf')) > 15, LIMIT_MS);
    // So that no more come than the tape has room for.
    installation.bench.stand(true);
    await page.locator('[data-verdict=frozen]').waitFor();
    await redis.zremrangebyscore(key, top + 4, top + 6);
    await installation.api.start();
    const lines = await eventually(async () => {
      // What nobody scrolls to is not drawn.
      await page.evaluate("document.querySelector('.trades .scroll').scrollTop = 30");
      const { lines } = await meets();
      return lines.some(({ id }) => id === top + 7) && lines.some(({ id }) => id === top + 3) && lines;
    }, LIMIT_MS);
    const at = lines.findIndex(({ id }) => id === top + 7);
    expect(lines.slice(at, at + 3).map(({ id, cells }) => id ?? cells[0])).toEqual([
      top + 7,
      '3 trades are not stored.',
      top + 3,
    ]);
    const ids = lines.filter((_, index) => index < at).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) - index));
    installation.bench.stand(false);
  });

  test('says so when trades are collected no more', async () => {
    installation.configure({ feeds: { trades: { enabled: false } } });
    await eventually(
      async () => (await page.locator('#tape').innerText()).includes('Trades are not collected'),
      LIMIT_MS,
    );
  });
});
