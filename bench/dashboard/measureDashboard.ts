import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { chromiumPath } from '../../rig/browser.ts';
import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import type { World } from '../../rig/world.ts';
import { cpuTime } from '../cpuTime.ts';
import { BUSY, startEventsWorld } from '../events/eventsWorld.ts';
import { type Figure, type Section, short } from '../results.ts';
import { lagsOf } from '../streams/latency.ts';
import { withRedis } from '../withRedis.ts';
import { heapOf, openWatchedBrowser, type WatchedBrowser } from './watchedBrowser.ts';

const PAIRS = 50;
const LOADS = 7;
/** The page is kept open no longer, s: twenty minutes. */
const MOST_OPEN_S = 1_200;
/** From here on memory is to grow no more, s: charts are loaded, lists are full. */
const WARM_S = 60;
/** Processor time is watched so long, s. */
const LOAD_S = 30;
const FRESH_WITHIN_MS = 300_000;
const MB = 2 ** 20;
/** The price of the pair that is looked at, in the list of pairs. */
const PRICE = '#watch-list tr:has([aria-current]) [data-price]';

type Log = (line: string) => void;

/** The dashboard in a browser. @param seconds how long it is kept open for its memory */
export async function measureDashboard(worlds: Worlds, seconds: number, log: Log): Promise<Section> {
  const how = `Debian's Chromium without a window, ${PAIRS} pairs by streams. A cold load has an empty cache; it ends when the strip says how all is and the price of the pair looked at is painted, that of an empty page (/live) when it is painted.`;
  if (chromiumPath === undefined) {
    return { title: 'Dashboard', how, figures: [], tables: [], leftOut: ['all of it: chromium is not installed'] };
  }
  const openS = Math.min(seconds, MOST_OPEN_S);
  const browser = await openWatchedBrowser();
  try {
    log('dashboard: from Redis to pixels');
    const pixels = await measurePixels(browser);
    log('dashboard: starting');
    const world = await worlds.open({ pairs: PAIRS, transport: 'stream', processes: 'market' });
    try {
      await becomesFresh(world);
      log('dashboard: cold loads');
      const loads = await measureLoads(browser, world.apiUrl);
      log(`dashboard: open for ${openS} s`);
      const open = await measureOpen(browser, world, openS);
      return { title: 'Dashboard', how, ...found({ pixels, loads, open, openS }), leftOut: [] };
    } finally {
      await world.close();
    }
  } finally {
    await browser.close();
  }
}

async function becomesFresh({ apiUrl }: World): Promise<void> {
  const until = Date.now() + FRESH_WITHIN_MS;
  while ((await fetch(`${apiUrl}/ready`)).status !== 200) {
    if (Date.now() > until) throw new Error('not all became fresh');
    await wait(500);
  }
}

/** From each change of a price in Redis to the frame that shows it, or a newer one, ms. */
async function measurePixels({ browser }: WatchedBrowser): Promise<number[]> {
  return withRedis(async (redis) => {
    const world = await startEventsWorld(redis, PAIRS);
    const page = await browser.newPage();
    await page.goto(`${world.api.url}/?pair=${BUSY}`);
    await page.locator(PRICE).waitFor();
    await page.evaluate(watchPrice, PRICE);
    await wait(LOAD_S * 1_000);
    const seen = await page.evaluate(() => Reflect.get(globalThis, 'seenPrices') as { at: number; value: string }[]);
    await page.close();
    const sent = (await world.sent()).filter(([, what]) => what === 'price');
    const since = seen[0]?.at ?? 0;
    return lagsOf(
      sent.filter(([at]) => at >= since),
      seen,
    );
  });
}

/** Runs in the page: notes when each price was painted. */
function watchPrice(selector: string): void {
  const seen: { at: number; value: string }[] = [];
  Reflect.set(globalThis, 'seenPrices', seen);
  const { requestAnimationFrame, document } = globalThis as unknown as {
    requestAnimationFrame(call: () => void): void;
    document: { querySelector(text: string): { getAttribute(name: string): string | null } | null };
  };
  let last = '';
  const look = (): void => {
    const value = document.querySelector(selector)?.getAttribute('data-price') ?? '';
    if (value !== last) {
      last = value;
      // The frame after this one has it painted.
      requestAnimationFrame(() => seen.push({ at: performance.timeOrigin + performance.now(), value }));
    }
    requestAnimationFrame(look);
  };
  look();
}

interface Loads {
  /** ms */
  readonly page: readonly number[];
  readonly empty: readonly number[];
}

