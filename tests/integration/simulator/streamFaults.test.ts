import { eventually } from '../../eventually.ts';
import { busySymbols } from './askPairs.ts';
import { type Bench, startBench } from './client.ts';
import { openStream, type StreamClient } from './streamClient.ts';

const started = performance.now();
const now = () => Date.UTC(2026, 10, 21, 12, 4) + Math.floor(performance.now() - started);
const TRADES = 'btcusdt@aggTrade';
const DEPTH = 'btcusdt@depth@100ms';
const STREAMS = [TRADES, DEPTH, 'btcusdt@bookTicker', 'btcusdt@avgPrice'];

let bench: Bench;
let clients: StreamClient[] = [];
beforeAll(async () => {
  bench = await startBench({ now, symbols: busySymbols });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  bench.simulator.clearFaults();
  bench.simulator.resetLimits();
  for (const client of clients) client.end();
  clients = [];
});

const open = async (streams: readonly string[] = STREAMS): Promise<StreamClient> => {
  const client = await openStream(`${bench.simulator.streamUrl}/stream?streams=${streams.join('/')}`);
  clients.push(client);
  return client;
};
const inject = async (fault: object): Promise<void> => {
  const { status, text } = await bench.control('POST', '/faults', fault);
  expect([status, text]).toEqual([200, expect.any(String)]);
};
/** Lets the exchange go on for a while. */
const passes = (ms: number): Promise<unknown> => {
  const end = now() + ms;
  return eventually(() => now() > end);
};
/** All that was sent on its socket before has come. */
const caughtUp = async ({ socket }: StreamClient): Promise<void> => {
  const pong = new Promise((resolve) => socket.once('pong', resolve));
  socket.ping('x');
  await pong;
};
interface Depth {
  readonly U: number;
  readonly u: number;
}
/** How many changes of the book do not follow the one before them. */
const holes = (events: readonly Depth[]): number =>
  events.filter(({ U }, index) => index > 0 && U !== (events[index - 1]?.u ?? 0) + 1).length;

it('silent: nothing comes, requests are not answered, pings are, and sockets stay open', async () => {
  const client = await open();
  await client.heard(DEPTH, 2);
  await inject({ kind: 'stream-silent' });
  await caughtUp(client);
  const before = client.texts.length;
  client.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
  await caughtUp(client);
  await passes(1200);
  expect([client.texts.length, client.socket.readyState]).toEqual([before, 1]);
  bench.simulator.clearFaults();
  const depth = await client.heard<Depth>(DEPTH, client.events(DEPTH).length + 3);
  expect(holes(depth)).toBe(1);
});

it('silent: a single stream, or those of a pair, while others speak', async () => {
  const client = await open(['btcusdt@depth@100ms', 'etcusdt@depth@100ms', 'etcusdt@avgPrice']);
  await inject({ kind: 'stream-silent', stream: 'etcusdt@depth@100ms' });
  await caughtUp(client);
  const [came, others] = [client.events('etcusdt@depth@100ms').length, client.events('btcusdt@depth@100ms').length];
  await client.heard('etcusdt@avgPrice', 1);
  await client.heard('btcusdt@depth@100ms', others + 12);
  expect(client.events('etcusdt@depth@100ms')).toHaveLength(came);
  await inject({ kind: 'stream-silent', symbol: 'ETCUSDT' });
  await caughtUp(client);
  const before = client.events('etcusdt@avgPrice').length;
  await passes(1500);
  expect(client.events('etcusdt@avgPrice').length).toBe(before);
});

it('close and reset: all sockets, or some', async () => {
  const [one, other] = [await open(), await open()];
  await inject({ kind: 'stream-close', code: 1011, sockets: 1 });
  expect(await one.closed).toBe(1011);
  await other.heard(DEPTH, 3);
  await inject({ kind: 'stream-reset' });
  expect(await other.closed).toBe(1006);
  const next = await open();
  await next.heard(DEPTH, 2);
  expect(bench.simulator.faults()).toEqual([]);
});

