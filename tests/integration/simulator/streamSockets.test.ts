import WebSocket from 'ws';
import { eventually } from '../../eventually.ts';
import { busySymbols } from './askPairs.ts';
import { type Bench, startBench } from './client.ts';
import { openStream, type StreamClient } from './streamClient.ts';

const started = performance.now();
const now = () => Date.UTC(2026, 10, 21, 12, 4) + Math.floor(performance.now() - started);
const TRADES = 'btcusdt@aggTrade';
const DEPTH = 'btcusdt@depth@100ms';

let bench: Bench;
let clients: StreamClient[] = [];
beforeAll(async () => {
  bench = await startBench({ now, symbols: busySymbols });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  bench.simulator.resetLimits();
  for (const client of clients) client.end();
  clients = [];
});

const open = async (path: string, options?: WebSocket.ClientOptions): Promise<StreamClient> => {
  const client = await openStream(`${bench.simulator.streamUrl}${path}`, options);
  clients.push(client);
  return client;
};

it.each([
  [`/ws/${TRADES}`, /^\{"e":"aggTrade"/],
  [`/ws/btcusdt@nothing/${encodeURIComponent(TRADES)}`, /^\{"e":"aggTrade"/],
  [`/stream?streams=${TRADES}/btcusdt@nothing`, /^\{"stream":"btcusdt@aggTrade","data":\{"e":"aggTrade"/],
  [`/stream?streams=${encodeURIComponent(TRADES)}`, /^\{"stream":"btcusdt@aggTrade"/],
  [`/ws/${TRADES}?timeUnit=MICROSECOND`, /"E":\d{16},.*"T":\d{16},/],
])('%s is answered by %p', async (path, shape) => {
  const client = await open(path);
  await eventually(() => client.texts.length > 0);
  expect(client.texts[0]).toMatch(shape);
});

it.each(['/ws', '/ws/', '/stream', '/stream?streams='])('%s begins without streams, and takes them', async (path) => {
  const client = await open(path);
  expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS' })).toEqual({ result: [], id: 1 });
  expect(await client.ask({ method: 'SUBSCRIBE', params: [TRADES], id: '0123456789abcdef0123456789abcdef' })).toEqual({
    result: null,
    id: '0123456789abcdef0123456789abcdef',
  });
  await eventually(() => client.texts.length > 2);
  expect(client.texts.at(-1)).toMatch(path.startsWith('/ws') ? /^\{"e"/ : /^\{"stream"/);
});

it('requests are obeyed and answered as the exchange does', async () => {
  const client = await open('/ws');
  const ask = (method: string, ...params: unknown[]) => client.ask({ method, params });
  const names = [TRADES, 'BTCUSDT@aggTrade', 'nosuch@trade', 'btcusdt@kline_2m', DEPTH];
  expect(await ask('SUBSCRIBE', ...names)).toEqual({ result: null, id: 1 });
  expect((await ask('LIST_SUBSCRIPTIONS')).result).toEqual(names);
  expect((await ask('GET_PROPERTY', 'combined')).result).toBe(false);
  expect((await ask('SET_PROPERTY', 'combined', true)).result).toBe(null);
  await client.heard(DEPTH, 2);
  await ask('UNSUBSCRIBE', DEPTH);
  const before = client.events(DEPTH).length;
  await client.heard(TRADES, client.events(TRADES).length + 2);
  expect(client.events(DEPTH).length).toBe(before);
  const streams = new Set(
    client.texts.filter((text) => text.includes('"stream"')).map((text) => JSON.parse(text).stream),
  );
  expect([...streams].sort()).toEqual([TRADES, DEPTH]);
});

it.each([
  ['nonsense', { code: 3, msg: expect.stringContaining('Invalid JSON') }],
  ['[]', { code: 2, msg: expect.stringContaining('Invalid request') }],
  ['{"id":1}', { code: 2, msg: expect.stringContaining('missing field `method`'), id: 1 }],
  ['{"method":"subscribe","id":1}', { code: 2, msg: expect.stringContaining('unknown variant `subscribe`'), id: 1 }],
  ['{"method":"SUBSCRIBE","params":"x","id":1}', { code: 2, msg: expect.stringContaining('params'), id: 1 }],
  ['{"method":"SUBSCRIBE","params":["x"],"id":1.5}', { code: 2, msg: expect.stringContaining('request ID') }],
  ['{"method":"SET_PROPERTY","params":["combined",1],"id":1}', { code: 1, msg: expect.any(String), id: 1 }],
  ['{"method":"GET_PROPERTY","params":["other"],"id":1}', { code: 0, msg: 'Unknown property', id: 1 }],
])('%s is refused with %p', async (request, answer) => {
  const client = await open('/stream');
  client.socket.send(request);
  await eventually(() => client.texts.length === 1);
  expect(JSON.parse(client.texts[0] ?? '')).toEqual(answer);
  expect((await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 9 })).result).toEqual([]);
});

it('a socket has at most 1024 streams', async () => {
  const client = await open('/stream');
  const names = Array.from({ length: 1024 }, (_, number) => `x${number}@trade`);
  expect(await client.ask({ method: 'SUBSCRIBE', params: names })).toEqual({ result: null, id: 1 });
  expect(await client.ask({ method: 'SUBSCRIBE', params: names.slice(0, 3) })).toEqual({ result: null, id: 2 });
  expect(await client.ask({ method: 'SUBSCRIBE', params: ['one@more'] })).toMatchObject({ code: 2, id: 3 });
  expect((await client.ask({ method: 'LIST_SUBSCRIPTIONS' })).result).toHaveLength(1024);
});

it('a client that sends more than five messages a second is cut off, pings included', async () => {
  const client = await open('/stream');
  for (let count = 0; count < 5; count += 1) client.socket.ping();
  const { tooFast } = bench.simulator.stats().streams;
  client.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
  expect(await client.closed).toBe(1008);
  expect(bench.simulator.stats().streams.tooFast).toBe(tooFast + 1);
});

it('the 301st attempt within five minutes is refused, until limits are forgotten', async () => {
  bench.simulator.resetLimits();
  for (let count = 0; count < 300; count += 1) (await openStream(`${bench.simulator.streamUrl}/ws`)).end();
  await expect(open('/ws')).rejects.toMatchObject({ status: 429 });
  expect((await bench.control('DELETE', '/limits')).status).toBe(200);
  await open('/ws');
});

it('another path is not found, and costs no attempt', async () => {
  const { attempts } = bench.simulator.stats().streams;
  await expect(open('/nowhere')).rejects.toMatchObject({ status: 404 });
  expect(bench.simulator.stats().streams.attempts).toBe(attempts);
});

it('pings come, and a client that does not answer them is cut off', async () => {
  const pinging = await startBench({ now, symbols: busySymbols, pingEveryMs: 300, pongWithinMs: 1000 });
  try {
    const url = `${pinging.simulator.streamUrl}/ws/${TRADES}`;
    const good = await openStream(url);
    const mute = await openStream(url, { autoPong: false } as WebSocket.ClientOptions);
    let pings = 0;
    good.socket.on('ping', () => {
      pings += 1;
    });
    // Pongs that nobody has asked for do not help.
    mute.socket.on('ping', () => mute.socket.pong('x'));
    expect(await mute.closed).toBe(1006);
    await eventually(() => pings > 5);
    expect(good.socket.readyState).toBe(WebSocket.OPEN);
    expect(pinging.simulator.stats().streams.unanswered).toBe(1);
  } finally {
    await pinging.simulator.close();
  }
});

it('a socket is closed when it has reached its age', async () => {
  const short = await startBench({ now, symbols: busySymbols, streamLifetimeSeconds: 1 });
  const client = await openStream(`${short.simulator.streamUrl}/ws`);
  expect(await client.closed).toBe(1001);
  await short.simulator.close();
});

it('events are made once, whoever listens, and statistics say what is open', async () => {
  const [one, other] = [await open(`/stream?streams=${DEPTH}`), await open(`/stream?streams=${DEPTH}/${TRADES}`)];
  await other.heard(DEPTH, 5);
  const texts = (client: StreamClient) => client.texts.filter((text) => text.includes(DEPTH));
  const [mine, theirs] = [texts(one), texts(other)];
  expect(mine.length).toBeGreaterThan(3);
  expect(mine.slice(-2).every((text) => theirs.includes(text))).toBe(true);
  expect(bench.simulator.stats().streams).toMatchObject({ connections: 2, subscriptions: 3, streams: 2 });
  one.end();
  other.end();
  await eventually(() => bench.simulator.stats().streams.streams === 0);
  expect(bench.simulator.stats().streams).toMatchObject({ connections: 0, subscriptions: 0, streams: 0 });
});

it('a halted pair falls silent but for its average price, a delisted one altogether', async () => {
  const client = await open(
    '/stream?streams=etcusdt@depth@100ms/etcusdt@avgPrice/etcusdt@ticker/etcusdt@aggTrade/arbusdt@depth',
  );
  await client.heard('etcusdt@depth@100ms', 3);
  bench.simulator.setSymbolStatus('ETCUSDT', 'HALT');
  await client.heard('arbusdt@depth', client.events('arbusdt@depth').length + 1);
  const before = client.texts.filter((text) => text.includes('etcusdt') && !text.includes('avgPrice')).length;
  await client.heard('etcusdt@avgPrice', client.events('etcusdt@avgPrice').length + 2);
  expect(client.texts.filter((text) => text.includes('etcusdt') && !text.includes('avgPrice')).length).toBe(before);

  bench.simulator.setSymbolStatus('ETCUSDT', 'TRADING');
  const depth = await client.heard<{ U: number; u: number }>(
    'etcusdt@depth@100ms',
    client.events('etcusdt@depth@100ms').length + 3,
  );
  expect(depth.every(({ U }, index) => index === 0 || U === (depth[index - 1]?.u ?? 0) + 1)).toBe(true);

  bench.simulator.delist('ETCUSDT');
  await client.heard('arbusdt@depth', client.events('arbusdt@depth').length + 1);
  const silent = client.texts.filter((text) => text.includes('etcusdt')).length;
  await client.heard('arbusdt@depth', client.events('arbusdt@depth').length + 2);
  expect(client.texts.filter((text) => text.includes('etcusdt')).length).toBe(silent);
  bench.simulator.relist('ETCUSDT');
  await client.heard('etcusdt@avgPrice', client.events('etcusdt@avgPrice').length + 1);
});
