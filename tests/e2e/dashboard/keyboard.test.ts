import type { Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { describeWithBrowser, type WatchedPage } from '../browser.ts';
import { type Installation, LIMIT_MS, openInstallation } from './installation.ts';
import { seeAll } from './seeAll.ts';

/** What has the focus. */
interface Focused {
  /** '' where nothing has it. */
  readonly name: string;
  /** Its part of the page, by id. */
  readonly part: string;
  /** Something is drawn around it, and nothing lies over it. */
  readonly isVisible: boolean;
}

const focused = (page: Page): Promise<Focused> =>
  page.evaluate<Focused>(`(() => {
    const own = document.activeElement ?? document.body;
    if (own === document.body) return { name: '', part: '', isVisible: true };
    // A choice is drawn by the text beside its button.
    const drawn = own.matches('[type=radio]') ? own.nextElementSibling : own;
    // A row of the list is one link, as wide as the row.
    const styles = [getComputedStyle(drawn), getComputedStyle(drawn, '::after')];
    const { left, right, top, bottom } = drawn.getBoundingClientRect();
    const [xs, ys] = [[left, right], [top, bottom]].map(([from, to]) => [0.1, 0.5, 0.9].map((part) => from + (to - from) * part));
    const isAt = (x, y) => drawn.contains(document.elementFromPoint(x, y));
    const label = own.getAttribute('aria-label') ?? own.labels?.[0]?.textContent ?? own.innerText;
    return {
      name: (own.tagName + ' ' + label).slice(0, 80),
      part: own.closest('[id]:not(summary)')?.id ?? '',
      isVisible: styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) &&
        xs.some((x) => ys.some((y) => isAt(x, y))),
    };
  })()`);

/** What is not wanted any more is not read to its end. */
const isGivenUp = (error: string): boolean => error.endsWith('net::ERR_ABORTED');

/** More stops than there are: who has met as many is trapped. */
const MOST_STOPS = 120;

describeWithBrowser('the dashboard by keys alone', () => {
  let all: Installation;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    all = await openInstallation();
  }, LIMIT_MS);
  afterAll(() => all?.close());
  beforeEach(async () => {
    watched = await all.open();
    page = watched.page;
    await page.locator('[data-verdict="ok"]').waitFor();
    await page.locator('#watch-list a[data-code="ethusdt"]').waitFor();
    // Where the first stop leads to is loaded after the first painting.
    await page.locator('#candles input').first().waitFor();
  });
  let unseen: Focused[] = [];
  afterEach(async () => {
    const found = { unseen, outside: watched.outside, errors: watched.errors.filter((error) => !isGivenUp(error)) };
    unseen = [];
    await page.close();
    expect(found).toEqual({ unseen: [], outside: [], errors: [] });
  });

  /** Presses a key, and looks at what has the focus then. */
  async function press(key: string): Promise<Focused> {
    await page.keyboard.press(key);
    let now = await focused(page);
    // What is told meanwhile may move it for a moment.
    for (const end = performance.now() + 10_000; !now.isVisible && performance.now() < end; ) {
      await page.waitForTimeout(50);
      now = await focused(page);
    }
    if (!now.isVisible) unseen.push(now);
    return now;
  }

  async function pressUntil(key: string, isReached: (now: Focused) => boolean): Promise<void> {
    for (let presses = 0; ; presses += 1) {
      expect(presses).toBeLessThan(MOST_STOPS);
      if (isReached(await press(key))) return;
    }
  }

  test.each([360, 1280])(
    'Tab leads through all parts to the end, and back to the beginning, with the focus always to be seen (%i px)',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      // What is still being asked for has no stops, and moves those of others when it comes.
      await seeAll(page);
      await page.evaluate('scrollTo(0, 0)');
      const there: string[] = [];
      const parts = new Set<string>();
      await pressUntil('Tab', ({ name, part }) => {
        there.push(name);
        parts.add(part);
        return name === '';
      });
      const named = ['watch-list', 'candles', 'book', 'tape', 'freshness', 'gaps', 'budget', 'streams', 'audit'];
      expect([...parts]).toEqual(expect.arrayContaining(named));
      const back: string[] = [];
      await pressUntil('Shift+Tab', ({ name }) => {
        back.push(name);
        return name.startsWith('A To the pair') || name === '';
      });
      expect(back.at(-1)).toMatch(/^A To the pair/);
      // It is not told twice: parts that come while one goes may add some.
      expect(back.length).toBeGreaterThan(there.length / 2);
    },
    2 * LIMIT_MS,
  );

  test(
    'the first stop skips to the pair; a slash leads to the search, an arrow and Enter choose a pair, arrows the interval',
    async () => {
      expect((await press('Tab')).name).toMatch(/^A To the pair that is shown/);
      await page.keyboard.press('Enter');
      expect((await press('Tab')).part).toBe('candles');
      expect((await press('/')).name).toBe('INPUT Search pairs');
      await page.keyboard.type('eth');
      await eventually(async () => expect(await page.locator('#watch-list a[data-code]').count()).toBe(1));
      expect((await press('ArrowDown')).name).toBe('A ETHUSDT');
      await page.keyboard.press('Enter');
      await eventually(async () => expect(await page.locator('#candles header').innerText()).toContain('ethusdt'));
      expect((await focused(page)).name).toBe('A ETHUSDT');
      await pressUntil('Tab', ({ part, name }) => part === 'candles' && name.startsWith('INPUT'));
      await press('ArrowRight');
      await eventually(async () => expect(new URL(page.url()).search).toBe('?pair=ethusdt&candles=5&search=eth'));
      expect((await focused(page)).name).toBe('INPUT 5m');
    },
    LIMIT_MS,
  );

  test(
    'details of freshness open by Enter, Escape closes them, and the focus is where it was',
    async () => {
      await page.locator('#freshness').scrollIntoViewIfNeeded();
      await page.locator('.fresh-region td button').first().waitFor();
      await pressUntil('Tab', ({ name }) => name.startsWith('BUTTON') && name.includes(' limit '));
      await press('ArrowRight');
      const { name } = await focused(page);
      await press('Enter');
      await page.locator('#fresh-details').waitFor();
      await eventually(async () => expect((await focused(page)).part).toBe('fresh-details'));
      expect((await press('Tab')).name).toBe('BUTTON Close');
      await press('Escape');
      await page.locator('#fresh-details').waitFor({ state: 'detached' });
      await eventually(async () => expect((await focused(page)).name.split(':')[0]).toBe(name.split(':')[0]));
      await pressUntil('Tab', ({ part }) => part === 'gaps');
    },
    LIMIT_MS,
  );
});
