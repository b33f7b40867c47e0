import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
const SPREAD_MS = 1_000;
beforeEach(async () => {
  api = await createStreamsFixture({ patienceMs: 800 });
});
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

const open = (path: string, count: number) => Promise.all(Array.from({ length: count }, () => api.open(path)));

it('a break closes those who have the stream, spread over a second, and nobody else', async () => {
  const concerned = await open('/ws/btcusdt@depth@100ms', 40);
  const both = await api.open('/stream?streams=ethusdt@trade/btcusdt@depth@100ms');
  const other = await api.open('/stream?streams=ethusdt@trade');
  await eventually(() => concerned.every(({ texts }) => texts.length > 0));
  const startedAt = performance.now();
  const times: number[] = [];
  for (const { closed } of [...concerned, both]) void closed.then(() => times.push(performance.now() - startedAt));
  api.link.break('btcusdt@depth@100ms');
  const counts = concerned.map(({ texts }) => texts.length);
  for (const { closed } of [...concerned, both]) {
    expect(await closed).toMatchObject({
      code: 1001,
      reason: expect.stringMatching(/^btcusdt@depth@100ms has broken/),
    });
  }
  expect(concerned.map(({ texts }) => texts.length)).toEqual(counts);
  expect(Math.max(...times)).toBeLessThan(SPREAD_MS + 1_000);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(SPREAD_MS / 2);
  const before = other.texts.length;
  await eventually(() => other.texts.length > before);
  expect(other.socket.readyState).toBe(other.socket.OPEN);
  expect(api.streams.callers.counts.ended).toMatchObject({ broken: 41, left: 0 });
  other.socket.terminate();
});

it('who comes back at once gets the stream anew', async () => {
  const first = await api.open('/ws/btcusdt@depth@100ms');
  await eventually(() => first.texts.length > 0);
  api.link.break();
  const second = await api.open('/ws/btcusdt@depth@100ms');
  await eventually(() => second.texts.length > 2);
  expect((await first.closed).code).toBe(1001);
  expect(second.socket.readyState).toBe(second.socket.OPEN);
  second.socket.terminate();
});

it('a socket without streams outlives the relay', async () => {
  const caller = await api.open('/ws');
  const following = await api.open('/ws/btcusdt@trade');
  api.link.isThere = false;
  api.link.break();
  await following.closed;
  api.link.isThere = true;
  expect(await caller.ask('SUBSCRIBE', ['btcusdt@depth@100ms'])).toEqual({ result: null, id: 1 });
  await eventually(() => caller.texts.length > 1);
  caller.socket.terminate();
});

describe('while there is no relay', () => {
  beforeEach(() => {
    api.link.isThere = false;
  });

  it('an address with streams gets 503, and is counted', async () => {
    expect(await api.refused('/ws/btcusdt@trade')).toMatchObject({ status: 503, body: { code: -1001 } });
    expect(api.streams.callers.counts.refused.away).toBe(1);
  });

  it('SUBSCRIBE is answered with what clients try again, and the socket is closed', async () => {
    const caller = await api.open('/ws');
    expect(await caller.ask('SUBSCRIBE', ['btcusdt@trade'])).toMatchObject({ error: { code: -1001 }, code: -1001 });
    expect((await caller.closed).code).toBe(1001);
  });

  it('what was left before it could be had costs nothing: the socket stays, and what was asked for with it comes', async () => {
    const caller = await api.open('/ws');
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}');
    caller.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@bookTicker","ethusdt@depth@100ms"],"id":2}');
    await eventually(() => api.streams.callers.now().subscriptions === 3);
    const left = ['btcusdt@trade', 'btcusdt@bookTicker'];
    expect(await caller.ask('UNSUBSCRIBE', left, 3)).toEqual({ result: null, id: 3 });
    api.link.isThere = true;
    await eventually(() => caller.answers().length === 3);
    expect(caller.answers()).toEqual(expect.arrayContaining([1, 2, 3].map((id) => ({ result: null, id }))));
    expect((await caller.ask('LIST_SUBSCRIPTIONS', [], 4)).result).toEqual(['ethusdt@depth@100ms']);
    await eventually(() => caller.texts.some((text) => text.includes('depthUpdate')));
    // No socket is closed later than after the second over which it is spread.
    await new Promise((resolve) => setTimeout(resolve, SPREAD_MS + 200));
    expect(caller.socket.readyState).toBe(caller.socket.OPEN);
    caller.socket.terminate();
  });

  it('a relay that is only restarted costs a moment', async () => {
    setTimeout(() => {
      api.link.isThere = true;
    }, 300);
    const [caller, other] = await Promise.all([api.open('/ws/btcusdt@depth@100ms'), api.open('/ws')]);
    expect(await other.ask('SUBSCRIBE', ['btcusdt@depth@100ms'])).toEqual({ result: null, id: 1 });
    await eventually(() => caller.texts.length > 0 && other.texts.length > 1);
    for (const { socket } of [caller, other]) socket.terminate();
  });
});

it('who opens a socket is not kept waiting for a stream that nobody accepts: some clients give a handshake four seconds only', async () => {
  const { follow } = api.link;
  api.link.follow = () => new Promise(() => undefined);
  expect(await api.refused('/ws/btcusdt@trade')).toMatchObject({ status: 503, body: { code: -1001 } });
  expect(api.streams.callers.counts.refused.away).toBe(1);
  api.link.follow = follow;
  const caller = await api.open('/ws/ethusdt@depth@100ms');
  await eventually(() => caller.texts.length > 0);
  caller.socket.terminate();
});

it('a socket of the exchange that is cut off closes its callers, and those of other sockets stay', async () => {
  const [spot, futures] = await Promise.all([
    api.open('/ws/btcusdt@trade'),
    api.open('/fstream/ws/btcusdt@markPrice@1s'),
  ]);
  api.simulator.inject({ kind: 'stream-reset', route: 'spot' });
  expect((await spot.closed).code).toBe(1001);
  const before = futures.texts.length;
  await eventually(() => futures.texts.length > before);
  futures.socket.terminate();
});

it('a stop tells all sockets, spread over its time, and waits for their answers', async () => {
  const callers = [...(await open('/ws', 20)), ...(await open('/ws/btcusdt@depth@100ms', 20))];
  const startedAt = performance.now();
  const times: number[] = [];
  for (const { closed } of callers) void closed.then(() => times.push(performance.now() - startedAt));
  await api.server.stop({ silentMs: 200, mostMs: 2_000 });
  for (const { closed } of callers) expect((await closed).code).toBe(1001);
  expect(Math.max(...times)).toBeLessThan(2_000);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(700);
  expect(api.streams.callers.counts.ended.stopping).toBe(40);
  expect(api.link.followed()).toEqual([]);
});

it('a stop does not wait for a caller that does not answer', async () => {
  const caller = await api.open('/ws');
  caller.socket.pause();
  const startedAt = performance.now();
  await api.server.stop({ silentMs: 100, mostMs: 600 });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  caller.socket.terminate();
});
