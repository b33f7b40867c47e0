import { feedFactories } from '../../../../../exchanges/binance/usdm/feeds/feeds.ts';
import { describeWithRecordings } from '../../../../recordings.ts';
import { captured, type Reader, readAll, readerOf, singleMessages } from '../recordedStreams.ts';

const [trades, price] = [readerOf(feedFactories.trades()), readerOf(feedFactories.price())];

/** By the stream: what the feeds make of its events. */
const readers: Readonly<Record<string, Reader>> = {
  aggTrade: (event, symbol) => trades(event, symbol) && price(event, symbol),
  kline_1m: readerOf(feedFactories.klines({}, 1)),
  bookTicker: readerOf(feedFactories['book-ticker']()),
  forceOrder: readerOf(feedFactories.liquidations()),
  depth: readerOf(feedFactories.depth({ levels: 100 })),
};

describeWithRecordings("what Binance's streams of futures have sent", () => {
  it.each([
    ['hft-usdm-btcusdt_20240808', () => captured('hft-usdm-btcusdt_20240808.ndjson.gz'), 72_000],
    ['capture-usdm-2021', () => captured('capture-usdm-2021.ws.gz'), 1_500],
    // The one of an aggregate trade is not whole: it has no number.
    [
      'real-messages-by-channel',
      () => singleMessages((of, { data }) => of === 'binance-futures' && (data.e !== 'aggTrade' || 'a' in data)),
      4,
    ],
  ] as const)('is read, each message of %s', (_name, messages, least) => {
    expect(readAll(messages(), readers)).toBeGreaterThanOrEqual(least);
  });
});
