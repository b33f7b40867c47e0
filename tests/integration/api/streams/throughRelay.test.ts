import { relayedDepthOf } from '../../../../api/binance/memory/relayedDepth.ts';
import type { ApiContext } from '../../../../api/context/context.ts';
import type { OpenLink } from '../../../../api/relay/link.ts';
import { endpoints as spot } from '../../../../exchanges/binance/spot/endpoints.ts';
import { endpoints as usdm } from '../../../../exchanges/binance/usdm/endpoints.ts';
import type { Market } from '../../../../markets/markets.js';
import { eventually } from '../../../eventually.ts';
import { openRelay, type RelayFixture } from '../../relay/relayFixture.ts';
import { type StreamsFixture, serveStreams } from './streamsFixture.ts';

let relay: RelayFixture;
let api: StreamsFixture;
let link: OpenLink;
beforeEach(async () => {
  relay = await openRelay();
  link = relay.link();
  api = await serveStreams(link, relay.simulator);
});
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
  await relay.close();
});

const comes = async (texts: readonly string[]): Promise<void> => {
  const before = texts.length;
  await eventually(() => texts.length > before + 1, 20_000);
};

it('streams of both markets come through a relay, each followed once at the exchange', async () => {
  const callers = await Promise.all([
    api.open('/ws/btcusdt@depth@100ms'),
    api.open('/stream/ws/1/btcusdt@depth@100ms'),
    api.open('/stream?streams=btcusdt@depth@100ms'),
    api.open('/fstream/market/ws/btcusdt@markPrice@1s'),
    api.open('/public/stream?streams=btcusdt@depth@100ms'),
  ]);
  for (const { texts } of callers) await comes(texts);
  expect(relay.simulator.stats().streams.connections).toBeGreaterThan(0);
  const { streams, subscriptions } = api.streams.callers.now();
  expect([streams, subscriptions]).toEqual([3, 5]);
  for (const { socket } of callers) socket.terminate();
});

describe('a book', () => {
  const otherwise = { body: 'otherwise', asOf: 0, source: 'x' };
  const context = () => ({ relay: link, board: { now: () => 7 } }) as unknown as ApiContext;
  const ask = (market: Market, limit?: number) =>
    relayedDepthOf(
      context(),
      () => 'simulator',
      async () => otherwise,
    )({
      ...{ market, caller: 'x', endpoint: (market === 'spot' ? spot : usdm).depth },
      params: { symbol: 'BTCUSDT', ...(limit !== undefined && { limit }) },
    });

  it.each([
    ['spot', '/ws/btcusdt@depth@100ms', 100],
    ['usdm', '/fstream/ws/btcusdt@depth@100ms', 500],
  ] as const)(
    'of %s whose changes are relayed is at least as new as what was sent of them',
    async (market, path, levels) => {
      expect(await ask(market)).toBe(otherwise);
      const caller = await api.open(path);
      await comes(caller.texts);
      for (const limit of [undefined, 5, 1000]) {
        const { u } = JSON.parse(caller.texts.at(-1) ?? '') as { u: number };
        const answer = await ask(market, limit);
        const book = JSON.parse(String(answer?.body)) as { lastUpdateId: number; bids: unknown[]; asks: unknown[] };
        expect(book.lastUpdateId).toBeGreaterThanOrEqual(u);
        expect(book.bids.length).toBeLessThanOrEqual(limit ?? levels);
        expect(book.bids.length).toBeGreaterThan(4);
        const times = market === 'usdm' ? ['E', 'T'] : [];
        expect(Object.keys(book)).toEqual(['lastUpdateId', ...times, 'bids', 'asks']);
      }
      expect(await ask(market, 5000)).toBe(otherwise);
      caller.socket.terminate();
    },
  );
});

it('a relay that is killed closes those who follow streams, and is there again for those who come back', async () => {
  const caller = await api.open('/ws/btcusdt@depth@100ms');
  await comes(caller.texts);
  await relay.relay.stop();
  expect((await caller.closed).code).toBe(1001);
  const again = api.open('/ws/btcusdt@depth@100ms');
  relay.relay = await relay.startRelay();
  await comes((await again).texts);
  (await again).socket.terminate();
});

it('a socket of the exchange that breaks closes those who follow its streams', async () => {
  const [spot, futures] = await Promise.all([
    api.open('/ws/btcusdt@depth@100ms'),
    api.open('/fstream/ws/btcusdt@markPrice@1s'),
  ]);
  await comes(spot.texts);
  relay.simulator.inject({ kind: 'stream-reset', route: 'spot' });
  expect((await spot.closed).code).toBe(1001);
  await comes(futures.texts);
  const back = await api.open('/ws/btcusdt@depth@100ms');
  await comes(back.texts);
  for (const { socket } of [futures, back]) socket.terminate();
});
