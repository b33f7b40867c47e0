import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeAll(async () => {
  api = await createStreamsFixture();
});
afterAll(() => api.close());
afterEach(() => expect(api.defects).toEqual([]));

const SPOT = 'btcusdt@aggTrade';
const OTHER = 'ethusdt@bookTicker';

describe('a raw socket', () => {
  it.each(['/ws', '/ws/', '/ws/7', '/stream/ws', '/stream/ws/12', '//ws', '/ws?listenKey=x'])(
    '%s has no streams at first, and spot streams when they are asked for',
    async (path) => {
      const caller = await api.open(path);
      expect(await caller.ask('LIST_SUBSCRIPTIONS')).toEqual({ result: [], id: 1 });
      expect(await caller.ask('SUBSCRIBE', [SPOT])).toEqual({ result: null, id: 2 });
      await eventually(() => caller.texts.some((text) => text.startsWith('{"e":"aggTrade"')));
      caller.socket.terminate();
    },
  );

  it.each([
    `/ws/${SPOT}`,
    '/ws/btcusdt%40aggTrade',
    `/ws/3/${SPOT}`,
    `/stream/ws/${SPOT}`,
    `/ws/${SPOT}?timeUnit=MILLISECOND`,
  ])('%s has its stream', async (path) => {
    const caller = await api.open(path);
    await eventually(() => caller.texts.some((text) => text.startsWith('{"e":"aggTrade"')));
    expect(await caller.ask('LIST_SUBSCRIPTIONS')).toEqual({ result: [SPOT], id: 1 });
    caller.socket.terminate();
  });

  it('may have several in its address', async () => {
    const caller = await api.open(`/ws/${SPOT}/${OTHER}`);
    await eventually(() => ['"e":"aggTrade"', '"s":"ETHUSDT"'].every((part) => caller.texts.join().includes(part)));
    caller.socket.terminate();
  });
});

describe('a combined socket', () => {
  it.each(['/stream', '/stream/', '/stream?streams=', '/stream?streams=&x=1'])(
    '%s may begin without streams',
    async (path) => {
      const caller = await api.open(path);
      expect(await caller.ask('SUBSCRIBE', [SPOT], 'c0ffee')).toEqual({ result: null, id: 'c0ffee' });
      await eventually(() =>
        caller.texts.some((text) => text.startsWith(`{"stream":"${SPOT}","data":{"e":"aggTrade"`)),
      );
      caller.socket.terminate();
    },
  );

  it.each([
    `/stream?streams=${SPOT}/${OTHER}`,
    `/stream?streams=${encodeURIComponent(`${SPOT}/${OTHER}`)}`,
    `/stream?x=1&streams=${SPOT}/${OTHER}/${SPOT}&timeUnit=millisecond`,
  ])('%s has its streams', async (path) => {
    const caller = await api.open(path);
    expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual([SPOT, OTHER]);
    await eventually(() => [SPOT, OTHER].every((name) => caller.texts.join().includes(`{"stream":"${name}","data":{`)));
    caller.socket.terminate();
  });
});

describe('futures', () => {
  it.each([
    ['/public/ws', 'btcusdt@bookTicker'],
    ['/market/ws', 'btcusdt@markPrice@1s'],
    ['/public/ws/4', 'btcusdt@depth@100ms'],
    ['/fstream/public/ws', 'btcusdt@bookTicker'],
    ['/fstream/ws', 'btcusdt@bookTicker'],
    ['/fstream/ws', 'btcusdt@aggTrade'],
    ['/fstream/ws/9', '!markPrice@arr@1s'],
  ])('%s brings %s', async (path, stream) => {
    const caller = await api.open(path);
    expect(await caller.ask('SUBSCRIBE', [stream])).toEqual({ result: null, id: 1 });
    await eventually(() => caller.texts.length > 1);
    caller.socket.terminate();
  });

  it.each(['/market/stream?streams=', '/fstream/stream?streams=', '/fstream/market/stream?streams='])(
    '%s brings streams of both routes, in the address or asked for',
    async (path) => {
      const caller = await api.open(`${path}btcusdt@markPrice@1s`);
      await caller.ask('SUBSCRIBE', ['btcusdt@bookTicker']);
      const has = (name: string) => caller.texts.join().includes(`{"stream":"${name}","data":{"e":`);
      await eventually(() => has('btcusdt@markPrice@1s') && has('btcusdt@bookTicker'));
      caller.socket.terminate();
    },
  );

  it.each([
    '/private/stream?streams=',
    '/private/ws',
    '/private/ws/aListenKey',
    '/fstream/private/stream?streams=aListenKey',
  ])('%s is accepted and silent, and says that it has nothing', async (path) => {
    const caller = await api.open(path);
    expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual([]);
    expect(await caller.ask('SUBSCRIBE', ['btcusdt@bookTicker'])).toMatchObject({ error: { code: -1121 } });
    caller.socket.terminate();
  });
});

describe('what is refused before the socket opens', () => {
  it.each([
    ['/', 404, -1020],
    ['/wss', 404, -1020],
    ['/WS', 404, -1020],
    ['/GetData', 404, -1020],
    ['/api/v3/klines', 404, -1020],
    ['/ws-api/v3', 404, -1020],
    ['/ws/btcusdt/ohlc/binance', 404, -1020],
    ['/ws/nowhere/btcusdt/nothing', 404, -1020],
    ['/ws/7/btcusdt/ohlcs', 404, -1020],
    ['/ws/pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1', 404, -1020],
    ['/stream/btcusdt@trade', 404, -1020],
    ['/market', 404, -1020],
    ['/market/fstream/ws', 404, -1020],
    ['/ws/BTCUSDT@trade', 400, -1121],
    ['/ws/btcusdt@nonsense', 400, -1121],
    ['/stream?streams=btcusdt@trade/nonsense', 400, -1121],
    ['/stream?streams=12', 400, -1121],
    ['/ws/!ticker@arr', 400, -1121],
    ['/ws?timeUnit=MICROSECOND', 400, -1194],
    ['/stream?streams=btcusdt@trade&timeUnit=microsecond', 400, -1194],
    ['/ws/btcusdt%40trade%', 400, -1100],
    ['/stream?streams=%ff', 400, -1100],
  ])('%s gets %d with %d', async (path, status, code) => {
    expect(await api.refused(path)).toMatchObject({ status, body: { code, msg: expect.any(String) } });
    expect(api.link.followed()).toEqual([]);
  });

  it('1,025 streams', async () => {
    const names = Array.from({ length: 1025 }, (_, index) => `a${index}usdt@trade`);
    expect(await api.refused(`/stream?streams=${names.join('/')}`)).toMatchObject({ status: 400, body: { code: 2 } });
  });

  it('a pair that is not listed', async () => {
    api.symbols = new Set(['BTCUSDT']);
    const { body } = await api.refused('/ws/nosuchusdt@trade');
    expect(body).toMatchObject({ code: -1121, msg: expect.stringContaining('nosuchusdt@trade') });
    (await api.open('/ws/btcusdt@trade')).socket.terminate();
    api.symbols = null;
  });
});

it('an address of 32 kB is read', async () => {
  const names = Array.from({ length: 1024 }, (_, index) => `${['btcusdt', 'ethusdt'][index % 2]}@kline_1m`);
  const caller = await api.open(`/stream?streams=${names.join('/')}&x=`.padEnd(32_768, 'x'));
  expect((await caller.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['btcusdt@kline_1m', 'ethusdt@kline_1m']);
  caller.socket.terminate();
});
