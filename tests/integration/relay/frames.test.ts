import type { Market } from '../../../markets/markets.js';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';
import { eventually } from '../../eventually.ts';
import { openStream, type StreamClient } from '../simulator/streamClient.ts';
import { following, openRelay, type RelayFixture, type Told } from './relayFixture.ts';

/** A trade comes each half a second or so. */
const symbols = defaultSymbols.map((spec) => ({ ...spec, ordersPerMinute: 120 }));

let fixture: RelayFixture;
beforeAll(async () => {
  fixture = await openRelay({ simulator: { symbols } });
});
afterAll(() => fixture.close());

const spot = [
  'btcusdt@trade',
  'btcusdt@aggTrade',
  'btcusdt@depth@100ms',
  'btcusdt@depth',
  'btcusdt@depth20@100ms',
  'btcusdt@bookTicker',
  'btcusdt@kline_1m',
  'btcusdt@ticker',
  'btcusdt@miniTicker',
  'btcusdt@avgPrice',
  '!miniTicker@arr',
];
const usdm = [
  'btcusdt@aggTrade',
  'btcusdt@depth@100ms',
  'btcusdt@depth20@100ms',
  'btcusdt@bookTicker',
  'btcusdt@kline_1m',
  'btcusdt_perpetual@continuousKline_1m',
  'btcusdt@markPrice@1s',
  '!markPrice@arr@1s',
];

/** What came of a stream over a client's own socket, as it was sent. */
const sent = ({ texts }: StreamClient, stream: string): string[] => {
  const head = `{"stream":${JSON.stringify(stream)},"data":`;
  return texts.filter((text) => text.startsWith(head)).map((text) => text.slice(head.length, -1));
};

/** What was relayed is what was sent from some moment on, up to some other. */
function expectSent({ frames, breaks }: Told, all: readonly string[]): void {
  expect(breaks).toEqual([]);
  expect(frames.length).toBeGreaterThan(0);
  const from = all.indexOf(frames[0] ?? '');
  expect(from).toBeGreaterThanOrEqual(0);
  expect(frames.slice(0, all.length - from)).toEqual(all.slice(from, from + frames.length));
}

const direct = (market: Market, streams: readonly string[]) =>
  market === 'spot'
    ? [openStream(`${fixture.simulator.streamUrl}/stream?streams=${streams.join('/')}`)]
    : ['public', 'market'].map((route) =>
        openStream(`${fixture.simulator.usdmStreamUrl}/${route}/stream?streams=${streams.join('/')}`),
      );

const both: readonly (readonly [Market, readonly string[]])[] = [
  ['spot', spot],
  ['usdm', usdm],
];

it.each(both)(
  'each event of %s comes as the exchange sent it, in order and once, also over a shutdown',
  async (market, streams) => {
    const clients = await Promise.all(direct(market, streams));
    const link = fixture.link();
    const followed = await Promise.all(
      streams.map(async (stream) => ({ stream, told: await following(link, stream, market) })),
    );
    const heard = () => followed.every(({ told }) => told.frames.length >= 2);
    await eventually(heard, 30_000);
    const hubOf = async () => (await fixture.store.redis.hvals('collector:streams')).join();
    fixture.simulator.inject({ kind: 'stream-shutdown', seconds: 20 });
    await eventually(async () => /"rotated":[1-9]/.test(await hubOf()), 30_000);
    const before = followed.map(({ told }) => told.frames.length);
    await eventually(() => followed.every(({ told }, at) => told.frames.length > (before[at] ?? 0) + 1), 30_000);
    for (const { close } of followed.map(({ told }) => told)) close();
    const all = (stream: string) => clients.flatMap((client) => sent(client, stream));
    for (const { stream, told } of followed) expectSent(told, all(stream));
    for (const client of clients) client.end();
  },
);
