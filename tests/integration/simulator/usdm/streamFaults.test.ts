import { eventually } from '../../../eventually.ts';
import { ratherBusySymbols } from '../askPairs.ts';
import { type Bench, startBench } from '../client.ts';
import { openStream, type StreamClient } from '../streamClient.ts';

const started = performance.now();
const now = () => Date.UTC(2026, 10, 26, 12, 4) + Math.floor(performance.now() - started);
const [BOOK, MARK, SPOT] = ['btcusdt@bookTicker', 'btcusdt@markPrice@1s', 'btcusdt@avgPrice'];
let bench: Bench;
let sockets: Record<'spot' | 'public' | 'market', StreamClient>;
const openOne = (url: string) => openStream(`${bench.simulator.streamUrl}${url}`);
beforeAll(async () => {
  bench = await startBench({ now, symbols: ratherBusySymbols });
});
afterAll(() => bench.simulator.close());
beforeEach(async () => {
  sockets = {
    spot: await openOne(`/stream?streams=${SPOT}`),
    public: await openOne(`/fstream/public/stream?streams=${BOOK}`),
    market: await openOne(`/fstream/market/stream?streams=${MARK}`),
  };
  await Promise.all([sockets.spot.heard(SPOT, 1), sockets.public.heard(BOOK, 1), sockets.market.heard(MARK, 1)]);
});
afterEach(() => {
  bench.simulator.clearFaults();
  bench.simulator.resetLimits();
  for (const socket of Object.values(sockets)) socket.end();
});

/** Which sockets are still open. */
const isOpen = () => Object.entries(sockets).flatMap(([name, { socket }]) => (socket.readyState === 1 ? [name] : []));
const inject = async (fault: object): Promise<void> => {
  expect((await bench.control('POST', '/faults', fault)).status).toBe(200);
};
/** Which of the three streams bring something new. */
async function speak(): Promise<string[]> {
  const streams = [
    ['spot', sockets.spot, SPOT],
    ['public', sockets.public, BOOK],
    ['market', sockets.market, MARK],
  ] as const;
  const counts = streams.map(([, client, stream]) => client.events(stream).length);
  const end = now() + 2300;
  await eventually(() => now() > end);
  return streams.flatMap(([name, client, stream], index) =>
    client.events(stream).length > (counts[index] ?? 0) ? [name] : [],
  );
}

describe('faults of streams', () => {
  it('hold for the futures market alone, for one route, or for all', async () => {
    await inject({ kind: 'stream-silent', market: 'usdm' });
    expect(await speak()).toEqual(['spot']);
    bench.simulator.clearFaults();
    await inject({ kind: 'stream-silent', route: 'market' });
    expect(await speak()).toEqual(['spot', 'public']);
    bench.simulator.clearFaults();
    await inject({ kind: 'stream-silent', market: 'spot' });
    expect(await speak()).toEqual(['public', 'market']);
    bench.simulator.clearFaults();
    await inject({ kind: 'stream-silent' });
    expect(await speak()).toEqual([]);
  });

  it.each([
    [{ kind: 'stream-close', market: 'usdm' }, ['spot']],
    [{ kind: 'stream-reset', route: 'public' }, ['spot', 'market']],
    [{ kind: 'stream-close', market: 'spot' }, ['public', 'market']],
  ])('end the sockets that they name: %p', async (fault, left) => {
    await inject(fault);
    await eventually(() => isOpen().length === left.length);
    expect(isOpen()).toEqual(left);
  });

  it('refuse sockets of one market', async () => {
    await inject({ kind: 'stream-refuse', market: 'usdm', status: 503 });
    await expect(openOne('/fstream/public/ws')).rejects.toMatchObject({ status: 503 });
    const other = await openOne('/ws');
    other.end();
  });

  it('spoil events of one market whose stream has the same name in the other, which does not use them up', async () => {
    const spot = await openOne(`/stream?streams=${BOOK}`);
    await inject({ kind: 'stream-frame', frame: 'shape', market: 'usdm', stream: '@bookTicker', times: 2 });
    await spot.heard(BOOK, 4);
    await eventually(() => sockets.public.events<object>(BOOK).filter((event) => 'unexpected' in event).length === 2);
    expect(spot.events<Record<string, unknown>>(BOOK).every(({ u, e }) => u !== undefined && e === undefined)).toBe(
      true,
    );
    spot.end();
  });
});

describe('a socket of the futures market', () => {
  it('is closed after ten messages in a second, and when it asks for more than 1024 streams', async () => {
    for (let count = 0; count < 11; count += 1) sockets.market.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
    expect(await sockets.market.closed).toBe(1008);
    const params = Array.from({ length: 1024 }, (_, index) => `p${index}usdt@aggTrade`);
    sockets.public.socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 2 }));
    expect(await sockets.public.closed).toBe(1008);
    expect(sockets.spot.socket.readyState).toBe(1);
  });

  it('counts as an attempt of its own market', async () => {
    const attempt = () => openOne('/fstream/public/ws').then((client) => client.end());
    for (let count = 0; count < 297; count += 1) await attempt();
    await attempt();
    await attempt().catch(() => {});
    await expect(openOne('/fstream/public/ws')).rejects.toMatchObject({ status: 429 });
    (await openOne('/ws')).end();
  });
});

describe('faults of answers', () => {
  it('hold for one market when it is named', async () => {
    await inject({ kind: 'status', status: 500, market: 'usdm' });
    expect((await bench.getPath('/fapi/v1/ping')).status).toBe(500);
    expect((await bench.get('ping')).status).toBe(200);
    bench.simulator.clearFaults();
    await inject({ kind: 'status', status: 500, symbol: 'BTCUSDT' });
    expect((await bench.getPath('/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1m')).status).toBe(500);
  });
});
