import { eventually } from '../../../eventually.ts';
import { ratherBusySymbols } from '../askPairs.ts';
import { type Bench, startBench } from '../client.ts';
import { openStream, type StreamClient } from '../streamClient.ts';

const started = performance.now();
const now = () => Date.UTC(2026, 10, 26, 12, 4) + Math.floor(performance.now() - started);
const DEPTH = 'btcusdt@depth@100ms';
let bench: Bench;
let client: StreamClient;
beforeAll(async () => {
  bench = await startBench({ now, symbols: ratherBusySymbols });
});
afterAll(() => bench.simulator.close());
afterEach(() => {
  bench.simulator.clearFaults();
  client.end();
});

type Level = readonly [string, string];
interface Change {
  readonly e: string;
  readonly E: number;
  readonly T: number;
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}
interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}
const open = async (...streams: string[]): Promise<void> => {
  client = await openStream(`${bench.simulator.usdmStreamUrl}/public/stream?streams=${streams.join('/')}`);
};
const snapshot = async () => (await bench.getPath('/fapi/v1/depth?symbol=BTCUSDT&limit=1000')).json<Snapshot>();
const breaks = (events: readonly Change[]): number =>
  events.filter(({ pu }, index) => index > 0 && pu !== events[index - 1]?.u).length;

function apply(side: Map<string, string>, levels: readonly Level[]): void {
  for (const [price, quantity] of levels) {
    if (Number(quantity) === 0) side.delete(price);
    else side.set(price, quantity);
  }
}
const best = (side: ReadonlyMap<string, string>, sign: 1 | -1): [string, string][] =>
  [...side].sort(([one], [other]) => sign * (Number(one) - Number(other))).slice(0, 100);

it("a book kept by Binance's procedure, each pu the u before it, is the book of the REST API", async () => {
  await open(DEPTH);
  await client.heard(DEPTH, 2);
  const start = await snapshot();
  await eventually(() => (client.events<Change>(DEPTH).at(-1)?.u ?? 0) > start.lastUpdateId + 200);
  const events = client.events<Change>(DEPTH);
  expect(breaks(events)).toBe(0);
  // Ids of other contracts lie between: an event does not begin one after the one before it.
  expect(events.every(({ U, u, pu }) => U > pu + 1 && U <= u)).toBe(true);
  const used = events.filter(({ u }) => u >= start.lastUpdateId);
  const [first] = used;
  expect((first?.U ?? 0) <= start.lastUpdateId && start.lastUpdateId <= (first?.u ?? 0)).toBe(true);
  const [bids, asks] = [new Map(start.bids), new Map(start.asks)];
  const books = new Map<number, unknown>();
  for (const { b, a, u } of used) {
    apply(bids, b);
    apply(asks, a);
    books.set(u, [best(bids, -1), best(asks, 1)]);
  }
  let compared = 0;
  await eventually(async () => {
    const { lastUpdateId, ...sides } = await snapshot();
    for (const { b, a, u } of client
      .events<Change>(DEPTH)
      .filter((event) => !books.has(event.u) && event.u > start.lastUpdateId)) {
      apply(bids, b);
      apply(asks, a);
      books.set(u, [best(bids, -1), best(asks, 1)]);
    }
    const own = books.get(lastUpdateId);
    if (own === undefined) return false;
    expect(own).toEqual([sides.bids.slice(0, 100), sides.asks.slice(0, 100)]);
    compared += 1;
    return compared === 3;
  });
});

it('changes come each 100, 250 or 500 ms, and the best levels as a list', async () => {
  const streams = ['btcusdt@depth', 'btcusdt@depth@500ms', 'btcusdt@depth5@100ms', 'btcusdt@depth@250ms'];
  await open(...streams);
  await client.heard('btcusdt@depth@500ms', 3);
  for (const stream of streams.slice(0, 2)) expect(breaks(client.events<Change>(stream))).toBe(0);
  expect(client.events('btcusdt@depth').length).toBeGreaterThan(4);
  for (const { b, a, e } of await client.heard<Change>('btcusdt@depth5@100ms', 2)) {
    expect([e, b.length, a.length]).toEqual(['depthUpdate', 5, 5]);
  }
  expect(client.events('btcusdt@depth@250ms')).toEqual([]);
});

it('a gap shows in pu', async () => {
  await open(DEPTH);
  await client.heard(DEPTH, 2);
  bench.simulator.inject({ kind: 'stream-gap', stream: DEPTH, market: 'usdm' });
  const events = await client.heard<Change>(DEPTH, client.events(DEPTH).length + 4);
  expect(breaks(events)).toBe(1);
});
