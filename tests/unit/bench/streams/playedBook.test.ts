import { PlayedBook } from '../../../../bench/streams/sender/playedBook.ts';
import { PlayedPair, type PlayedStream } from '../../../../bench/streams/sender/playedPair.ts';
import { readRecording } from '../../../../bench/streams/sender/recording.ts';
import { describeWithRecordings } from '../../../recordings.ts';

const START = Date.UTC(2026, 10, 27, 10, 0, 30);

/** Sorting all levels for each change would take minutes. */
function isCrossed({ bids, asks }: PlayedBook): boolean {
  let [bid, ask] = [0, Number.POSITIVE_INFINITY];
  for (const price of bids.keys()) bid = Math.max(bid, Number(price));
  for (const price of asks.keys()) ask = Math.min(ask, Number(price));
  return bid >= ask;
}

/** All that pair 1 tells until it has begun a second time, as it is judged. */
function playMoreThanOnce() {
  const recording = readRecording();
  const pair = new PlayedPair('P001USDT', recording, 1, START);
  const book = new PlayedBook(pair.depth(5000));
  const end = START + 1.2 * recording.lengthMs;
  const seen = { crossed: 0, holes: 0, lower: 0, orderHoles: 0, tradeHoles: 0 };
  const last = { update: pair.depth(1).lastUpdateId, ticker: 0, trade: -1, order: -1, fill: -1 };
  const counts: Record<PlayedStream, number> = { 'depth@100ms': 0, bookTicker: 0, trade: 0, aggTrade: 0 };
  for (let now = pair.due(); now < end; now = pair.due()) {
    pair.play(Math.floor(now), (stream, data) => {
      counts[stream]++;
      const event = JSON.parse(data());
      if (stream === 'depth@100ms') {
        if (event.U !== last.update + 1 || event.u < event.U) seen.holes++;
        last.update = event.u;
        book.apply({ bids: event.b, asks: event.a });
        // A level that should have gone stays: it is seen later, too.
        if (counts[stream] % 10 === 0 && isCrossed(book)) seen.crossed++;
      } else if (stream === 'bookTicker') {
        if (event.u < last.ticker) seen.lower++;
        last.ticker = event.u;
      } else if (stream === 'trade') {
        if (last.trade >= 0 && event.t !== last.trade + 1) seen.tradeHoles++;
        last.trade = event.t;
      } else {
        if (last.order >= 0 && (event.a !== last.order + 1 || event.f !== last.fill + 1)) seen.orderHoles++;
        [last.order, last.fill] = [event.a, event.l];
      }
    });
  }
  return { pair, book, seen, last, counts };
}

describeWithRecordings('a pair that is played more than once', () => {
  let played: ReturnType<typeof playMoreThanOnce>;
  beforeAll(() => {
    played = playMoreThanOnce();
  });

  test('all kinds are told', () => {
    expect(Object.values(played.counts).every((count) => count > 1000)).toBe(true);
  });

  test('its book is never crossed, and no update is missing or comes again, over the end of the recording too', () => {
    const { holes, lower, crossed } = played.seen;
    expect({ holes, lower, crossed }).toEqual({ holes: 0, lower: 0, crossed: 0 });
  });

  test('the book that changes make is the one that REST tells', () => {
    const { bids, asks } = played.pair.depth(1000);
    expect(played.book.best(1000)).toEqual({ bids, asks });
  });

  test('numbers of trades and orders have no hole', () => {
    const { tradeHoles, orderHoles } = played.seen;
    expect({ tradeHoles, orderHoles }).toEqual({ tradeHoles: 0, orderHoles: 0 });
    expect(played.last.fill).toBe(played.last.trade);
  });
});
