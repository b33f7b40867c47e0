import { eventually } from '../../../eventually.ts';
import { ratherBusySymbols } from '../askPairs.ts';
import { type Bench, startBench } from '../client.ts';
import { openStream, type StreamClient } from '../streamClient.ts';

const started = performance.now();
const now = () => Date.UTC(2026, 10, 26, 12, 4) + Math.floor(performance.now() - started);
let bench: Bench;
let clients: StreamClient[] = [];
beforeAll(async () => {
  bench = await startBench({ now, symbols: ratherBusySymbols });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  for (const client of clients) client.end();
  clients = [];
});

const open = async (route: string, ...streams: string[]): Promise<StreamClient> => {
  const client = await openStream(`${bench.simulator.usdmStreamUrl}${route}/stream?streams=${streams.join('/')}`);
  clients.push(client);
  return client;
};
type Event = Readonly<Record<string, unknown>>;

describe('a route', () => {
  const books = ['btcusdt@bookTicker', 'btcusdt@depth@100ms', 'btcusdt@depth5'];
  const others = ['btcusdt@aggTrade', 'btcusdt@markPrice@1s', 'btcusdt@kline_1m'];
  it.each([
    ['/public', books],
    ['/market', others],
    ['/private', []],
    ['', books],
  ])('%p acknowledges everything and delivers only its own streams', async (route, served) => {
    const client = await open(route);
    const all = [...books, ...others];
    expect(await client.ask({ method: 'SUBSCRIBE', params: all })).toMatchObject({ result: null });
    expect((await client.ask({ method: 'LIST_SUBSCRIPTIONS' })).result).toEqual(all);
    for (const stream of served) await client.heard(stream, 1);
    const end = now() + (served.length === 0 ? 2500 : 1200);
    await eventually(() => now() > end);
    expect(all.filter((stream) => client.events(stream).length > 0)).toEqual([...served]);
  });

  it('is not mixed up with another one, nor with the spot market, whose streams have the same names', async () => {
    const [futures, spot] = [
      await open('/market', 'btcusdt@aggTrade'),
      await openStream(`${bench.simulator.streamUrl}/stream?streams=btcusdt@aggTrade`),
    ];
    clients.push(spot);
    const [one] = await futures.heard<Event>('btcusdt@aggTrade', 1);
    const [other] = await spot.heard<Event>('btcusdt@aggTrade', 1);
    expect([one?.st, one?.nq === undefined, other?.st, other?.M]).toEqual([1, false, undefined, true]);
    await open('/public', 'btcusdt@aggTrade');
    await futures.heard('btcusdt@aggTrade', 4);
    expect(clients.at(-1)?.events('btcusdt@aggTrade')).toEqual([]);
  });

  it("is taken without the host's path, too", async () => {
    const client = await openStream(`${bench.simulator.streamUrl}/market/stream?streams=btcusdt@markPrice@1s`);
    clients.push(client);
    await client.heard('btcusdt@markPrice@1s', 1);
  });
});
