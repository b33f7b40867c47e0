import { eventually } from '../../../eventually.ts';
import { type HubFixture, openHub, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
afterEach(() => fixture.close());

const KINDS = ['aggTrade', 'bookTicker', 'depth@100ms', 'ticker', 'kline_1m'];
const pairs = Array.from({ length: 200 }, (_, at) => `pair${at}usdt`);

it('a thousand streams share as few sockets as may be, those of a pair one of them, and all are asked for with few messages', async () => {
  fixture = await openHub({ groupSize: () => KINDS.length, limits: { silentMs: 3_000, answerWithinMs: 10_000 } });
  const { hub, exchange } = fixture;
  const followings = pairs.flatMap((pair) => KINDS.map((kind) => hub.follow(`${pair}@${kind}`, toldFollower())));
  await eventually(() => hub.report().streams.asked === 1_000);
  expect(exchange.sockets).toHaveLength(6);
  for (const { streams, heard } of exchange.sockets) {
    expect(streams.size).toBeLessThanOrEqual(200);
    // As many as may be sent in two seconds.
    expect(heard.length).toBeLessThanOrEqual(8);
    expect([...streams].filter((stream) => stream.endsWith('@avgPrice'))).toEqual([
      'btcusdt@avgPrice',
      'ethusdt@avgPrice',
    ]);
    for (const { text } of heard) expect(Buffer.byteLength(text)).toBeLessThan(4_000);
  }
  const carriers = pairs.map((pair) => exchange.sockets.filter(({ streams }) => streams.has(`${pair}@ticker`)));
  for (const [at, [carrier, ...others]] of carriers.entries()) {
    expect(others).toEqual([]);
    for (const kind of KINDS) expect(carrier?.streams).toContain(`${pairs[at]}@${kind}`);
  }

  // A pair that is added goes where there is room, and a pair that goes leaves the others alone.
  const heard = exchange.sockets.map((own) => own.heard.length);
  for (const following of followings.slice(0, KINDS.length)) following.close();
  const added = KINDS.map((kind) => hub.follow(`new@${kind}`, toldFollower()));
  await eventually(() => added.every((following) => following.state() === 'asked'));
  expect(exchange.sockets).toHaveLength(6);
  const more = exchange.sockets.map((own, at) => own.heard.length - (heard[at] ?? 0));
  expect(more.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(4);

  const report = hub.report();
  expect(report.sockets.map(({ state }) => state)).toEqual(Array(6).fill('open'));
  await eventually(() => hub.report().sockets.every(({ perSecond }) => perSecond >= 20));
  expect(report.sockets.every(({ rotatesInMs }) => rotatesInMs > 22 * 3_600_000)).toBe(true);
  expect(report).toMatchObject({ counts: { opened: 6, ended: {}, badFrames: 0 }, waitsFor: null, lastEnd: null });
});

it('a heartbeat that changes is asked for without touching others', async () => {
  let symbols = ['BTCUSDT', 'ETHUSDT'];
  fixture = await openHub({ heartbeatSymbols: () => symbols });
  const told = toldFollower();
  const following = fixture.hub.follow('xrpusdt@aggTrade', told);
  const carrier = await fixture.exchange.carrying('xrpusdt@aggTrade');
  await eventually(() => following.state() === 'asked');
  symbols = ['ETHUSDT', 'XRPUSDT'];
  await eventually(() => carrier.streams.has('xrpusdt@avgPrice') && !carrier.streams.has('btcusdt@avgPrice'));
  expect([told.downs, fixture.exchange.sockets.length]).toEqual([[], 1]);
});

it('a market without heartbeats is pinged, and goes on', async () => {
  fixture = await openHub({ heartbeatSymbols: () => [] });
  const { hub, exchange } = fixture;
  const told = toldFollower();
  const following = hub.follow('xrpusdt@aggTrade', told);
  const carrier = await exchange.carrying('xrpusdt@aggTrade');
  carrier.event('xrpusdt@aggTrade', { E: Date.now() });
  await eventually(() => following.state() === 'heard');
  let pings = 0;
  carrier.socket.on('ping', () => pings++);
  await eventually(() => pings >= 3);
  expect([told.downs, exchange.sockets.length]).toEqual([[], 1]);
});
