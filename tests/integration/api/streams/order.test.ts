import { eventually } from '../../../eventually.ts';
import { createStreamsFixture, openCaller, type TestCaller } from './streamsFixture.ts';

/** How long is listened, ms. */
const LISTEN_MS = 60_000;

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeAll(async () => {
  api = await createStreamsFixture();
});
afterAll(async () => {
  expect(api.defects).toEqual([]);
  await api.close();
});

const spot = ['btcusdt', 'ethusdt'].flatMap((code) =>
  ['aggTrade', 'trade', 'depth@100ms', 'depth20@100ms', 'bookTicker', 'kline_1m', 'kline_1h', 'ticker', 'avgPrice'].map(
    (kind) => `${code}@${kind}`,
  ),
);
const futures = ['aggTrade', 'depth@100ms', 'bookTicker', 'kline_1m', 'markPrice@1s'].map((kind) => `btcusdt@${kind}`);

/** The events of each stream. @param texts frames with the name of the stream around them */
function byStream(texts: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const text of texts) {
    const [, name] = /^\{"stream":"([^"]+)"/.exec(text) ?? [];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), text]);
  }
  return found;
}

interface Compared {
  readonly names: readonly string[];
  /** Sockets to the exchange, and one to us with the same streams. */
  readonly direct: readonly TestCaller[];
  readonly relayed: TestCaller;
}

/** Where two lists differ first; -1: nowhere, as far as both go. */
const firstDifference = (one: readonly string[], other: readonly string[]): number =>
  one.slice(0, other.length).findIndex((text, index) => text !== other[index]);

it('callers get what the exchange sends, to the byte, in order, and none of it is missing', async () => {
  const own = `ws://127.0.0.1:${api.port}`;
  const { streamUrl, usdmStreamUrl } = api.simulator;
  const [ofSpot, ofFutures] = [spot.join('/'), futures.join('/')];
  const routes = ['public', 'market'].map((route) =>
    openCaller(`${usdmStreamUrl}/${route}/stream?streams=${ofFutures}`),
  );
  const all: readonly Compared[] = [
    {
      names: spot,
      direct: [await openCaller(`${streamUrl}/stream?streams=${ofSpot}`)],
      relayed: await openCaller(`${own}/stream?streams=${ofSpot}`),
    },
    {
      names: futures,
      direct: await Promise.all(routes),
      relayed: await openCaller(`${own}/fstream/stream?streams=${ofFutures}`),
    },
  ];
  const raw = await Promise.all(spot.map((name) => openCaller(`${own}/ws/${name}`)));
  await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));

  let count = 0;
  for (const { names, direct, relayed } of all) {
    const sent = byStream(direct.flatMap(({ texts }) => texts));
    // What is on its way comes, too.
    await eventually(() => [...sent.values()].every((texts) => relayed.texts.includes(texts.at(-1) ?? '')), 10_000);
    const came = byStream(relayed.texts);
    for (const name of names) {
      const [told = [], got = []] = [sent.get(name), came.get(name)];
      const from = told.indexOf(got[0] ?? '');
      expect([name, from >= 0, firstDifference(told.slice(from), got)]).toEqual([name, true, -1]);
      expect(got.length).toBeGreaterThanOrEqual(told.length - from);
      count += got.length;
    }
  }
  const came = byStream(all[0]?.relayed.texts ?? []);
  for (const [index, name] of spot.entries()) {
    const alone = raw[index]?.texts ?? [];
    const got = (came.get(name) ?? []).map((text) => text.slice(`{"stream":"${name}","data":`.length, -1));
    const from = got.indexOf(alone[0] ?? '');
    expect([name, from >= 0, firstDifference(alone, got.slice(from))]).toEqual([name, true, -1]);
  }
  expect(count).toBeGreaterThan(3_000);
  for (const { socket } of [...all.flatMap(({ direct, relayed }) => [...direct, relayed]), ...raw]) socket.terminate();
});
