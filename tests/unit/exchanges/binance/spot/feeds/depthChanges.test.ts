import { feedFactories } from '../../../../../../exchanges/binance/spot/feeds/feeds.ts';
import type { FeedFactory } from '../../../../../../model/feed.ts';
import { InvalidPayload } from '../../../../../../model/invalidPayload.ts';

const query = { pairs: ['BTCUSDT'], asOf: 1_790_000_101_000, uncertainty: 1 };

describe('changes of a book', () => {
  const streamed = (levels: number) => {
    const { streamed: said } = (feedFactories.depth as FeedFactory)({ levels }, undefined);
    if (said?.by !== 'book') throw new Error('depth has no book');
    return said;
  };
  const event = {
    ...{ e: 'depthUpdate', E: 1790000100105, s: 'BTCUSDT', U: 77002, u: 77005 },
    ...{ b: [['10.49', '0.00']], a: [['10.52', '2.00']] },
  };
  const { changeOf, streamsOf } = streamed(100);

  it('say what they change', () => {
    expect(streamsOf('BTCUSDT')).toEqual(['btcusdt@depth@100ms']);
    expect(changeOf(event, 'BTCUSDT')).toEqual({ first: 77002, last: 77005, bids: event.b, asks: event.a });
  });

  it.each([
    ['of another pair', { s: 'ETHUSDT' }],
    ['of another type', { e: 'trade' }],
    ['that ends before it begins', { u: 77001 }],
    ['with a level without price', { b: [['0.00', '1']] }],
    ['with a level that cannot be read', { a: [['10.52', '2.00'], ['10.53']] }],
    ['with a negative quantity', { a: [['10.52', '-2.00']] }],
    ['with null as its levels', { a: null }],
    ['with a number that JavaScript cannot hold', { u: 2 ** 53 }],
    ['with its time in microseconds', { E: 1790000100105000 }],
  ])('are refused %s', (_name, wrong) => {
    expect(() => changeOf({ ...event, ...wrong }, 'BTCUSDT')).toThrow(InvalidPayload);
  });

  it.each([
    [100, 500, 25],
    [250, 500, 25],
    [500, 1000, 50],
    [1000, 5000, 250],
  ])('of %i levels go on from a snapshot of %i, which weighs %i', (levels, limit, weight) => {
    const { snapshot, snapshotLevels } = streamed(levels);
    expect(snapshot(query)).toEqual({ path: '/api/v3/depth', params: { symbol: 'BTCUSDT', limit }, weight });
    expect(snapshotLevels).toBe(limit);
  });
});