it('half-open: nothing is answered any more, for good', async () => {
  const client = await open();
  await client.heard(DEPTH, 2);
  await inject({ kind: 'stream-half-open', sockets: 1 });
  bench.simulator.clearFaults();
  await passes(50);
  const before = client.texts.length;
  let pongs = 0;
  client.socket.on('pong', () => {
    pongs += 1;
  });
  client.socket.ping('x');
  client.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
  await passes(600);
  expect([client.texts.length, pongs, client.socket.readyState]).toEqual([before, 0, 1]);
  await (await open()).heard(DEPTH, 2);
});

it('half-open: sockets that are opened meanwhile are like it', async () => {
  await inject({ kind: 'stream-half-open' });
  const client = await open();
  await passes(500);
  expect(client.texts).toEqual([]);
});

it('refuse: the handshake is answered otherwise', async () => {
  await inject({ kind: 'stream-refuse', status: 403, retryAfter: 7, times: 1 });
  await expect(open()).rejects.toMatchObject({ status: 403, headers: { 'retry-after': '7' } });
  await open();
  await inject({ kind: 'stream-refuse', times: 1 });
  await expect(open()).rejects.toMatchObject({ status: 503 });
});

it('slow: each event comes late and in order', async () => {
  const client = await open();
  await inject({ kind: 'stream-slow', delayMs: 700, stream: '@depth@100ms' });
  const slowFrom = now();
  const lateMs: number[] = [];
  client.socket.on('message', (text) => {
    const { stream, data } = JSON.parse(String(text));
    if (stream === DEPTH && data.E > slowFrom) lateMs.push(now() - data.E);
  });
  await eventually(() => lateMs.length >= 3);
  // A timer may be early by a millisecond.
  expect(Math.min(...lateMs)).toBeGreaterThan(690);
  bench.simulator.clearFaults();
  expect(holes(await client.heard<Depth>(DEPTH, client.events(DEPTH).length + 11))).toBe(0);
});

it('unsent: a subscription is answered, nothing comes of it, until it is sent again', async () => {
  const client = await open(['btcusdt@avgPrice']);
  await inject({ kind: 'stream-unsent', stream: TRADES });
  const subscribe = { method: 'SUBSCRIBE', params: [TRADES, DEPTH] };
  expect(await client.ask(subscribe)).toMatchObject({ result: null });
  await client.heard(DEPTH, 10);
  bench.simulator.clearFaults();
  await passes(1500);
  expect(client.events(TRADES)).toEqual([]);
  expect((await client.ask({ method: 'LIST_SUBSCRIPTIONS' })).result).toContain(TRADES);
  await client.ask(subscribe);
  await client.heard(TRADES, 1);
});

it('double, swap and gap', async () => {
  const client = await open();
  await client.heard(DEPTH, 2);
  await inject({ kind: 'stream-double', stream: DEPTH, times: 1 });
  await eventually(() => bench.simulator.faults().length === 0);
  const doubled = (await client.heard<Depth>(DEPTH, client.events(DEPTH).length + 3)).map(({ u }) => u);
  expect(new Set(doubled).size).toBe(doubled.length - 1);

  const before = doubled.length;
  await inject({ kind: 'stream-swap', stream: DEPTH, times: 1 });
  const swapped = (await client.heard<Depth>(DEPTH, before + 6)).map(({ u }) => u).slice(before - 1);
  const rising = swapped.toSorted((left, right) => left - right);
  expect(swapped.filter((u, index) => u !== rising[index]).length).toBe(2);

  await inject({ kind: 'stream-gap', stream: DEPTH });
  const count = client.events(DEPTH).length;
  await eventually(() => bench.simulator.faults().length === 0);
  const gapped = (await client.heard<Depth>(DEPTH, count + 5)).slice(count - 1);
  expect(holes(gapped)).toBe(1);

  await inject({ kind: 'stream-gap', stream: TRADES, symbol: 'btcusdt' });
  await eventually(() => bench.simulator.faults().length === 0);
  const trades = (await client.heard<{ a: number }>(TRADES, client.events(TRADES).length + 2)).map(({ a }) => a);
  expect((trades.at(-1) ?? 0) - (trades[0] ?? 0)).toBe(trades.length);
});

