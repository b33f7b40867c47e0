import { Big } from 'big.js';
import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

type Row = Readonly<Record<'bidPrice' | 'bidQty' | 'askPrice' | 'askQty', string>>;

/** A book of GetData. */
interface Book {
  readonly lastUpdateId: number;
  readonly total: number;
  readonly data: readonly Row[];
}

const query = 'GetData?type=depth&code=btcusdt&pageSize=';

/** What the page shows, read at one moment: texts of the ladder's cells from top to bottom, and of what stands around it. */
interface Shown {
  readonly update: number;
  readonly asks: readonly string[][];
  readonly bids: readonly string[][];
  readonly spread: string;
  readonly imbalance: string;
}

const shownIn = (page: Page): Promise<Shown> =>
  page.evaluate(`(() => {
    const text = (selector) => document.querySelector(selector)?.innerText ?? '';
    const cells = (side) => [...document.querySelectorAll('.ladder .' + side + ' tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText));
    return {
      update: Number(/update\\s+(\\d+)/.exec(text('#book .facts'))?.[1]),
      asks: cells('asks'), bids: cells('bids'), spread: text('.ladder .mid td'), imbalance: text('.imbalance'),
    };
  })()`);

/** Price, quantity and sum of ten levels, as numbers without more zeros than they need. */
function sideOf(rows: readonly Row[], price: 'bidPrice' | 'askPrice', qty: 'bidQty' | 'askQty'): string[][] {
  let sum = Big(0);
  return rows.map((row) => {
    sum = sum.plus(row[qty]);
    return [Big(row[price]), Big(row[qty]), sum].map((one) => one.toFixed());
  });
}

const plain = (rows: readonly string[][]) => rows.map((row) => row.map((text) => Big(text).toFixed()));

describeWithBrowser('the book on the dashboard', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ transport: 'stream', feeds: { depth: { levels: 100 } } });
    watched = await installation.open('?pair=btcusdt');
    page = watched.page;
    await page.locator('.ladder .bids tr').nth(9).waitFor();
  });
  afterAll(() => installation?.close());

  const readPage = (pageSize: number): Promise<Book> => installation.ask(query + pageSize);
  const textOf = (selector: string) => page.locator(selector).innerText();

  /** What is shown, and what GetData has of the same update. */
  const sameMoment = (): Promise<{ shown: Shown; book: Book }> =>
    eventually(async () => {
      const [shown, book] = [await shownIn(page), await readPage(1)];
      return shown.update === book.lastUpdateId && { shown, book };
    }, LIMIT_MS);

  test('shows the first page of GetData with sums, spread and imbalance, and again when it has changed', async () => {
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      await eventually(async () => (await shownIn(page)).update > last, LIMIT_MS);
      installation.bench.stand(true);
      const { shown, book } = await sameMoment().finally(() => installation.bench.stand(false));
      last = shown.update;
      const [bids, asks] = [sideOf(book.data, 'bidPrice', 'bidQty'), sideOf(book.data, 'askPrice', 'askQty')];
      expect(plain(shown.bids)).toEqual(bids);
      expect(plain(shown.asks.toReversed())).toEqual(asks);
      const [bid, ask] = [Big(bids[0]?.[0] ?? ''), Big(asks[0]?.[0] ?? '')];
      const points = ask.minus(bid).div(ask.plus(bid).div(2)).times(10_000);
      expect(shown.spread).toBe(`${ask.minus(bid).toFixed()} · ${points.toFixed(points.lt(0.01) ? 4 : 2)} bp`);
      const [bidSum, askSum] = [Number(bids.at(-1)?.[2]), Number(asks.at(-1)?.[2])];
      expect(shown.imbalance).toContain(`bids ${((bidSum / (bidSum + askSum)) * 100).toFixed(1)} %`);
    }
  });

  test('shows how deep it is: all stored levels of one update', async () => {
    await page.locator('.depth-plot canvas').waitFor();
    installation.bench.stand(true);
    try {
      await eventually(async () => {
        const pages: Book[] = await Promise.all(Array.from({ length: 10 }, (_, index) => readPage(index + 1)));
        const rows = pages.flatMap(({ data }) => data);
        const [first] = pages;
        expect(rows).toHaveLength(100);
        const [bids, asks] = [sideOf(rows, 'bidPrice', 'bidQty').at(-1), sideOf(rows, 'askPrice', 'askQty').at(-1)];
        const said = await textOf('.depth figcaption');
        expect(said).toContain(`Update ${first?.lastUpdateId}.`);
        expect(said).toContain('100 levels are stored.');
        expect(said).toContain(
          `bids of ${bids?.[2]} BTC down to ${bids?.[0]}, asks of ${asks?.[2]} BTC up to ${asks?.[0]}.`,
        );
      }, LIMIT_MS);
    } finally {
      installation.bench.stand(false);
    }
  });

  test('says that it is resyncing while a change is missed, and that it is in step when it was read anew', async () => {
    const { simulator } = installation.bench;
    const state = () => textOf('#book .facts');
    await eventually(async () => (await state()).includes('in step'), LIMIT_MS);
    // The stream goes on, and the book cannot be read anew.
    simulator.inject({ kind: 'status', path: '/api/v3/depth', status: 500 });
    simulator.inject({ kind: 'stream-gap', stream: '@depth@100ms', symbol: 'BTCUSDT' });
    await eventually(async () => (await state()).includes('resyncing'), LIMIT_MS);
    expect(await textOf('#book header .age')).toContain('stale');
    simulator.clearFaults();
    await eventually(async () => (await state()).includes('in step'), LIMIT_MS);
  });

  test('can be read on a narrow screen, without an error, and asks nobody else', async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    installation.bench.stand(true);
    await sameMoment().finally(() => installation.bench.stand(false));
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(wide)).toBe(0);
    expect([watched.errors, watched.outside]).toEqual([[], []]);
  });

  test('says so when books are collected no more', async () => {
    installation.configure({ feeds: { depth: { enabled: false } } });
    await eventually(async () => (await textOf('#book')).includes('Books are not collected'), LIMIT_MS);
    expect(await page.locator('.ladder').count()).toBe(0);
  });
});
