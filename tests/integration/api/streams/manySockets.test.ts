import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

/** One caller with many sockets: it takes nothing from the others. */

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

it('a caller with many sockets may follow so many different streams, and others go on', async () => {
  api = await createStreamsFixture({ mostOfCaller: 3 });
  api.api = { accessKeys: ['key-of-one', 'key-of-another'] };
  const path = '/k/key-of-one/ws/btcusdt@trade/btcusdt@depth';
  const first = await api.open(path);
  const second = await api.open(path);
  expect(await second.ask('SUBSCRIBE', ['ethusdt@trade', 'ethusdt@depth'])).toMatchObject({
    code: 2,
    msg: expect.stringContaining('all sockets of a caller together have at most 3 different ones'),
  });
  expect(await second.ask('SUBSCRIBE', ['ethusdt@trade'])).toMatchObject({ result: null });
  const futures = '/k/key-of-one/fstream/ws/btcusdt@markPrice';
  expect(await api.refused(futures)).toMatchObject({ status: 400, body: { code: 2 } });
  await api.open('/k/key-of-another/fstream/ws/btcusdt@markPrice');
  expect(await second.ask('UNSUBSCRIBE', ['ethusdt@trade', 'nobody@trade'])).toMatchObject({ result: null });
  const third = await api.open(futures);
  for (const { socket } of [first, second, third]) socket.terminate();
  await eventually(() => api.streams.callers.now().sockets === 1);
  await api.open('/k/key-of-one/ws/ethusdt@trade/ethusdt@depth/ethusdt@bookTicker');
});

it('a caller has so many sockets of all kinds, those too that are about to open, and others go on', async () => {
  api = await createStreamsFixture({ mostSocketsOfCaller: 3, patienceMs: 2_000 });
  api.api = { accessKeys: ['key-of-one', 'key-of-another'] };
  const path = '/k/key-of-one/ws';
  const [first, second] = [await api.open(path), await api.open('/k/key-of-one/ws/binance/btcusdt/ohlc')];
  const accept = api.link.hold();
  const third = api.open('/k/key-of-one/ws/ethusdt@trade');
  await eventually(() => api.link.followed().includes('ethusdt@trade'));
  const { status, body, headers } = await api.refused(path);
  const msg = expect.stringContaining('all of a caller together are at most 3');
  expect([status, body]).toEqual([429, { code: -1003, msg }]);
  expect(headers).toMatchObject({ connection: 'close' });
  const detail: unknown = msg;
  expect(await api.refused('/k/key-of-one/ws/binance/btcusdt/ohlc')).toMatchObject({
    ...{ status: 429, body: { type: 'error', error: 'too-many-sockets', detail } },
  });
  const other = await api.open('/k/key-of-another/ws');
  accept();
  await third;
  expect((await api.refused(path)).status).toBe(429);
  expect([
    api.streams.callers.counts.refused['too-many-sockets'],
    api.futures.counts.refused['too-many-sockets'],
  ]).toEqual([2, 1]);
  first.socket.terminate();
  await eventually(() => api.streams.callers.now().sockets === 2);
  // What is refused holds no place.
  for (let times = 0; times < 5; times++) expect((await api.refused(`${path}/none@none`)).status).toBe(400);
  const again = await api.open(path);
  for (const { socket } of [second, await third, other, again]) socket.terminate();
});
