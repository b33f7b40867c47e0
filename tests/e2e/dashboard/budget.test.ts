import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';

/** Names and values in a part of the page, as people read them. */
async function factsIn(page: Page, part: string): Promise<Record<string, string>> {
  const pairs = await page
    .locator(`${part} .facts div`)
    .evaluateAll((all) => all.map(({ children: [name, value] }) => [name?.textContent, value?.textContent]));
  return Object.fromEntries(pairs);
}

/** The first number in a text, which may have a mark in front. */
const numberOf = (text: string | undefined): number => Number(/[\d.]+/.exec(text?.replaceAll(',', '') ?? '')?.[0]);

describeWithBrowser('budget, streams and audit', () => {
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ feeds: { depth: { transport: 'stream' } } });
    watched = await installation.open();
    ({ page } = watched);
    page.on('response', async (response) => {
      if (new URL(response.url()).pathname !== '/health') return;
      const told = await response.json().catch(() => null);
      if (told !== null) heard.push(told);
    });
  });
  afterAll(() => installation?.close());
  afterEach(() => expect([watched.errors, watched.outside]).toEqual([[], []]));

  const health = () => installation.ask('health');
  /** What the page itself was answered, the newest last. */
  const heard: Awaited<ReturnType<typeof health>>[] = [];
  const see = (id: string) => page.locator(`#${id}`).scrollIntoViewIfNeeded();

  /** What a part of the page shows is what the API says, at the same moment: both go on. What is out of sight does not, and others may move it there. */
  const untilEqual = (id: string, shown: () => Promise<unknown>, told: () => Promise<unknown>) =>
    eventually(async () => {
      await see(id);
      expect(await shown()).toEqual(await told());
    }, LIMIT_MS);

  test.each(['spot', 'usdm'])('the budget of %s is that of /health, and its level is said in words', async (market) => {
    const part = `#budget [data-market="${market}"]`;
    const weightIn = (told: (typeof heard)[number]) => (market === 'spot' ? told.weight : told.markets[market].weight);
    // What the page shows is to come of an answer from now on.
    heard.splice(0);
    await eventually(async () => {
      await see('budget');
      const shown = Object.values(await factsIn(page, part)).map(numberOf);
      // What was used changes several times a second, so another answer than the page's own tells something else.
      const told = heard.map(weightIn).map(({ used, planned, foreign, budget, limit }) => {
        return [used, planned, foreign, budget, limit];
      });
      expect(told).toContainEqual(shown.slice(0, 5));
    }, LIMIT_MS);
    const text = await page.locator(part).innerText();
    const weight = weightIn(await health());
    expect(weight.level).toBe(1);
    expect(text).toContain('Level 1: everything is polled at its own period.');
    const pools = await page.locator(`${part} [aria-label^="Limits"] tbody th`).allInnerTexts();
    expect(pools).toEqual((weight.pools ?? []).map(({ name }: { name: string }) => name));
  });

  test('weight by feed is sorted, and that by use adds up to all', async () => {
    const rates = async (table: string) => {
      const cells = page.locator(`#budget [aria-label^="Weight of spot by ${table}"] tbody td:nth-child(2)`);
      return (await cells.allInnerTexts()).map(numberOf);
    };
    await eventually(async () => {
      await see('budget');
      const [feeds, uses] = [await rates('feed'), await rates('use')];
      expect(feeds.length).toBeGreaterThan(3);
      expect(feeds).toEqual(feeds.toSorted((a, b) => b - a));
      expect(uses).toHaveLength(5);
      const text = await page.locator('#budget [data-market="spot"]').innerText();
      const total = numberOf(/scaled to a minute: ([\d,.]+) in all/.exec(text)?.[1]);
      expect(total).toBeGreaterThan(0);
      // Each is rounded to a whole.
      expect(Math.abs(uses.reduce((sum, one) => sum + one) - total)).toBeLessThanOrEqual(3);
    }, LIMIT_MS);
    await page.locator('#budget [data-market="spot"] .uplot canvas').waitFor();
    await eventually(async () => {
      await see('budget');
      return (await page.locator('#budget').innerText()).includes('Over the last');
    }, LIMIT_MS);
  });

  test('streams, relay and readers are those of /health', async () => {
    for (const market of ['spot', 'usdm']) {
      await untilEqual(
        'streams',
        async () => {
          const facts = await factsIn(page, `#streams [data-part="${market}"]`);
          const [heard, down, opened] = [facts['streams heard'], facts.down, facts.opened];
          return { sockets: facts.sockets, heard, down, opened, ended: facts.ended };
        },
        async () => {
          const told = await health();
          const { streams, sockets, counts } = market === 'spot' ? told.streams : told.markets[market].streams;
          const ended = Object.entries(counts.ended).map(([cause, count]) => `${cause} ${count}`);
          return {
            sockets: `open ${sockets.open}`,
            heard: String(streams.heard),
            down: streams.down === 0 ? 'none' : `${streams.down}, served by REST`,
            opened: String(counts.opened),
            ended: ended.length === 0 ? 'none' : ended.join(', '),
          };
        },
      );
    }
    expect(await page.locator('#streams [data-part="relay"]').innerText()).toContain('No relay runs');
    await untilEqual(
      'streams',
      async () => numberOf((await factsIn(page, '#streams [data-part="events"]')).readers),
      async () => (await health()).events.readers,
    );
  });

  test('the table of the audit is that of /health, and is saved as CSV', async () => {
    const counters = ['audited', 'notComparable', 'mismatched', 'compared', 'differences', 'restated', 'lostSteps'];
    const told = async () => {
      const { workers } = await health();
      const { counters: counts } = workers.find(({ name }: { name: string }) => name === 'depth');
      return counters.map((name) => counts[name]);
    };
    const row = page.locator('#audit [data-row="depth"] td');
    await untilEqual('audit', async () => (await row.allInnerTexts()).slice(0, counters.length).map(numberOf), told);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^binance-collector-audit-\d{8}T\d{6}Z\.csv$/);
    const [names, ...rows] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(names).toMatch(`market,worker,served,${counters.join(',')},`);
    const workers = await page.locator('#audit tbody th').allInnerTexts();
    expect(rows.map((line) => line.split(',')[1])).toEqual(workers);
    expect(workers).toEqual(expect.arrayContaining(['depth', 'usdm-trades']));
  });

  test('a pause that the exchange orders is shown within three seconds, with what is left of it', async () => {
    await see('budget');
    const { bench } = installation;
    const shown = page.locator('#budget .budget-pause');
    const msUntilShown = async () => {
      bench.simulator.inject({ kind: 'status', status: 429, retryAfter: 8, times: 1 });
      await eventually(async () => (await bench.store.redis.keys('collector:pause:*')).length > 0, LIMIT_MS);
      const began = performance.now();
      await shown.first().waitFor();
      const took = performance.now() - began;
      expect(await shown.first().innerText()).toMatch(
        /^(spot|usdm): the exchange has ordered a pause \(429\), 0:0\d left\. Nothing is sent to it until then\.$/,
      );
      await shown.first().waitFor({ state: 'detached' });
      return took;
    };
    // Others may keep the machine busy at one time or another, not at all of them.
    await eventually(async () => (await msUntilShown()) <= 3_000, LIMIT_MS);
  });
});
