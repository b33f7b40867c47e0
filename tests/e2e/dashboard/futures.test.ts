import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

const HOUR_MS = 3_600_000;
const off = { enabled: false };

/** What stands beside a name in the panel. */
async function figure(page: Page, group: string, name: string): Promise<string> {
  const section = page.locator('#futures section').filter({ has: page.getByRole('heading', { name: group }) });
  const row = section.locator('dl > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
  return row.locator('dd').innerText({ timeout: 5_000 });
}

/** What stands beside each name in the panel, read at one moment: prices change each second. A name has that of its group in front. */
const figuresIn = (page: Page): Promise<Partial<Record<string, string>>> =>
  page.evaluate(`Object.fromEntries([...document.querySelectorAll('#futures section')].flatMap((group) => {
    const title = group.querySelector('h3')?.firstChild?.textContent.trim();
    const rows = [...group.querySelectorAll('dl > div')];
    return rows.map((row) => [title + ' ' + row.querySelector('dt').textContent.trim(), row.querySelector('dd').innerText]);
  }))`);

const percentIn = (text = '') => Number(text.replace('%', ''));

/** What a test reads of a mark price. */
interface Mark {
  readonly markPrice: string;
  readonly indexPrice: string;
  readonly lastFundingRate: string;
  readonly nextFundingTime: number;
}

const rowsOf = async (page: Page, label: string) => {
  const rows = page.getByRole('region', { name: label }).locator('tbody tr');
  return Promise.all((await rows.all()).map((row) => row.locator('th, td').allInnerTexts()));
};

const secondsIn = (countdown: string) =>
  countdown
    .replace('in ', '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);

describeWithBrowser('futures', () => {
  let all: Installation;
  beforeAll(async () => {
    const feeds = { trades: off, depth: off };
    const usdm = {
      pairs: ['linkusdt', 'solusdt'],
      klines: { intervals: [60] },
      feeds: { ...feeds, 'taker-volume': off },
    };
    all = await openInstallation({ pairs: ['ethusdt'], usdm, feeds, klines: { intervals: [60] } });
  }, LIMIT_MS);
  afterAll(() => all?.close());
  afterEach(async () => {
    for (const context of all.browser.contexts()) await context.close();
  });

  const rows = async (type: string, query = '', code = 'linkusdt') =>
    (await all.ask(`GetData?market=usdm&code=${code}&type=${type}${query}`)).data;

  test('funding, mark, index and basis are those of the API, and follow it', async () => {
    const { page, errors, outside } = await all.open('?market=usdm&pair=solusdt');
    const agree = () => {
      // The page may be told a moment later than we are: it shows one that we were told since we began to look.
      const told: Mark[] = [];
      return eventually(async () => {
        told.push((await rows('mark-price', '', 'solusdt'))[0]);
        const [payment] = await rows('funding-rate', '', 'solusdt');
        const shown = await figuresIn(page);
        const mark = told.findLast(({ markPrice }) => Number(markPrice) === Number(shown['Price mark']));
        if (mark === undefined) throw new Error(`a mark price that nobody told: ${shown['Price mark']}`);
        expect(Number(shown['Price index'])).toBe(Number(mark.indexPrice));
        const basis = Number(mark.markPrice) - Number(mark.indexPrice);
        expect(Number(shown['Price basis'])).toBeCloseTo(basis, 7);
        expect(percentIn(shown['Price of index'])).toBeCloseTo((basis / Number(mark.indexPrice)) * 100, 3);
        const rate = Number(mark.lastFundingRate);
        expect(percentIn(shown['Funding rate']) / 100).toBeCloseTo(rate, 8);
        const hours = Math.round((mark.nextFundingTime - payment.fundingTime) / HOUR_MS);
        expect(shown['Funding each']).toBe(`${hours} h`);
        expect(percentIn(shown['Funding a year'])).toBeCloseTo((rate * 100 * 8_760) / hours, 1);
        const left = secondsIn(shown['Funding next'] ?? '');
        expect(Math.abs(left - (mark.nextFundingTime - Date.now()) / 1_000)).toBeLessThan(3);
        return mark.markPrice;
      });
    };
    const before = await agree();
    await eventually(async () => expect((await rows('mark-price', '', 'solusdt'))[0].markPrice).not.toBe(before));
    await agree();
    expect([errors, outside]).toEqual([[], []]);
  });

  test('open interest, its change, ratios and payments are those of the API; what is not collected is said', async () => {
    const { page, errors } = await all.open('?market=usdm');
    await eventually(async () => {
      const [now] = await rows('open-interest');
      expect(Number(await figure(page, 'Open interest', 'LINK'))).toBe(Number(now.openInterest));
      expect(await figure(page, 'Open interest', 'USDT')).toMatch(/^[\d.]+[KMB]?$/);
      for (const [name, span] of [
        ['1 h', HOUR_MS],
        ['24 h', 24 * HOUR_MS],
      ] as const) {
        const [then] = await rows('open-interest-hist', `&before=${Date.now() - span}`);
        const change = (now.openInterest / then.sumOpenInterest - 1) * 100;
        expect(Number((await figure(page, 'Open interest', name)).replace('%', ''))).toBeCloseTo(change, 0);
      }
    });
    await eventually(async () => {
      const [newest] = await rows('long-short-accounts');
      const [accounts, , , takers] = await rowsOf(page, 'Long and short');
      expect(Number(accounts?.[1])).toBe(Number(newest.longShortRatio));
      expect(accounts?.[2]).toBe(`${(newest.longAccount * 100).toFixed(1)}%`);
      expect(takers).toEqual(['takers, 5 min', 'not collected']);
    });
    await eventually(async () => {
      const stored = await rows('funding-rate');
      const shown = await rowsOf(page, 'Payments of funding');
      expect(shown).toHaveLength(10);
      // Of this contract the interval was eight hours once.
      expect(shown[0]?.[3]).toBe('4 h');
      expect(await figure(page, 'Funding', 'each')).toBe('4 h');
      expect(shown.map(([time]) => time)).toEqual(
        stored.map(({ fundingTime }: { fundingTime: number }) =>
          new Date(fundingTime).toISOString().slice(0, 16).replace('T', ' '),
        ),
      );
      expect(shown.map(([, rate]) => percentIn(rate) / 100)).toEqual(
        stored.map(({ fundingRate }: { fundingRate: string }) => expect.closeTo(Number(fundingRate), 8)),
      );
    });
    expect(errors).toEqual([]);
  });

  test('a browser whose clock is an hour off counts down by the time of the server', async () => {
    const { page } = await all.open('?market=usdm');
    // What runs for all tabs has the clock of the machine, which a test cannot change: the page does without it.
    await page.addInitScript(`{
      const now = Date.now;
      Date.now = () => now() + ${HOUR_MS};
      delete globalThis.SharedWorker;
    }`);
    await page.reload();
    await eventually(async () => {
      const [{ nextFundingTime }] = await rows('mark-price');
      const left = secondsIn(await figure(page, 'Funding', 'next'));
      expect(Math.abs(left - (nextFundingTime - Date.now()) / 1_000)).toBeLessThan(5);
    });
  });

  test('of spot nothing is shown; of a contract that ends the end instead of funding', async () => {
    const { page, errors } = await all.open('?market=spot');
    await page.locator('#watch-list a[data-code="ethusdt"]').waitFor();
    expect(await page.locator('#futures').count()).toBe(0);
    const { usdm } = all.content as { usdm: object };
    const listed = await fetch(`${all.bench.simulator.url}/fapi/v1/exchangeInfo`);
    const { symbols } = (await listed.json()) as {
      symbols: readonly { symbol: string; contractType: string; deliveryDate: number }[];
    };
    const contract = symbols.find(({ contractType }) => contractType === 'CURRENT_QUARTER');
    if (contract === undefined) throw new Error('the exchange lists no contract that ends');
    const code = contract.symbol.toLowerCase();
    all.configure({ usdm: { ...usdm, pairs: ['linkusdt', 'solusdt', code] } });
    await page.getByRole('radio', { name: 'usdm' }).check({ force: true });
    await page.locator(`#watch-list a[data-code="${code}"]`).click();
    const end = new Date(contract.deliveryDate).toISOString().slice(0, 16).replace('T', ' ');
    await eventually(async () => expect(await figure(page, 'Delivery', 'ends')).toBe(end));
    await eventually(async () => expect(Number(await figure(page, 'Price', 'mark'))).toBeGreaterThan(0));
    expect(await page.locator('#futures').innerText()).not.toContain('unding');
    expect(errors).toEqual([]);
  });
});
