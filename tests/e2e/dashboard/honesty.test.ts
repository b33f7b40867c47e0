import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, visit } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';
import { recordInFrontOf } from './recording.ts';

/** Within so long the page says what is wrong, ms: asked for are three seconds, and a busy machine takes five times as long. */
const SOON_MS = 15_000;

const verdict = (page: Page) => page.locator('[data-verdict]').getAttribute('data-verdict');
const troubles = (page: Page) => page.locator('.troubles').innerText();
const opacity = (page: Page) =>
  page.locator('main').evaluate((main) => Number(main.ownerDocument.defaultView?.getComputedStyle(main).opacity));

/** How long ago the page says that it is frozen, ms. */
const frozenFor = (said: string): number => Date.now() - Date.parse(`${/since (\S+ \S+) UTC\./.exec(said)?.[1]}Z`);

describeWithBrowser('the page says what is wrong', () => {
  let all: Installation;
  beforeAll(async () => {
    all = await openInstallation();
  }, LIMIT_MS);
  afterAll(() => all?.close());
  // A test that has failed leaves its page open, and what it has stopped.
  afterEach(async () => {
    all.collectors.signal('SIGCONT');
    all.api.signal('SIGCONT');
    all.bench.test.server.resume();
    await all.api.start();
    for (const context of all.browser.contexts()) await context.close();
  });

  /** All is well, and that was pushed: figures in the strip are. */
  const fresh = (page: Page) =>
    eventually(async () =>
      expect([await verdict(page), await page.locator('.strip .facts').count()]).toEqual(['ok', 1]),
    );

  /** The same, told by the worker of all tabs: what a page has asked for itself counts no longer than 2.2 s. */
  const freshByWorker = async (page: Page) => {
    await fresh(page);
    await page.waitForTimeout(2_500);
    await fresh(page);
  };

  test('all is well: in the strip, in the title of the tab and in its icon; the source is named', async () => {
    const { page, errors, outside } = await all.open();
    await fresh(page);
    // Title and icon are set after the drawing.
    await eventually(async () => expect(await page.title()).toBe('● all fresh · binance-collector'));
    await eventually(async () =>
      expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain('circle'),
    );
    expect(await page.locator('.strip').innerText()).toContain('simulated: invented prices (spot, usdm)');
    expect(await troubles(page)).toBe('');
    expect([errors, outside]).toEqual([[], []]);
    await page.close();
  });

  test.each([
    ['is stopped', () => all.api.stop(), () => all.api.start(), 'The API'],
    [
      'stands still',
      async () => all.api.signal('SIGSTOP'),
      async () => all.api.signal('SIGCONT'),
      'The API says nothing, although the connection is open.',
    ],
  ])(
    'an API that %s: the page dims, says since when it is frozen, and mends itself',
    async (_what, stop, start, why) => {
      const { page } = await all.open();
      await freshByWorker(page);
      await stop();
      await eventually(async () => expect(await verdict(page)).toBe('frozen'), SOON_MS);
      await eventually(async () => expect(await opacity(page)).toBeLessThan(0.7), SOON_MS);
      await eventually(async () => {
        const said = await troubles(page);
        expect(said).toContain(why);
        expect(Math.abs(frozenFor(said))).toBeLessThan(60_000);
      });
      await eventually(async () => expect(await page.title()).toContain('frozen for'));
      await start();
      await fresh(page);
      await eventually(async () => expect(await opacity(page)).toBe(1));
      await eventually(async () => expect(await troubles(page)).toBe(''));
      await page.close();
    },
  );

  test('an API that ends before the worker of all tabs has told anything: what the page has asked for itself is frozen', async () => {
    const isOfWorker = (path: string) => path.startsWith('/events?') && !path.includes('unknown=tell');
    const between = await recordInFrontOf(all.url, isOfWorker);
    try {
      const { page } = await visit(all.browser, `${between.url}/`);
      // A busy machine may not tell it in time.
      await eventually(async () => {
        await page.reload();
        await page.locator('.strip .facts').waitFor({ timeout: 3_000 });
        return (await verdict(page)) === 'ok';
      }, LIMIT_MS);
      between.close();
      await eventually(async () => expect(await verdict(page)).toBe('frozen'), SOON_MS);
      await eventually(async () => expect(await opacity(page)).toBeLessThan(0.7), SOON_MS);
      expect(await troubles(page)).toContain('What is shown is frozen since');
      expect(Math.abs(frozenFor(await troubles(page)))).toBeLessThan(60_000);
    } finally {
      between.close();
    }
  });

  test('a page that is opened while Redis does not answer says so, lists the pairs, and mends itself', async () => {
    all.bench.test.server.pause();
    const { page } = await all.open();
    await eventually(async () => expect(await troubles(page)).toContain('Redis does not answer'));
    expect(await verdict(page)).not.toBe('ok');
    await page.locator('#watch-list a[data-code="ethusdt"]').waitFor();
    all.bench.test.server.resume();
    await eventually(async () => {
      await fresh(page);
      expect(await troubles(page)).toBe('');
    }, LIMIT_MS);
    await page.close();
  });

  test('collectors that stand still are stale, and the first ones are named', async () => {
    const { page, errors } = await all.open();
    await fresh(page);
    all.collectors.signal('SIGSTOP');
    // Once the API says so, so does the page.
    await eventually(async () => (await all.ask('health')).status === 'stale');
    await eventually(async () => expect(await verdict(page)).toBe('stale'), SOON_MS);
    expect(await troubles(page)).toMatch(/stale/);
    await eventually(async () => expect(await page.title()).toContain('stale'));
    all.collectors.signal('SIGCONT');
    await fresh(page);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a ban by the exchange is shown with its countdown', async () => {
    const { page } = await all.open();
    await fresh(page);
    all.bench.simulator.inject({ kind: 'status', status: 418, retryAfter: 20, times: 1 });
    await eventually(async () => {
      expect(await page.locator('.strip').innerText()).toMatch(/pause \(418\), 0:[0-2]\d left/);
      expect(await troubles(page)).toContain('418');
    }, 30_000);
    await fresh(page);
    await page.close();
  });

  test('a pair that is removed while it is looked at, and one that never was', async () => {
    const { page, errors } = await all.open('?pair=ethusdt');
    await fresh(page);
    all.configure({ pairs: ['btcusdt'] });
    await eventually(async () =>
      expect(await page.locator('main').innerText()).toContain('ethusdt is not collected in spot'),
    );
    await page.getByRole('button', { name: 'Show btcusdt' }).click();
    expect(new URL(page.url()).search).toBe('');
    all.configure({});
    await page.goBack();
    await eventually(async () => expect(await page.locator('main').innerText()).not.toContain('is not collected'));
    await page.close();
    const { page: other } = await all.open('?pair=%3Cimg%20src=x%20onerror=alert(1)%3E%F0%9F%98%80');
    await eventually(async () =>
      expect(await other.locator('main').innerText()).toContain(
        '<img src=x onerror=alert(1)>😀 is not collected in spot',
      ),
    );
    // The browser notes by itself what was asked for before the page knew.
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    await other.close();
  });

  test('an edit of CONFIG.json that is refused is said', async () => {
    const { page } = await all.open();
    await fresh(page);
    all.bench.edit('{ "pairs": [');
    await eventually(async () => expect(await troubles(page)).toContain('CONFIG.json'));
    all.configure({});
    await fresh(page);
    await page.close();
  });

  test('tabs of one browser share one connection, and each goes on when another is closed', async () => {
    const haveReaders = (count: number) =>
      eventually(async () => expect((await all.ask('health')).events.readers).toBe(count), LIMIT_MS);
    /** @returns each verdict that the second tab shows after the first one is closed, however shortly, with what it says is wrong */
    const closeOneOfTwo = async (): Promise<string[]> => {
      const context = await all.browser.newContext();
      const [first, second] = [await context.newPage(), await context.newPage()];
      await Promise.all([first.goto(all.url), second.goto(`${all.url}/?market=usdm`)]);
      await Promise.all([freshByWorker(first), freshByWorker(second)]);
      // The next stream opens before the last one ends.
      await haveReaders(1);
      await second.evaluate(`globalThis.verdicts = [];
        new MutationObserver((all) => verdicts.push(...all.map(({ target }) => target.dataset.verdict + ' ' + document.querySelector('.troubles').innerText)))
          .observe(document.body, { subtree: true, attributeFilter: ['data-verdict'] })`);
      await first.close();
      // What the second one shows now can only have come after that.
      all.collectors.signal('SIGSTOP');
      await eventually(async () => expect(await verdict(second)).toBe('stale'));
      const verdicts = await second.evaluate<string[]>('verdicts');
      await haveReaders(1);
      all.collectors.signal('SIGCONT');
      await fresh(second);
      await context.close();
      await haveReaders(0);
      return verdicts;
    };
    const broken: string[] = [];
    // A busy machine may hold the stream back at one time or another, not at all of them.
    await eventually(async () => {
      const frozen = (await closeOneOfTwo()).filter((one) => one.startsWith('frozen'));
      broken.push(...frozen.filter((one) => !one.includes('says nothing')));
      expect(frozen).toEqual([]);
    }, LIMIT_MS);
    expect(broken).toEqual([]);
  });

  test.each([
    ['behind', -3_600_000],
    ['ahead', 3_600_000],
  ])('a clock of the browser that is an hour %s changes no age and no time', async (_where, off) => {
    const context = await all.browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    // Its clock is that of the page alone, so the page has to do without the worker.
    await page.addInitScript('delete globalThis.SharedWorker');
    await page.clock.install({ time: Date.now() + off });
    await page.goto(all.url);
    await fresh(page);
    const shown = Date.parse(`1970-01-01T${(await page.locator('.zone').innerText()).slice(0, 8)}Z`);
    expect(Math.abs(shown - (Date.now() % 86_400_000))).toBeLessThan(30_000);
    await eventually(async () =>
      expect(await page.locator('#book .age').first().innerText()).toMatch(/^\d\S* (ms|s)$/),
    );
    await all.api.stop();
    await eventually(async () => expect(await verdict(page)).toBe('frozen'), SOON_MS);
    expect(Math.abs(frozenFor(await troubles(page)))).toBeLessThan(60_000);
    await context.close();
  });
});
