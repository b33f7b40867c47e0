import { WebSocket } from 'ws';
import { RelayRefused } from '../../../model/relayLink.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';
import { readRelayReports } from '../../../store/reports/relayReports.ts';
import { eventually } from '../../eventually.ts';
import { following, openRelay, type RelayFixture, told } from './relayFixture.ts';

/** Their books change all the time. */
const symbols = defaultSymbols.map((spec) => ({ ...spec, ordersPerMinute: 120 }));

let fixture: RelayFixture;
afterEach(() => fixture.close());

const report = async () => (await readRelayReports(fixture.store))[0];
const refusal = (code: string) => expect.objectContaining({ code });

it('several processes share one subscription, which goes half a minute after the last one has left', async () => {
  fixture = await openRelay();
  const [one, other] = [fixture.link(), fixture.link()];
  const [first, second, third] = [
    await following(one, 'btcusdt@depth@100ms'),
    await following(other, 'btcusdt@depth@100ms'),
    await following(one, 'btcusdt@depth@100ms'),
  ];
  await eventually(() => [first, second, third].every(({ frames }) => frames.length > 0));
  await eventually(async () => expect(await report()).toMatchObject({ links: 2, streams: 1, state: 'listening' }));
  first.close();
  third.close();
  const before = second.frames.length;
  await eventually(() => second.frames.length > before);
  expect(first.frames.length).toBeLessThan(second.frames.length);
  // The end of a link is the end of its interest.
  other.close();
  await eventually(async () => (await report())?.links === 1);
  fixture.advance(29_000);
  await eventually(async () => (await report())?.streams === 1);
  const again = await following(one, 'btcusdt@depth@100ms');
  fixture.advance(60_000);
  await eventually(() => again.frames.length > 0);
  expect(await report()).toMatchObject({ streams: 1 });
  one.close();
  await eventually(async () => (await report())?.links === 0);
  fixture.advance(30_000);
  await eventually(async () => (await report())?.streams === 0);
  await eventually(() => fixture.simulator.stats().streams.streams === 0);
});

it('what the exchange does not have is refused, and never asked for', async () => {
  fixture = await openRelay();
  const link = fixture.link();
  const names = [
    'btcusdt@nothing',
    'BTCUSDT@trade',
    'btcusdt@depth@50ms',
    'btcusdt@kline_7m',
    '!ticker@arr',
    'btc usdt@trade',
    'btcusdt@trade/ethusdt@trade',
    "btcusdt';DROP TABLE--@trade",
    '__proto__',
    'constructor@trade"',
    '@trade',
    '',
    'x'.repeat(5_000),
  ];
  for (const name of names) {
    await expect(link.follow('spot', name, told())).rejects.toEqual(refusal('unknown'));
  }
  await expect(link.follow('usdm', 'btcusdt@depth@1000ms', told())).rejects.toThrow(RelayRefused);
  expect(fixture.simulator.stats().streams.attempts).toBe(0);
  expect(link.isUp()).toBe(true);
});

it('as many streams are followed as may be; what nobody follows any more gives way', async () => {
  fixture = await openRelay({ relay: { mostStreams: 3 } });
  const link = fixture.link();
  const names = ['btcusdt@trade', 'ethusdt@trade', 'bnbusdt@trade'];
  const all = await Promise.all(names.map((name) => following(link, name)));
  await expect(link.follow('usdm', 'btcusdt@aggTrade', told())).rejects.toEqual(refusal('full'));
  // Those that are followed can be followed by others.
  await following(link, 'ethusdt@trade');
  all[0]?.close();
  const fourth = await following(link, 'btcusdt@bookTicker', 'usdm');
  await eventually(() => fourth.frames.length > 0);
  await eventually(async () => expect(await report()).toMatchObject({ streams: 3, mostStreams: 3 }));
});

it('many streams go over as few sockets as they may, at the pace that the exchange allows', async () => {
  fixture = await openRelay();
  const link = fixture.link();
  const kinds = ['trade', 'aggTrade', 'depth@100ms', 'depth20@100ms', 'bookTicker', 'ticker', 'miniTicker', 'avgPrice'];
  const intervals = ['1m', '3m', '5m', '15m', '30m', '1h', '4h'].map((interval) => `kline_${interval}`);
  const names = symbols.flatMap(({ symbol }) =>
    [...kinds, ...intervals].map((kind) => `${symbol.toLowerCase()}@${kind}`),
  );
  const all = await Promise.all(names.map((name) => following(link, name)));
  expect(all.length).toBeGreaterThan(400);
  await eventually(async () => (await report())?.streams === all.length);
  const { connections, subscriptions, tooFast } = fixture.simulator.stats().streams;
  const heartbeats = 2 * connections;
  expect([connections, tooFast]).toEqual([Math.ceil((all.length + heartbeats) / 200), 0]);
  expect(subscriptions).toBeLessThanOrEqual(all.length + heartbeats);
  expect(all.flatMap(({ breaks }) => breaks)).toEqual([]);
});

it('a process that reads nothing is cut off, and all others go on', async () => {
  fixture = await openRelay({ simulator: { symbols }, relay: { mostBacklog: 50_000 } });
  const stopped = new WebSocket(`ws+unix://${fixture.path}:/`, { perMessageDeflate: false });
  await new Promise((resolve) => stopped.once('open', resolve));
  const closed = new Promise((resolve) => stopped.once('close', resolve));
  stopped.on('error', () => undefined);
  for (const [at, { symbol }] of symbols.entries()) {
    const stream = `${symbol.toLowerCase()}@depth20@100ms`;
    stopped.send(JSON.stringify({ do: 'follow', number: at + 1, market: 'spot', stream }));
  }
  stopped.pause();
  const other = await following(fixture.link(), 'btcusdt@depth20@100ms');
  await eventually(async () => (await report())?.counts.cutOff === 1);
  stopped.resume();
  await closed;
  const before = other.frames.length;
  await eventually(() => other.frames.length > before + 5);
  expect(other.breaks).toEqual([]);
  expect(await report()).toMatchObject({ links: 1 });
  expect(
    fixture.messages.some((message) => /^warn a link to the API was cut: it has not read \d+ bytes$/.test(message)),
  ).toBe(true);
});

it('who is no process of ours is sent away', async () => {
  fixture = await openRelay();
  const open = (headers: Record<string, string>) => {
    const socket = new WebSocket(`ws+unix://${fixture.path}:/`, { headers });
    return new Promise<string>((resolve) => {
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(`status ${statusCode}`));
      socket.on('close', (code, reason) => resolve(`${code} ${reason}`));
      socket.on('error', () => undefined);
      socket.on('open', () => socket.send('{"do":"nonsense"}'));
    });
  };
  expect(await open({ Origin: 'https://evil.example' })).toBe('status 403');
  expect(await open({})).toBe('1008 this is no wish');
  const followed = await following(fixture.link(), 'btcusdt@depth@100ms');
  await eventually(() => followed.frames.length > 0);
});
