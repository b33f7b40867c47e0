import { eventually } from '../../../../eventually.ts';
import { createStreamsFixture } from '../../streams/streamsFixture.ts';

const OHLC = '/ws/binance/btcusdt/ohlc';
const NOW = 1_790_000_000_001;
const KEY = 'a-key-of-ours-123';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeEach(async () => {
  api = await createStreamsFixture({
    backlog: { each: 200_000, eachWhenFull: 20_000, all: 1_000_000 },
    ...{ patienceMs: 500, mostOfCaller: 2 },
  });
});
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

const said = (error: string) => ({ type: 'error', error, detail: expect.any(String) });

it('without a key, with a foreign Origin, and by another name it is refused as all sockets are', async () => {
  expect(await api.refused(OHLC, { headers: { Origin: 'https://evil.example' } })).toMatchObject({
    ...{ status: 403, body: said('foreign') },
  });
  const elsewhere = await api.refused(OHLC, { headers: { Host: 'evil.example' } });
  expect([elsewhere.status, elsewhere.body]).toEqual([421, said('foreign')]);
  api.api = { accessKeys: [KEY] };
  expect(await api.refused(OHLC)).toMatchObject({ status: 401, body: said('unauthorized') });
  expect(await api.refused(`/k/wrong-key${OHLC}`)).toMatchObject({ status: 401, body: said('unauthorized') });
  // What is wrong with an address is told only to those who may ask.
  expect((await api.refused('/ws/binance/btcusdt/nothing')).status).toBe(401);
  expect(api.futures.counts.refused).toMatchObject({ foreign: 2, unauthorized: 3 });
});

it('one whose key is withdrawn is closed, and others stay', async () => {
  api.api = { accessKeys: [KEY, 'another-key-of-ours'] };
  const caller = await api.open(`/k/${KEY}${OHLC}`);
  const other = await api.open('/k/another-key-of-ours/ws/binance/ethusdt/ohlc');
  api.api = { accessKeys: ['another-key-of-ours'] };
  expect((await caller.closed).code).toBe(1008);
  const before = other.texts.length;
  await eventually(() => other.texts.length > before, 20_000);
  other.socket.terminate();
  await eventually(() => api.link.followed().length === 0);
  expect(api.futures.counts.ended).toMatchObject({ 'key-withdrawn': 1 });
});

it('what a caller sends is answered, and a flood of it ends the socket', async () => {
  const caller = await api.open('/ws/binance/btcusdt/liquidations');
  for (const text of ['{"method":"SUBSCRIBE"}', '', 'x'.repeat(60_000)]) caller.socket.send(text);
  caller.socket.send(Buffer.from([0, 255]));
  const none = () => caller.texts.filter((text) => text.includes('"no-messages"'));
  await eventually(() => none().length === 4, 20_000);
  for (let index = 0; index < 200; index++) caller.socket.send('{}');
  expect((await caller.closed).code).toBe(1008);
  expect(none().length).toBeLessThan(150);
});

it('a caller that never reads is cut off, and those beside it get everything', async () => {
  const path = '/ws/binance/btcusdt/large_trades?threshold=1';
  const [slow, quick] = await Promise.all([api.open(path), api.open(path)]);
  slow.socket.pause();
  let id = 0;
  const trade = () => ({
    e: 'aggTrade',
    E: NOW,
    s: 'BTCUSDT',
    a: ++id,
    p: '10.50',
    q: '2',
    f: 1,
    l: 2,
    T: NOW,
    m: true,
  });
  const mine = () => quick.texts.filter((text) => text.includes(`"timestampMs":${NOW},`)).length;
  for (let round = 0; round < 200 && api.futures.counts.ended.slow === 0; round++) {
    for (let index = 0; index < 500; index++) api.link.tell('btcusdt@aggTrade', JSON.stringify(trade()));
    await eventually(() => mine() === id, 20_000);
  }
  expect(api.futures.counts.ended.slow).toBe(1);
  expect(quick.socket.readyState).toBe(quick.socket.OPEN);
  quick.socket.terminate();
  slow.socket.terminate();
});

it('an event that cannot be right is left out, and those after it come', async () => {
  const caller = await api.open('/ws/binance/btcusdt/large_trades?threshold=100');
  const right = { e: 'aggTrade', E: NOW, s: 'BTCUSDT', a: 7, p: '50.00', q: '2', f: 1, l: 2, T: NOW, m: false };
  for (const wrong of ['', '{', 'null', '[]', '{"e":"aggTrade"}', JSON.stringify({ ...right, p: '1e9' })]) {
    api.link.tell('btcusdt@aggTrade', wrong);
  }
  api.link.tell('btcusdt@aggTrade', JSON.stringify({ ...right, s: 'ETHUSDT' }));
  api.link.tell('btcusdt@aggTrade', JSON.stringify({ ...right, a: 6, p: '49.99999999' }));
  api.link.tell('btcusdt@aggTrade', JSON.stringify(right));
  const told = () => caller.texts.filter((text) => text.includes(`"timestampMs":${NOW},`));
  await eventually(() => told().length > 0, 20_000);
  expect(told().map((text) => (JSON.parse(text) as { id: number }).id)).toEqual([7]);
  expect(JSON.parse(told()[0] ?? '')).toMatchObject({ side: 'BUY', quoteValue: '100.00', threshold: '100' });
  caller.socket.terminate();
  expect(api.defects.splice(0)).toEqual(['an event for callers is left out']);
});

it('a break closes those concerned, and nobody else', async () => {
  const [candles, trades] = await Promise.all([api.open(OHLC), api.open('/ws/binance/ethusdt/large_trades')]);
  api.link.break('btcusdt@kline_1m');
  expect(await candles.closed).toMatchObject({ code: 1001, reason: expect.stringMatching(/^btcusdt@kline_1m has/) });
  expect(trades.socket.readyState).toBe(trades.socket.OPEN);
  trades.socket.terminate();
});

it('without a relay it is 503, and a relay that is full is one, too', async () => {
  api.link.refusing.set('btcusdt@kline_1m', 'full');
  expect(await api.refused(OHLC)).toMatchObject({ status: 503, body: said('full') });
  api.link.refusing.clear();
  api.link.isThere = false;
  expect(await api.refused(OHLC)).toMatchObject({ status: 503, body: said('away') });
  expect(api.link.followed()).toEqual([]);
});

it('nobody is kept waiting for a stream that the relay neither follows nor refuses', async () => {
  const accept = api.link.hold();
  expect(await api.refused(OHLC)).toMatchObject({ status: 503, body: said('away') });
  accept();
  await eventually(() => api.link.followed().length === 0);
  const caller = await api.open(OHLC);
  await eventually(() => caller.texts.length > 0, 20_000);
  caller.socket.terminate();
});

it('a caller has so many different streams over sockets of all kinds', async () => {
  const [candles, dialect] = await Promise.all([api.open(OHLC), api.open('/fstream/ws/btcusdt@markPrice')]);
  const third = await api.open('/ws/binance/btcusdt/liquidations');
  expect((await third.closed).code).toBe(1008);
  expect(third.texts.map((text) => JSON.parse(text) as unknown)).toEqual([said('too-many-streams')]);
  dialect.socket.terminate();
  await eventually(() => api.streams.callers.now().sockets === 0);
  const fourth = await api.open('/ws/binance/btcusdt/liquidations');
  expect(api.futures.now()).toMatchObject({ sockets: 2, subscriptions: 2, streams: 2 });
  for (const { socket } of [candles, fourth]) socket.terminate();
});
