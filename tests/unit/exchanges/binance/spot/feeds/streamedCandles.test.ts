import type { FeedQuery } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';
import { query, replaced, stored } from '../../streamedCases.ts';
import { aggTrade, events } from './streamedEvents.ts';

describe('a candle of a stream', () => {
  const { feed, events: sent } = events.find(({ name }) => name === 'klines') as (typeof events)[number];
  const [closed, forming] = sent as [object, object];
  const streamed = feed.streamed?.by === 'candles' ? feed.streamed : null;
  const stateOf = (event: object, judgedAt: FeedQuery) =>
    (JSON.parse(stored(feed, [event], judgedAt)[0] ?? '[]') as unknown[])[12];

  it('is final when the exchange says so, and not before, whatever the clock says', () => {
    const later = { ...query, asOf: query.asOf + 600_000 };
    expect(stateOf(closed, { ...query, asOf: 1_790_000_050_000, isClosed: true })).toBe(2);
    expect(stateOf(forming, { ...later, isClosed: false })).toBe(1);
    expect(stateOf(forming, later)).toBe(2);
  });

  it('comes with its last trade, if it has one, and whether it is closed', () => {
    expect(streamed?.read(closed, 'BTCUSDT')).toMatchObject({ candle: { isClosed: true, lastId: 8042 } });
    const quiet = replaced(replaced(replaced(forming, ['k', 'n'], 0), ['k', 'f'], -1), ['k', 'L'], -1);
    expect(streamed?.read(quiet, 'BTCUSDT')).toMatchObject({ candle: { isClosed: false, lastId: null } });
  });

  it.each([
    ['of another interval', ['k', 'i'], '5m'],
    ['of another pair within', ['k', 's'], 'ETHUSDT'],
    ['between two minutes', ['k', 't'], 1790000040001],
    ['that opens after its event', ['E'], 1790000039999],
    ['with its close above its high', ['k', 'c'], '10.90000001'],
    ['with more taker volume than volume', ['k', 'V'], '120.00000001'],
    ['with trades without numbers', ['k', 'L'], -1],
  ])('is refused %s', (_name, path, value) => {
    expect(() => stored(feed, [replaced(closed, path, value)])).toThrow(InvalidPayload);
  });

  it('comes with trades, which say who has taken', () => {
    const event = aggTrade({ a: 501, p: '10.50', q: '2.00', f: 9001, l: 9003, m: false });
    expect(streamed?.read(event, 'BTCUSDT')).toEqual({
      trade: { price: '10.50', quantity: '2.00', firstId: 9001, lastId: 9003, time: 1790000100123, takerBuys: true },
    });
  });
});
