import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { judgeRows } from '../../../../../collectors/ingest/judging/judgeRows.ts';
import { depth } from '../../../../../exchanges/binance/spot/feeds/depth.ts';
import { feedFactories } from '../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { klines } from '../../../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../../../exchanges/binance/spot/feeds/trades.ts';
import type { LatestFeed, SeriesFeed } from '../../../../../model/feed.ts';
import { createValidator } from '../../../../../model/validate.ts';
import { describeWithRecordings, recording } from '../../../../recordings.ts';

const query = { pairs: [], asOf: Date.UTC(2026, 0), uncertainty: 0 };

type Reader = (event: unknown, symbol: string) => unknown;

/** What a latest feed stores of an event. */
function valuesOf(feed: LatestFeed): Reader {
  const { streamed } = feed;
  if (streamed?.by !== 'entry') throw new Error('this feed has no values');
  const validate = createValidator<unknown>(feed.rowSchema);
  return (event, symbol) => {
    const entry = streamed.entryOf(event, symbol);
    return feed.valueOf(validate(entry.row, 'test'), entry, query)?.value;
  };
}

/** What a series stores of an event. */
function rowsOf(feed: SeriesFeed): Reader {
  const { streamed } = feed;
  const validate = createValidator<unknown>(feed.rowSchema);
  return (event, symbol) => {
    const said = streamed?.by === 'candles' ? streamed.read(event, symbol) : null;
    const row =
      streamed?.by === 'rows'
        ? streamed.rowOf(event, symbol)
        : said !== null && 'candle' in said
          ? said.candle.row
          : null;
    const data = [row];
    return judgeRows(feed, validate, { data, text: JSON.stringify(data), path: 'test' }, query).rows[0]?.member;
  };
}

const book = depth({ levels: 100 }).streamed;
const prices = valuesOf(feedFactories.price() as LatestFeed);
const aggTrades = rowsOf(trades({ source: 'aggTrades' }));

/** By the stream: what the feeds make of its events. */
const readers: Readonly<Record<string, Reader>> = {
  trade: rowsOf(trades({ source: 'trades' })),
  aggTrade: (event, symbol) => aggTrades(event, symbol) && prices(event, symbol),
  kline_1m: rowsOf(klines({}, 1) as SeriesFeed),
  ticker: valuesOf(feedFactories['high-low']() as LatestFeed),
  bookTicker: valuesOf(feedFactories['book-ticker']() as LatestFeed),
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
    ['hft-spot-btcusdt_20240809', () => ofStreams(linesOf('hft-spot-btcusdt_20240809.ndjson.gz')), 58_325],
    ['capture-spot-2021-10-12', () => ofStreams(linesOf('capture-spot-2021-10-12.ws.gz').slice(1)), 264],
    ['real-messages-by-channel', singleMessages, 9],
  ] as const)('is read, each message of %s', (_name, messages, least) => {
    let count = 0;
    for (const { stream, data } of messages()) {
      const [symbol = '', name = ''] = stream.split('@');
      // Of a symbol in capitals, and of all symbols: none that we ask for.
      if (!/^[a-z]+$/.test(symbol)) continue;
      const read = readers[name];
      if (read?.(data, symbol.toUpperCase()) === undefined) throw new Error(`nothing is made of ${stream}`);
      count++;
    }
    expect(count).toBeGreaterThanOrEqual(least);
  });
});
