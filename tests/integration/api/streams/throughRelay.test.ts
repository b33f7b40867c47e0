import { eventually } from '../../../eventually.ts';
import { openRelay, type RelayFixture } from '../../relay/relayFixture.ts';
import { type StreamsFixture, serveStreams } from './streamsFixture.ts';

let relay: RelayFixture;
let api: StreamsFixture;
beforeEach(async () => {
  relay = await openRelay();
  api = await serveStreams(relay.link(), relay.simulator);
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
