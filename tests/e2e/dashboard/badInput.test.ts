import type { Page } from 'playwright-core';
import { eventually as within } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

/** Names that an exchange may list one day, and some that none ever will. */
const strangeNames = [
  '<img src=x onerror=alert(1)>usdt',
  '🚀🌕usdt',
  'ביטקויןusdt',
  '\u202eusdtcba',
  '币安人生usdt',
  "';drop--usdt",
];

/** Not feeds of pairs. */
const badFeeds: readonly unknown[] = [null, 7, {}, { code: 5, type: 'price' }, { code: 'ethusdt', type: null }];

interface Feed {
  readonly market?: string;
  readonly code: string;
}

interface Health {
  feeds: unknown[];
}

/** The browser logs an answer that is an error, and a request that was given up. Neither is a fault of the page. */
const isOurs = (error: string): boolean => !/^Failed to load resource|failed: net::/.test(error);

/** So long all that the page does may take on a busy machine, ms. */
const SOON_MS = 60_000;

const eventually = <Value>(check: () => Value | false | Promise<Value | false>) => within(check, SOON_MS);

describeWithBrowser('bad input on the dashboard', () => {
  let all: Installation;
  beforeAll(async () => {
    all = await openInstallation();
  }, LIMIT_MS);
  afterAll(() => all?.close());
  afterEach(async () => {
    for (const context of all.browser.contexts()) await context.close();
  });

  /** Opens the page after `prepare`, so that its first requests are met too. It has no shared worker, which could not be met. */
  async function open(query: string, prepare: (page: Page) => Promise<unknown>): Promise<WatchedPage> {
    const watched = await all.open('docs/none');
    const { page } = watched;
    watched.errors.length = 0;
    page.setDefaultTimeout(SOON_MS);
    await page.addInitScript('delete globalThis.SharedWorker');
    await prepare(page);
    await page.goto(`${all.url}/${query}`);
    return watched;
  }

  /** Answers of /health as `change` makes them of the real ones. */
  const withHealth = (change: (health: Health) => unknown) => (page: Page) =>
    page.route('**/health', async (route) => {
      const answer = await route.fetch().catch(() => null);
      if (answer === null) return;
      await route.fulfill({ response: answer, json: change(await answer.json()) }).catch(() => undefined);
    });

  const copiesFor = (codes: readonly string[], { feeds }: Health): unknown[] =>
    codes.flatMap((code) =>
      (feeds as Feed[])
        .filter((feed) => feed.market === undefined && feed.code === 'btcusdt')
        .map((feed) => ({ ...feed, code })),
    );

  const verdictIs = (page: Page, verdict: string) => page.locator(`[data-verdict="${verdict}"]`).waitFor();

  /** All parts are there and go on, and nothing that only programs understand is shown. */
  async function expectWell({ page, errors, outside }: WatchedPage): Promise<void> {
    // Most of them are loaded after the first paint.
    await eventually(async () => expect(await page.locator('.panel').count()).toBeGreaterThanOrEqual(9));
    for (const panel of await page.locator('.panel').all()) {
      await panel.scrollIntoViewIfNeeded();
      await eventually(async () => expect(await panel.innerText()).not.toMatch(/Asking|Reading the ledger/));
    }
    expect(await page.locator('body').innerText()).not.toMatch(/\bNaN\b|\bundefined\b|\[object|TypeError|Cannot read/);
    expect([errors.filter(isOurs), outside]).toEqual([[], []]);
  }

  const priceOf = (page: Page, code: string) => page.locator(`tr:has(a[data-code="${code}"]) [data-price]`).innerText();

  test(
    'strange names are text, and rows of /health that name nothing harm no others',
    async () => {
      const watched = await open(
        '?freshBy=pair',
        withHealth((health) => ({
          ...health,
          feeds: [...badFeeds, ...health.feeds, ...copiesFor(strangeNames, health)],
        })),
      );
      const { page } = watched;
      for (const name of strangeNames) {
        await eventually(async () =>
          expect(await page.locator('#watch-list a[data-code] bdi').allInnerTexts()).toContain(name.toUpperCase()),
        );
      }
      await eventually(async () => expect(Number(await priceOf(page, 'btcusdt'))).toBeGreaterThan(0));
      await expectWell(watched);
      expect(await page.locator('img').count()).toBe(0);
      for (const name of strangeNames) {
        await page.locator('#watch-list a[data-code]').filter({ hasText: name.toUpperCase() }).click();
        await eventually(async () => expect(await page.locator('#candles header bdi').innerText()).toBe(name));
      }
      await expectWell(watched);
    },
    2 * LIMIT_MS,
  );

  test(
    'of four hundred pairs those are drawn that can be seen, and each is found',
    async () => {
      const codes = Array.from({ length: 400 }, (_, index) => `x${index}usdt`);
      const watched = await open(
        '',
        withHealth((health) => ({ ...health, feeds: [...health.feeds, ...copiesFor(codes, health)] })),
      );
      const { page } = watched;
      await page.locator('#watch-list table[aria-rowcount="403"]').waitFor();
      expect(await page.locator('#watch-list a[data-code]').count()).toBeLessThan(60);
      await page.keyboard.press('/');
      await page.keyboard.type('x399');
      await page.locator('#watch-list a[data-code="x399usdt"]').waitFor();
      await expectWell(watched);
      expect(await page.locator('.fresh-region [data-row]').count()).toBeLessThan(60);
    },
    2 * LIMIT_MS,
  );

  test.each([
    ['no pairs at all', () => [], 'Nothing is collected: add pairs to CONFIG.json.'],
    [
      'no pairs of the one in the address',
      (feeds: Feed[]) => feeds.filter(({ market }) => market === undefined),
      'usdm is not collected',
    ],
  ])(
    'a market with %s',
    async (_what, left, said) => {
      const { page, errors } = await open(
        '?market=usdm',
        withHealth((health) => ({ ...health, feeds: left(health.feeds as Feed[]) })),
      );
      await eventually(async () => expect(await page.locator('main').innerText()).toContain(said));
      await page.locator('#freshness').scrollIntoViewIfNeeded();
      await page.locator('.fresh-summary').waitFor();
      expect(errors.filter(isOurs)).toEqual([]);
    },
    2 * LIMIT_MS,
  );

  /** Has each price in what comes, answers and events, be another one: as it is sent, and without a break in the stream. */
  const withPrices = (price: string) => (page: Page) =>
    page.addInitScript(`{
      const real = globalThis.fetch;
      const names = 'price|open|high|low|close|lastPrice|bidPrice|askPrice|openPrice|highPrice|lowPrice';
      const changed = (text) => text.replace(new RegExp('"(' + names + ')":"[^"]*"', 'g'), '"$1":' + ${JSON.stringify(price)});
      globalThis.fetch = async (...asked) => {
        const response = await real(...asked);
        if (!response.ok || response.body === null) return response;
        let rest = '';
        const lines = new TransformStream({
          transform(text, to) {
            rest += text;
            const end = rest.lastIndexOf('\\n') + 1;
            to.enqueue(changed(rest.slice(0, end)));
            rest = rest.slice(end);
          },
          flush: (to) => to.enqueue(changed(rest)),
        });
        const body = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(lines).pipeThrough(new TextEncoderStream());
        return new Response(body, { status: response.status, headers: response.headers });
      };
    }`);

  test.each([
    ['of 1e-8', '"0.00000001"', '0.00000001'],
    ['of 1e7', '"10000000.00"', '10000000'],
    ['that are text', '"<b>much</b>"', '…'],
    ['that are missing', 'null', '…'],
    ['that are endless', '"Infinity"', '…'],
  ])(
    'prices %s',
    async (_what, price, shown) => {
      const watched = await open('?pair=btcusdt', withPrices(price));
      await verdictIs(watched.page, 'ok');
      await eventually(async () => expect(await priceOf(watched.page, 'btcusdt')).toBe(shown));
      await expectWell(watched);
      expect(await watched.page.locator('#watch-list a[data-code]').count()).toBe(2);
    },
    2 * LIMIT_MS,
  );

  test.each<[string, { status?: number; body: string; contentType?: string }]>([
    ['are cut', { body: '{"data":[{"openTi' }],
    ['are not JSON', { body: '<html>Bad gateway</html>', contentType: 'text/html' }],
    ['are errors', { status: 500, body: '{"error":"internal","detail":"It failed."}' }],
    ['are null', { body: 'null' }],
    ['are a list', { body: '[]' }],
    ['are empty', { body: '{}' }],
    ['have rows of nothing', { body: '{"data":[null,7,{}],"feeds":[null],"gaps":[null],"total":3,"open":1,"at":1}' }],
  ])(
    'answers that %s are said or left out, and mend themselves',
    async (_what, answer) => {
      const watched = await open('', (page) => page.route(/\/(GetData|gaps|health)/, (route) => route.fulfill(answer)));
      const { page } = watched;
      await verdictIs(page, 'ok');
      await eventually(async () => expect(await page.locator('.troubles, main').allInnerTexts()).not.toEqual(['', '']));
      await page.unroute(/\/(GetData|gaps|health)/);
      await page.locator('#watch-list a[data-code="btcusdt"]').waitFor();
      await page.route(/\/(GetData|gaps|health)/, (route) => route.fulfill(answer));
      await page.locator('#freshness').scrollIntoViewIfNeeded();
      await page.locator('#gaps').scrollIntoViewIfNeeded();
      await page.locator('#book').scrollIntoViewIfNeeded();
      await eventually(async () => expect(Number(await priceOf(page, 'btcusdt'))).toBeGreaterThan(0));
      await page.unroute(/\/(GetData|gaps|health)/);
      await expectWell(watched);
      await eventually(async () => expect(await page.locator('.troubles').innerText()).toBe(''));
    },
    2 * LIMIT_MS,
  );

  test(
    'answers that come late change nothing',
    async () => {
      const watched = await open('', (page) =>
        page.route(/\/(GetData|gaps|health)/, (route) => {
          setTimeout(() => void route.continue().catch(() => undefined), 3_000);
        }),
      );
      await verdictIs(watched.page, 'ok');
      await watched.page.locator('#watch-list a[data-code="btcusdt"]').waitFor();
      await expectWell(watched);
    },
    2 * LIMIT_MS,
  );

  test(
    'a stream of events that is cut again and again: the page says that it is frozen, and mends itself',
    async () => {
      const watched = await open('', (page) =>
        page.route('**/events*', (route) =>
          route.fulfill({ contentType: 'text/event-stream', body: 'event: state\ndata: {"at"' }),
        ),
      );
      await verdictIs(watched.page, 'frozen');
      await watched.page.unroute('**/events*');
      await verdictIs(watched.page, 'ok');
      await expectWell(watched);
    },
    2 * LIMIT_MS,
  );

  const long = 'x'.repeat(5_000);
  test.each([
    ['?candles=999&tape=-1&zone=mars&order=-none&fresh=%3Cb%3E&freshBy=x&gaps=y', 'Candles “999” are not collected'],
    ['?market=%3Cb%3Emars&pair=btcusdt', '<b>mars is not collected'],
    [`?pair=${long}&candles=${long}&order=${long}&tape=1e400`, 'is not collected in spot'],
    ['?pair=spot:*:price,&search=%00%FF', 'is not collected in spot'],
  ])(
    'nonsense in the address is said or left out: %#',
    async (query, said) => {
      const { page, errors } = await open(query, async () => undefined);
      await verdictIs(page, 'ok');
      await eventually(async () => expect(await page.locator('main').innerText()).toContain(said));
      expect(errors.filter(isOurs)).toEqual([]);
    },
    2 * LIMIT_MS,
  );

  test(
    'a tab that slept for a day mends itself within seconds, and does not do what it has missed',
    async () => {
      const watched = await open('', (page) => page.clock.install());
      const { page } = watched;
      await verdictIs(page, 'ok');
      await eventually(async () => expect(Number(await priceOf(page, 'btcusdt'))).toBeGreaterThan(0));
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const sleptAt = performance.now();
      await page.clock.fastForward('24:00:00');
      // It has the time of tomorrow, as the API's ages are its own.
      await verdictIs(page, 'ok');
      await eventually(async () =>
        expect(await page.locator('#watch-list .age').first().innerText()).toMatch(/^\d+(\.\d)? s$/),
      );
      // What a page asks for while it is open comes on top of it.
      expect(asked.length).toBeLessThan(60 + (20 * (performance.now() - sleptAt)) / 1_000);
      await expectWell(watched);
    },
    2 * LIMIT_MS,
  );
});
