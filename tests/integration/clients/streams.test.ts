import { setTimeout as wait } from 'node:timers/promises';
import type { Market } from '../../../markets/markets.js';
import { eventually } from '../../eventually.ts';
import { blockOf } from './blocks.ts';
import { type ClientProcess, startClients, type Watched, type WatchedBook, type Watching } from './clientProcess.ts';
import { openWorld, type World } from './world.ts';

/**
 * The clients' streams, made by the blocks of `docs/clients.md`, with breaks at the exchange in between: one, as soon as all follow what they
 * follow; or, for figures, `CLIENT_CUTS` of them within `CLIENT_SECONDS`.
 */

const CUTS = Number(process.env.CLIENT_CUTS ?? 1);
const SECONDS = Number(process.env.CLIENT_SECONDS ?? 0);
/** Where it is measured, a book has to be in step again so soon after a break, ms; one of the clients waits longer than that by itself. */
const BACK_MS = 5_000;
const WAITS_BY_ITSELF = 'binance-api-node';
const whenMeasured = SECONDS > 0 ? it : it.skip;

/** What comes with trades, which may be many seconds apart: it has to come, and not at any moment. */
const QUIET = /watchTrades$|watchOHLCV$|watchTicker$|^miniTicker$|^aggregateTradeStreams$/;

const expected = {
  ccxt: ['BTC/USDT', 'BTC/USDT:USDT'].flatMap((symbol) =>
    ['watchTrades', 'watchOHLCV', 'watchTicker', 'watchBidsAsks', 'watchOrderBook'].map((name) => `${symbol} ${name}`),
  ),
  '@binance/spot': ['miniTicker', 'diffBookDepth'],
  '@binance/derivatives-trading-usds-futures': ['aggregateTradeStreams', 'markPriceStream', 'diffBookDepthStreams'],
  '@binance/connector': ['diffBookDepth'],
  binance: ['depthUpdate', 'markPriceUpdate', 'bookTicker'],
  'binance-api-node': ['depth', 'futuresDepth'],
  'node-binance-api': ['depthCache', 'futuresMarkPrice', 'futuresBookTicker'],
} as const;
type Name = keyof typeof expected;
const names = Object.keys(expected) as Name[];

/** Local books: whose, what, and of which market. */
const books: readonly (readonly [Name, string, Market])[] = [
  ['ccxt', 'BTC/USDT watchOrderBook', 'spot'],
  ['ccxt', 'BTC/USDT:USDT watchOrderBook', 'usdm'],
  ['@binance/spot', 'diffBookDepth', 'spot'],
  ['@binance/derivatives-trading-usds-futures', 'diffBookDepthStreams', 'usdm'],
  ['binance-api-node', 'depth', 'spot'],
  ['binance-api-node', 'futuresDepth', 'usdm'],
  ['node-binance-api', 'depthCache', 'spot'],
];

const levelsOf = ({ number, bids, asks }: WatchedBook) => ({ number, bids, asks });

let world: World;
let clients: ClientProcess;
const watching = new Map<Name, Watching>();
const watched = new Map<Name, Watched>();
/** When the exchange was cut off, ms. */
const cuts: number[] = [];

/** What has not come since then, ms; `quiet`: what comes with trades, too. */
async function missing(since: number, quiet: boolean): Promise<string[]> {
  const lacking = await Promise.all(
    names.map(async (name) => {
      const told = (await watching.get(name)?.told()) ?? {};
      const heard = (stream: string): boolean => told[stream]?.times.some((time) => time > since) === true;
      return expected[name].filter((stream) => (quiet || !QUIET.test(stream)) && !heard(stream));
    }),
  );
  return lacking.flat();
}

const haveAll = (since: number, quiet = false) =>
  eventually(async () => expect(await missing(since, quiet)).toEqual([])).catch(() => undefined);

