import { setTimeout as wait } from 'node:timers/promises';
import { blockOf } from './blocks.ts';
import { type ClientProcess, startClients, type Watched } from './clientProcess.ts';
import { openWorld, type World } from './world.ts';

/** The clients' streams, made by the blocks of `docs/clients.md`, with one break at the exchange in between. */

const WATCH_MS = 14_000;
const CUT_MS = 6_000;
/** After a break a client has to be in step again so soon, ms; ccxt waits for its next call, others for two to three seconds. */
const BACK_MS = 5_000;

/** What comes with trades, which may be many seconds apart: it has to come, and not at any moment. */
const QUIET = /watchTrades$|watchOHLCV$|watchTicker$|^miniTicker$/;

let world: World;
let clients: ClientProcess;
const watched = new Map<string, Promise<Watched>>();

const expected = {
  ccxt: [
    'BTC/USDT watchTrades',
    ...['BTC/USDT', 'BTC/USDT:USDT'].flatMap((symbol) =>
      ['watchOHLCV', 'watchTicker', 'watchBidsAsks', 'watchOrderBook'].map((name) => `${symbol} ${name}`),
    ),
  ],
  '@binance/spot': ['miniTicker', 'diffBookDepth'],
  '@binance/connector': ['diffBookDepth'],
  binance: ['depthUpdate', 'markPriceUpdate'],
  'binance-api-node': ['depth', 'futuresDepth'],
  'node-binance-api': ['depthCache'],
} as const;
type Watching = keyof typeof expected;
const names = Object.keys(expected) as Watching[];

beforeAll(async () => {
  world = await openWorld();
  clients = await startClients();
  await clients.call(blockOf('ccxt', world.oursUrl), 'exchange', { method: 'loadMarkets', args: [] });
  for (const name of names) watched.set(name, clients.watch(blockOf(name, world.oursUrl), name, WATCH_MS));
  await wait(CUT_MS);
  world.cut();
  await Promise.allSettled(watched.values());
});
afterAll(async () => {
  await clients?.close();
  await world?.close();
});

it.each(names)('%s gets its streams, and gets them again after a break', async (name) => {
  const told = (await watched.get(name)) ?? {};
  const after = CUT_MS + BACK_MS;
  const heard = expected[name].map((stream) => {
    const times = told[stream]?.times ?? [];
    return {
      stream,
      before: times.some((time) => QUIET.test(stream) || time < CUT_MS),
      after: times.some((time) => time > (QUIET.test(stream) ? 0 : after)),
    };
  });
  expect(heard).toEqual(expected[name].map((stream) => ({ stream, before: true, after: true })));
  const errors = Object.values(told).flatMap(({ errors }) => errors);
  // What a client says of a socket that has closed; none says that its book was wrong.
  expect(errors.filter((error) => !/^NetworkError: |^exception/.test(error))).toEqual([]);
});

it('no client has ended its process', () => {
  expect(clients.hasEnded()).toBe(false);
});
