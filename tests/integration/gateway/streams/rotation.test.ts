import { eventually } from '../../../eventually.ts';
import { freely, type HubFixture, openHub, type Told, toldFollower } from './hubFixture.ts';

let fixture: HubFixture;
const timers: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  await fixture.close();
});

/** Sends rising numbers over all sockets that carry the stream, as an exchange does. */
function count(stream: string): () => number {
  let last = 0;
  timers.push(
    setInterval(() => {
      last++;
      fixture.exchange.event(stream, { e: 'aggTrade', E: Date.now(), a: last });
    }, 5),
  );
  return () => last;
}

/** The numbers that have come, each once, in order. */
const numbers = (events: readonly unknown[]) =>
  [...new Set(events.map((event) => (event as { a: number }).a))].sort((a, b) => a - b);

/** None is missing from the first to the last. */
function expectWhole(events: readonly unknown[]): void {
  const all = numbers(events);
  expect(all).toEqual(Array.from({ length: all.length }, (_, at) => (all[0] ?? 0) + at));
}

/** Each number that comes again, or after a higher one, is said to be one that may. */
function expectDoublesMarked({ events, doubles }: Pick<Told, 'events' | 'doubles'>): void {
  let last = 0;
  let times = 0;
  for (const [at, event] of events.entries()) {
    const { a } = event as { a: number };
    if (a <= last) {
      times++;
      expect([a, doubles[at]]).toEqual([a, true]);
    }
    last = Math.max(last, a);
  }
  expect(times).toBeGreaterThan(0);
}

it('on a shutdown another socket takes over before the first one ends: no event is lost, and no stream goes down', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const quiet = toldFollower();
  hub.follow('ethusdt@bookTicker', quiet);
  const first = await exchange.carrying('btcusdt@aggTrade');
  const last = count('btcusdt@aggTrade');
  await eventually(() => following.state() === 'heard');
  first.event('!serverShutdown', { e: 'serverShutdown', E: Date.now() });
  const second = await exchange.carrying('btcusdt@aggTrade', 2);
  expect(first.socket.readyState).toBe(first.socket.OPEN);
  await eventually(() => first.socket.readyState === first.socket.CLOSED);
  const then = last();
  await eventually(() => (numbers(told.events).at(-1) ?? 0) > then + 20);
  expectWhole(told.events);
  expectDoublesMarked(told);
  expect([told.downs, quiet.downs]).toEqual([[], []]);
  expect(following.state()).toBe('heard');
  expect([...second.streams].sort()).toEqual([...first.streams].sort());
  expect(hub.report().counts).toMatchObject({ opened: 2, rotated: 1, ended: {} });
  expect(fixture.messages).toEqual([]);
});

it('a new socket that is ahead of the old one waits for it: no event is lost', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const first = await exchange.carrying('btcusdt@aggTrade');
  first.lagMs = 300;
  const last = count('btcusdt@aggTrade');
  await eventually(() => following.state() === 'heard');
  first.send({ e: 'serverShutdown' });
  await eventually(() => first.socket.readyState === first.socket.CLOSED);
  const then = last();
  await eventually(() => (numbers(told.events).at(-1) ?? 0) > then + 20);
  expectWhole(told.events);
  expectDoublesMarked(told);
  expect(told.downs).toEqual([]);
});

it('a new socket that lags behind the old one tells doubles until it is past it, and that is said', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const first = await exchange.carrying('btcusdt@aggTrade');
  exchange.onSocket = (own) => {
    own.lagMs = 500;
  };
  const last = count('btcusdt@aggTrade');
  await eventually(() => following.state() === 'heard');
  first.send({ e: 'serverShutdown' });
  await eventually(() => first.socket.readyState === first.socket.CLOSED);
  const then = last();
  await eventually(() => (numbers(told.events).at(-1) ?? 0) > then);
  expectWhole(told.events);
  expectDoublesMarked(told);
  await eventually(() => told.doubles.at(-1) === false);
  expect(told.downs).toEqual([]);
});

it('while the new socket is not ready the old one goes on, and one that never is is left', async () => {
  fixture = await openHub({ timing: { takeOverMs: 300 } });
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const first = await exchange.carrying('btcusdt@aggTrade');
  count('btcusdt@aggTrade');
  await eventually(() => following.state() === 'heard');
  // Accepted but never sent.
  exchange.onSocket = (own) => {
    own.isMute = exchange.sockets.length === 2;
  };
  first.send({ e: 'serverShutdown' });
  await eventually(() => exchange.sockets.length === 3);
  await eventually(() => first.socket.readyState === first.socket.CLOSED);
  await eventually(() => exchange.open().length === 1);
  expectWhole(told.events);
  expect(told.downs).toEqual([]);
});

it('an old socket that ends before the new one is ready leaves its streams down once, and the new one brings them back', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const first = await exchange.carrying('btcusdt@aggTrade');
  await eventually(() => following.state() === 'asked');
  const held: (() => void)[] = [];
  exchange.onRequest = ({ id, params }, own) => {
    held.push(() => {
      for (const stream of params) own.streams.add(stream);
      own.send({ result: null, id });
    });
    return null;
  };
  first.send({ e: 'serverShutdown' });
  await eventually(() => held.length === 1);
  first.socket.terminate();
  await eventually(() => following.state() === 'down');
  for (const answer of held) answer();
  await eventually(() => following.state() === 'asked');
  expect(told.downs).toHaveLength(1);
  expect(exchange.sockets).toHaveLength(2);
});

it('sockets are rotated before their life is over, one after the other', async () => {
  const most = 4;
  /** When a socket was to be opened (performance.now): on a busy machine the exchange may hear of two at once. */
  const begun: number[] = [];
  fixture = await openHub({
    attempts: {
      ...freely,
      async ask() {
        begun.push(performance.now());
        return { why: null };
      },
    },
    protocol: { rotateAfterMs: 600, mostStreams: most },
    timing: { spreadMs: 150 },
  });
  const { exchange, hub } = fixture;
  const told = toldFollower();
  for (const pair of ['a', 'b', 'c']) {
    for (const kind of ['aggTrade', 'bookTicker']) hub.follow(`${pair}@${kind}`, told);
  }
  await eventually(() => exchange.sockets.length === 3 && hub.report().streams.asked === 6);
  await eventually(() => hub.report().counts.rotated >= 3);
  const [first = 0, second = 0, third = 0] = begun.slice(3);
  expect(second - first).toBeGreaterThan(140);
  expect(third - second).toBeGreaterThan(140);
  expect(told.downs).toEqual([]);
  expect(hub.report().sockets.every(({ streams }) => streams <= most)).toBe(true);
});

it('a socket that is told to end before it has taken over is replaced, too', async () => {
  fixture = await openHub();
  const { exchange, hub } = fixture;
  const told = toldFollower();
  const following = hub.follow('btcusdt@aggTrade', told);
  const first = await exchange.carrying('btcusdt@aggTrade');
  await eventually(() => following.state() === 'asked');
  exchange.onSocket = (own) => {
    if (exchange.sockets.length === 2) own.send({ e: 'serverShutdown' });
  };
  first.send({ e: 'serverShutdown' });
  await eventually(() => hub.report().counts.rotated === 2);
  expect([told.downs, following.state()]).toEqual([[], 'asked']);
});
