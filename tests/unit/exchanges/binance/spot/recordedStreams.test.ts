import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { depth } from '../../../../../exchanges/binance/spot/feeds/depth.ts';
import { feedFactories } from '../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { klines } from '../../../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../../../exchanges/binance/spot/feeds/trades.ts';
import type { LatestFeed, SeriesFeed } from '../../../../../model/feed.ts';
import { createValidator } from '../../../../../model/validate.ts';
import { judgedRows } from '../../../../judged.ts';
import { describeWithRecordings, recording } from '../../../../recordings.ts';

const query = { pairs: [], asOf: Date.UTC(2026, 0), uncertainty: 0 };

/** What a series stores of a row from a stream. */
const storedRow = (feed: SeriesFeed, row: unknown): string | undefined =>
  judgedRows(feed, [row], query).rows[0]?.member;

/** What a latest feed stores of an event. */
function storedValue(feed: LatestFeed, event: unknown, symbol: string): string | undefined {
  if (feed.streamed?.by !== 'entry') throw new Error('this feed has no values');
  const entry = feed.streamed.entryOf(event, symbol);
  return feed.valueOf(createValidator<unknown>(feed.rowSchema)(entry.row, 'test'), entry, query)?.value;
}

const rowsOf = (feed: SeriesFeed) => (event: unknown, symbol: string) => {
  if (feed.streamed?.by !== 'rows') throw new Error('this feed has no rows');
  return storedRow(feed, feed.streamed.rowOf(event, symbol));
};

const candles = klines({}, 1) as SeriesFeed;
const book = depth({ levels: 100 }).streamed;
const highLow = feedFactories['high-low']() as LatestFeed;
const bookTicker = feedFactories['book-ticker']() as LatestFeed;
const price = feedFactories.price() as LatestFeed;
const aggTrades = rowsOf(trades({ source: 'aggTrades' }));
const rawTrades = rowsOf(trades({ source: 'trades' }));

/** By the stream: what the feed makes of its events. */
const readers: Readonly<Record<string, (event: unknown, symbol: string) => unknown>> = {
  trade: rawTrades,
  aggTrade: (event, symbol) => aggTrades(event, symbol) && storedValue(price, event, symbol),
  kline_1m(event, symbol) {
    const said = candles.streamed?.by === 'candles' ? candles.streamed.read(event, symbol) : {};
    return 'candle' in said ? storedRow(candles, said.candle.row) : undefined;
  },
  ticker: (event, symbol) => storedValue(highLow, event, symbol),
  bookTicker: (event, symbol) => storedValue(bookTicker, event, symbol),
  depth: (event, symbol) => (book?.by === 'book' ? book.changeOf(event, symbol) : undefined),
};

interface Message {
  readonly stream: string;
  readonly data: { readonly M?: boolean };
}

const linesOf = (file: string): string[] => {
  const bytes = readFileSync(recording(`streams/${file}`));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n');
};

const messageIn = (line: string): Message => JSON.parse(line.slice(line.indexOf('{')));

/** Messages of spot alone: nothing else has the field M. */
const singleMessages = (): Message[] =>
  linesOf('real-messages-by-channel.ndjson').flatMap((line) => {
    const { exchange, msg } = JSON.parse(line) as { exchange: string; msg: Message & { generated?: true } };
    return (exchange === 'binance' && msg.generated === undefined) || msg.data?.M === true ? [msg] : [];
  });

describeWithRecordings("what Binance's streams have sent", () => {
  const ofStreams = (lines: readonly string[]) => lines.filter((line) => line.includes('"stream"')).map(messageIn);

  it.each([
    ['hft-spot-btcusdt_20240808', () => ofStreams(linesOf('hft-spot-btcusdt_20240808.ndjson.gz')), 41_248],
    ['capture-spot-2021-10-12', () => ofStreams(linesOf('capture-spot-2021-10-12.ws.gz').slice(1)), 264],
    ['real-messages-by-channel', singleMessages, 9],
  ] as const)('is read, each message of %s', (_name, messages, least) => {
    let count = 0;
    for (const { stream, data } of messages()) {
      const [symbol = '', name = ''] = stream.split('@');
      // Of a symbol in capitals, and of all symbols: none that we ask for.
      if (!/^[a-z]+$/.test(symbol)) continue;
      const read = readers[name];
      expect([stream, read === undefined]).toEqual([stream, false]);
      expect([stream, read?.(data, symbol.toUpperCase())]).not.toContain(undefined);
      count++;
    }
    expect(count).toBeGreaterThanOrEqual(least);
  });
});
