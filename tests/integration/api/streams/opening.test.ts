import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

/** What a socket waits for before it opens. */

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeEach(async () => {
  api = await createStreamsFixture();
});
afterEach(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

it('is not the list of pairs, where nobody tells it: a name is then for the relay to judge', async () => {
  api.symbols = new Promise(() => undefined);
  const open = await api.open('/ws');
  expect(await open.ask('SUBSCRIBE', ['btcusdt@depth@100ms'])).toEqual({ result: null, id: 1 });
  const others = await Promise.all(
    ['/ws/ethusdt@depth@100ms', '/ws/binance/btcusdt/ohlc'].map((path) => api.open(path)),
  );
  await eventually(() => others.every(({ texts }) => texts.length > 0));
  for (const { socket } of [open, ...others]) socket.terminate();
});