async function measureLoads({ browser }: WatchedBrowser, url: string): Promise<Loads> {
  const [page, empty]: [number[], number[]] = [[], []];
  for (let load = 0; load < LOADS; load += 1) {
    empty.push(await coldLoad(`${url}/live`, painted));
    page.push(
      await coldLoad(url, async (opened) => {
        await opened.waitForFunction(isUseful, PRICE, { polling: 'raf' });
        return opened.evaluate(() => performance.now());
      }),
    );
  }
  return { page, empty };

  async function coldLoad(address: string, until: (page: Page) => Promise<number>): Promise<number> {
    const context = await browser.newContext();
    try {
      const opened = await context.newPage();
      await opened.goto(address, { waitUntil: 'commit' });
      return await until(opened);
    } finally {
      await context.close();
    }
  }
}

const painted = async (page: Page): Promise<number> => {
  const first = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    undefined,
    { polling: 'raf' },
  );
  return Number(await first.jsonValue());
};

/** Runs in the page. */
function isUseful(price: string): boolean {
  const { document } = globalThis as unknown as {
    document: { querySelector(text: string): { getAttribute(name: string): string | null } | null };
  };
  const verdict = document.querySelector('[data-verdict]')?.getAttribute('data-verdict');
  return (
    verdict !== undefined && verdict !== 'opening' && Boolean(document.querySelector(price)?.getAttribute('data-price'))
  );
}

/** Runs in the page. */
function loadedBytes(): number {
  const all = performance.getEntriesByType('resource') as unknown as { name: string; decodedBodySize: number }[];
  return all.filter(({ name }) => /\.(js|mjs|css)$/.test(name)).reduce((sum, each) => sum + each.decodedBodySize, 0);
}

interface Open {
  /** cores */
  readonly browser: number;
  /** What the API used more than while nobody looked, cores. */
  readonly api: number;
  /** Bytes that the heap has grown by after the first minute. */
  readonly growth: number;
  readonly heap: number;
  /** Of scripts and styles that were loaded by then, uncompressed. */
  readonly bytes: number;
}

async function measureOpen(watched: WatchedBrowser, world: World, seconds: number): Promise<Open> {
  const api = [...world.processes.values()].find(({ name }) => name === 'api')?.process()?.pid ?? 0;
  const idle = await spentBy(() => cpuTime(api));
  const page = await watched.browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  await page.goto(world.apiUrl);
  await page.locator(PRICE).waitFor();
  await wait(Math.min(WARM_S, seconds) * 1_000);
  const before = await heapOf(page);
  const [browser, busy] = await Promise.all([spentBy(watched.cpuTime), spentBy(() => cpuTime(api))]);
  await wait(Math.max(0, seconds - WARM_S - LOAD_S) * 1_000);
  const heap = await heapOf(page);
  const bytes = await page.evaluate(loadedBytes);
  await page.close();
  return { browser, api: busy - idle, growth: heap - before, heap, bytes };
}

/** @returns cores */
async function spentBy(read: () => number): Promise<number> {
  const [before, startedAt] = [read(), performance.now()];
  await wait(LOAD_S * 1_000);
  return (read() - before) / (performance.now() - startedAt);
}

interface Found {
  readonly pixels: readonly number[];
  readonly loads: Loads;
  readonly open: Open;
  readonly openS: number;
}

function found({ pixels, loads, open, openS }: Found): Pick<Section, 'figures' | 'tables'> {
  const [page, empty] = [percentile(loads.page, 0.5), percentile(loads.empty, 0.5)];
  const figures: Figure[] = [
    {
      name: 'script and style of the dashboard, uncompressed',
      value: open.bytes / 1_000,
      target: { atMost: 400 },
      unit: ' kB',
    },
    { name: `cold load ÷ that of an empty page, medians of ${LOADS}`, value: page / empty, target: { atMost: 4 } },
    { name: 'cold load', value: page, target: { atMost: 1_500 }, unit: ' ms' },
    { name: 'change in Redis to pixels, p95', value: percentile(pixels, 0.95), target: { atMost: 350 }, unit: ' ms' },
    { name: `the browser, ${PAIRS} pairs by streams, cores`, value: open.browser, target: { atMost: 0.3 } },
    { name: 'the API for it, cores', value: open.api, target: { atMost: 0.05 } },
    { name: `heap that has grown within ${openS} s`, value: open.growth / MB, target: { atMost: 10 }, unit: ' MB' },
  ];
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    ...[Math.min(...values), percentile(values, 0.5), percentile(values, 0.95)].map(short),
  ];
  const table = {
    head: ['ms', 'least', 'p50', 'p95'],
    rows: [
      row('cold load', loads.page),
      row('that of an empty page', loads.empty),
      row('change in Redis to pixels', pixels),
    ],
  };
  return { figures, tables: [table, { head: ['heap at the end, MB'], rows: [[short(open.heap / MB)]] }] };
}
