import { depth } from '../../../../../exchanges/binance/spot/feeds/depth.ts';
import { feedFactories } from '../../../../../exchanges/binance/spot/feeds/feeds.ts';
import { klines } from '../../../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../../../exchanges/binance/spot/feeds/trades.ts';
import { describeWithRecordings } from '../../../../recordings.ts';
import { captured, type Reader, readAll, readerOf, singleMessages } from '../recordedStreams.ts';

const prices = readerOf(feedFactories.price());
const aggTrades = readerOf(trades({ source: 'aggTrades' }));

/** By the stream: what the feeds make of its events. */
const readers: Readonly<Record<string, Reader>> = {
  trade: readerOf(trades({ source: 'trades' })),
  aggTrade: (event, symbol) => aggTrades(event, symbol) && prices(event, symbol),
  kline_1m: readerOf(klines({}, 1)),
  ticker: readerOf(feedFactories['high-low']()),
  bookTicker: readerOf(feedFactories['book-ticker']()),
  depth: readerOf(depth({ levels: 100 })),
};

describeWithRecordings("what Binance's streams have sent", () => {
  it.each([
    ['hft-spot-btcusdt_20240808', () => captured('hft-spot-btcusdt_20240808.ndjson.gz'), 41_248],
    ['hft-spot-btcusdt_20240809', () => captured('hft-spot-btcusdt_20240809.ndjson.gz'), 58_325],
    ['capture-spot-2021-10-12', () => captured('capture-spot-2021-10-12.ws.gz'), 264],
    // Of spot alone: nothing else has the field M.
    ['real-messages-by-channel', () => singleMessages((of, { data }) => of === 'binance' || data?.M === true), 9],
  ] as const)('is read, each message of %s', (_name, messages, least) => {
    expect(readAll(messages(), readers)).toBeGreaterThanOrEqual(least);
  });
});