beforeAll(async () => {
  world = await openWorld();
  clients = await startClients();
  await clients.call(blockOf('ccxt', world.oursUrl), 'exchange', { method: 'loadMarkets', args: [] });
  for (const name of names) watching.set(name, await clients.watch(blockOf(name, world.oursUrl), name));
  await haveAll(0);
  const began = Date.now();
  for (let cut = 1; cut <= CUTS; cut += 1) {
    await wait(began + (cut * SECONDS * 1_000) / (CUTS + 1) - Date.now());
    cuts.push(Date.now());
    world.cut();
    await haveAll(cuts.at(-1) ?? 0);
  }
  await wait(began + SECONDS * 1_000 - Date.now());
  await haveAll(0, true);
  for (const [name, each] of watching) watched.set(name, await each.told());
  await Promise.allSettled([...watching.values()].map((each) => each.stop()));
});
afterAll(async () => {
  await clients?.close();
  await world?.close();
});

const timesOf = (name: Name, stream: string): readonly number[] => watched.get(name)?.[stream]?.times ?? [];

it.each(names)('%s gets its streams, and gets them again after a break', (name) => {
  const last = cuts.at(-1) ?? 0;
  const silent = expected[name].filter(
    (stream) => !timesOf(name, stream).some((time) => QUIET.test(stream) || time > last),
  );
  expect(silent).toEqual([]);
  const errors = Object.values(watched.get(name) ?? {}).flatMap(({ errors }) => errors);
  // What a client says of a socket that has closed; none says that its book was wrong.
  expect(errors.filter((error) => !/^NetworkError: |^exception/.test(error))).toEqual([]);
});

describe('local books', () => {
  it.each(books)("%s: that of %s is the exchange's own", (name, stream, market) => {
    const all = watched.get(name)?.[stream]?.books ?? [];
    const judged = all.map((book) => [book, world.bookAt(market, book.at, book.bids.length)] as const);
    // A snapshot tells another time than that of its number.
    const comparable = judged.filter(([{ number }, truth]) => number === truth.number);
    expect(comparable.length).toBeGreaterThan(all.length / 2);
    for (const [book, truth] of comparable) expect(levelsOf(book)).toEqual(levelsOf(truth));
  });

  // On a machine that is very busy a link breaks by itself now and then, which is none of our breaks.
  whenMeasured.each(books)('%s: that of %s is never begun anew but for a break, and once for each', (name, stream) => {
    const lost = watched.get(name)?.[stream]?.lost ?? [];
    // What is lost is found out with the first event that comes again.
    const blamed = lost.map(({ at }) => cuts.filter((cut) => cut < at).length);
    expect(blamed).toEqual([...new Set(blamed)].filter((cut) => cut > 0));
  });
});

/** From a cut to the end of the longest silence that begins with it, ms. */
function backAfter(cut: number, times: readonly number[]): number {
  const next = cuts.find((other) => other > cut) ?? Number.POSITIVE_INFINITY;
  const around = times.filter((time, index) => time < next && (times[index + 1] ?? time) > cut);
  const silences = around.slice(1).map((end, index) => ({ end, ms: end - (around[index] ?? end) }));
  const [longest] = silences.toSorted((one, other) => other.ms - one.ms);
  return longest === undefined ? Number.POSITIVE_INFINITY : longest.end - cut;
}

whenMeasured('local books are in step again soon after each break', () => {
  const took = books.map(([name, stream]) => ({
    ...{ name, stream },
    back: cuts.map((cut) => backAfter(cut, timesOf(name, stream))),
  }));
  console.log(took.map(({ name, stream, back }) => `${name} ${stream}: ${back.join(', ')} ms`).join('\n'));
  const judged = took.filter(({ name }) => name !== WAITS_BY_ITSELF).flatMap(({ back }) => back);
  expect(Math.max(...judged)).toBeLessThanOrEqual(BACK_MS);
});

it('no client has ended its process', () => {
  expect(clients.hasEnded()).toBe(false);
});