it('shutdown: is said on all sockets, which are closed later; new ones work', async () => {
  const client = await open();
  await inject({ kind: 'stream-shutdown', seconds: 1 });
  await client.heard('!serverShutdown', 1);
  const next = await open();
  await client.heard(DEPTH, client.events(DEPTH).length + 2);
  expect(await client.closed).toBe(1001);
  await next.heard(DEPTH, 3);
  expect(next.events('!serverShutdown')).toEqual([]);
});

it('lifetime: sockets are closed when they are so old', async () => {
  const client = await open();
  await client.heard(DEPTH, 1);
  await inject({ kind: 'stream-lifetime', seconds: 1 });
  expect(await client.closed).toBe(1001);
});

it.each([
  ['garbage', /^\{"e":"trade.☠/],
  ['html', /^<html>/],
  ['binary', /^binary:6$/],
  ['outer', /^\{"unexpected":true\}$/],
  ['shape', /^\{"stream":"btcusdt@aggTrade","data":\{"unexpected":true\}\}$/],
  ['other-symbol', /"stream":"btcusdt@aggTrade".*"s":"NOSUCHUSDT"/],
  ['unknown-event', /"e":"somethingNew"/],
  ['negative', /"p":"-\d/],
  ['null', /"p":null,"q":null/],
  ['microseconds', /"E":\d{16},.*"T":\d{16},/],
  ['1970', /"E":\d{1,8},.*"T":\d{1,8},/],
  ['huge-ids', /"a":9\d{15},.*"l":9\d{15},"T":1\d{12},/],
])('frame %s comes in the place of an event', async (frame, shape) => {
  const client = await open([TRADES]);
  await inject({ kind: 'stream-frame', frame, stream: '@aggTrade', times: 2 });
  // Some may have come before.
  const first = () => client.texts.findIndex((text) => shape.test(text));
  await eventually(() => first() >= 0 && client.texts.length >= first() + 3);
  expect(client.texts.slice(first(), first() + 3).map((text) => shape.test(text))).toEqual([true, true, false]);
});

it('frame huge is of 5 MB', async () => {
  const client = await open([TRADES]);
  await inject({ kind: 'stream-frame', frame: 'huge', times: 1 });
  // Some may have come before.
  await eventually(() => client.texts.some(({ length }) => length > 5_000_000));
});

it('faults of streams leave answers alone, and the other way round', async () => {
  const client = await open();
  await inject({ kind: 'stream-silent' });
  expect((await bench.get('ticker/price?symbol=BTCUSDT')).status).toBe(200);
  bench.simulator.clearFaults();
  await inject({ kind: 'status', status: 500 });
  await client.heard(DEPTH, client.events(DEPTH).length + 2);
  expect((await bench.get('ticker/price?symbol=BTCUSDT')).status).toBe(500);
});

it.each([
  [{ kind: 'stream-silent', path: 'klines' }, 'unknown field \\"path\\"; known are kind, market'],
  [{ kind: 'hang', stream: TRADES }, 'unknown field \\"stream\\"'],
  [{ kind: 'stream-frame', frame: 'odd' }, 'frame must be one of garbage, html'],
  [{ kind: 'stream-silent', market: 'coinm' }, 'market must be one of spot, usdm'],
  [{ kind: 'stream-close', route: 'fast' }, 'route must be one of spot, public, market, private, unrouted'],
  [{ kind: 'hang', route: 'public' }, 'unknown field \\"route\\"'],
  [{ kind: 'stream-close', code: 1006 }, 'code must be'],
  [{ kind: 'stream-refuse', status: 200 }, 'status must be a whole number from 400'],
  [{ kind: 'stream-gap', sockets: 1.5 }, 'sockets must be a whole number'],
])('the control port refuses %p', async (fault, message) => {
  const { status, text } = await bench.control('POST', '/faults', fault);
  expect([status, text]).toEqual([400, expect.stringContaining(message)]);
});
