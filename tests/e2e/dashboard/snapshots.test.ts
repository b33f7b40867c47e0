import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';
import { takeSnapshot } from './takeSnapshot.ts';

describeWithBrowser('figures and snapshots on the dashboard', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'snapshots-'));
  let installation: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    installation = await openInstallation({ snapshots: { directory } });
    watched = await installation.open('?pair=btcusdt');
    ({ page } = watched);
    await page.locator('#snapshots').scrollIntoViewIfNeeded();
  }, 2 * LIMIT_MS);
  afterAll(async () => {
    await installation?.close();
    rmSync(directory, { recursive: true, force: true });
  }, LIMIT_MS);

  const panel = () => page.locator('#snapshots').innerText();
  const says = (text: string | RegExp) => eventually(async () => expect(await panel()).toMatch(text), LIMIT_MS);

  const take = () => takeSnapshot(installation, '--code', 'btcusdt');

  test(
    'shows the figures of the pair as /analytics tells them, each with its age',
    async () => {
      await says(/Spread \d/);
      // While prices change, the page and we are told different ones.
      installation.bench.stand(true);
      await eventually(async () => {
        const { figures } = await installation.ask('analytics?market=spot&code=btcusdt');
        const text = await panel();
        expect(text).toContain(`${figures.spread.basisPoints} bp`);
        expect(text).toContain(figures.book.levels['5'].ratio);
        expect(text).toContain(figures.trades.largest.quote);
      }, LIMIT_MS).finally(() => installation.bench.stand(false));
      const depth = await page.locator('#snapshots .of-depth tbody tr').allInnerTexts();
      expect(depth).toHaveLength(3);
      for (const row of depth)
        expect(row).toMatch(/^\d+ bp\s+([\d.]+|book ends at [\d.]+ bp)\s+([\d.]+|book ends at [\d.]+ bp)$/);
      expect(await page.locator('#snapshots .groups .age').count()).toBeGreaterThanOrEqual(6);
    },
    2 * LIMIT_MS,
  );

  test('without any, says by which command they are made', () => says('npm run snapshot -- --code btcusdt --every 60'));

  test(
    'draws a figure over those that were taken, and compares two of them',
    async () => {
      await take();
      await says('Two snapshots are needed');
      await eventually(async () => {
        await take();
        return readdirSync(directory).length >= 3;
      }, LIMIT_MS);
      await page.locator('#snapshots .time-plot canvas').waitFor();
      await eventually(async () => {
        const text = await panel();
        const told = await installation.ask('analytics/snapshots?code=btcusdt&figure=spread.basisPoints');
        expect(text).toContain(`${told.total} snapshots, from `);
      }, LIMIT_MS);
      await page.getByLabel('Figure', { exact: true }).selectOption('price.last');
      await page.getByText('All snapshots as a table').click();
      const { snapshots } = await installation.ask('analytics/snapshots?code=btcusdt&figure=price.last');
      const cells = page.locator('#snapshots details tbody td');
      await eventually(
        async () =>
          expect(await cells.allInnerTexts()).toEqual(snapshots.map(({ value }: never) => value).toReversed()),
        LIMIT_MS,
      );
      expect(page.url()).toContain('figure=price.last');
      const [first, last] = [snapshots[0].file, snapshots.at(-1).file];
      expect(await page.getByLabel('Compare', { exact: true }).inputValue()).toBe(first);
      expect(await page.getByLabel('with', { exact: true }).inputValue()).toBe(last);
      const { figures } = await installation.ask(`analytics/compare?a=${first}&b=${last}`);
      const changed = figures.filter(({ a, b }: { a: unknown; b: unknown }) => a !== b);
      const rows = page.locator('#snapshots [aria-label="What has changed"] tbody tr');
      await eventually(
        async () =>
          expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')))).toEqual(
            changed.map(({ name }: { name: string }) => name),
          ),
        LIMIT_MS,
      );
      const timeOf = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
      const newest = changed.find(({ name }: { name: string }) => name === 'trades.to');
      if (newest !== undefined) {
        const text = await page.locator('#snapshots [data-row="trades.to"]').innerText();
        for (const time of [newest.a, newest.b]) expect(text).toContain(timeOf(time));
      }
      const price = changed.find(({ name }: { name: string }) => name === 'price.last');
      if (price !== undefined) {
        const text = await page.locator('#snapshots [data-row="price.last"]').innerText();
        for (const part of [price.a, price.b, price.change]) expect(text).toContain(part);
      }
    },
    3 * LIMIT_MS,
  );

  test(
    'another figure is chosen by keys, and what else is chosen stays',
    async () => {
      const [a, b] = [page.getByLabel('Compare', { exact: true }), page.getByLabel('with', { exact: true })];
      const second = (await b.locator('option').nth(1).getAttribute('value')) ?? '';
      await a.selectOption(second);
      const select = page.getByLabel('Figure', { exact: true });
      await select.focus();
      await page.keyboard.press('ArrowDown');
      await eventually(() => expect(page.url()).toContain('figure=price.average'), LIMIT_MS);
      await page.locator('#snapshots .time-plot canvas').waitFor();
      const isFocused = await select.evaluate((element) => element === element.ownerDocument.activeElement);
      expect([isFocused, await a.inputValue()]).toEqual([true, second]);
      expect(
        await page
          .locator('#snapshots details')
          .first()
          .evaluate((element) => element.hasAttribute('open')),
      ).toBe(true);
      await page.locator('#snapshots details tbody td').nth(1).waitFor();
    },
    2 * LIMIT_MS,
  );

  test.each(['foo', 'trades.from'])(
    'an address that names a figure that is not drawn is as if it named none: %s',
    async (figure) => {
      const other = await installation.open(`?pair=btcusdt&figure=${figure}`);
      await other.page.locator('#snapshots').scrollIntoViewIfNeeded();
      await other.page.locator('#snapshots .time-plot canvas').waitFor();
      const select = other.page.getByLabel('Figure', { exact: true });
      expect(await select.inputValue()).toBe('spread.basisPoints');
      await select.selectOption('price.last');
      await eventually(() => expect(other.page.url()).toContain('figure=price.last'), LIMIT_MS);
      expect(await other.page.locator('#snapshots .time-plot').innerText()).toContain('price.last');
      expect([other.errors, other.outside]).toEqual([[], []]);
      await other.page.close();
    },
    2 * LIMIT_MS,
  );

  test(
    'names files that cannot be read, and shows the others',
    async () => {
      const [whole = ''] = readdirSync(directory);
      const broken = whole.replace(/\d{8}T/, '20260101T');
      writeFileSync(path.join(directory, broken), '{"version":1,"mar');
      await eventually(async () => expect(await panel()).toContain(`${broken} cannot be read: `), LIMIT_MS);
      await page.locator('#snapshots .time-plot canvas').waitFor();
    },
    2 * LIMIT_MS,
  );

  test(
    'says so when the API is away, keeps what it showed, and mends itself',
    async () => {
      expect([watched.errors, watched.outside]).toEqual([[], []]);
      await installation.api.stop();
      await says('The API cannot be reached (/analytics).');
      expect(await panel()).toMatch(/Spread \d/);
      await page.locator('body.is-frozen').waitFor();
      await installation.api.start();
      await eventually(async () => expect(await panel()).not.toContain('cannot be reached'), LIMIT_MS);
    },
    3 * LIMIT_MS,
  );
});
