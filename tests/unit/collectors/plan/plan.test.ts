import { isSamePlan, plan } from '../../../../collectors/plan/plan.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import type { FeedFactory, FeedQuery } from '../../../../model/feed.ts';
import { configOf } from '../../../configOf.ts';
import { collectors, limits, pairs, periodsOf, planOf } from './spotPlans.ts';

describe('level 1', () => {
  it('serves three pairs each second, as the weights of the endpoints have it', () => {
    const made = planOf(3);
    expect(made.level).toBe(1);
    // 1500 a pair and 600 for the three batched feeds, one a minute for the clock, 20 an hour for exchangeInfo of the pairs and for the whole one.
    expect(made.weightPerMinute).toBeCloseTo(3 * 1500 + 600 + 1 + (2 * 20) / 60);
    expect(periodsOf(made)).toEqual([1, 3600, ...Array(12).fill(1)]);
    expect([...made.collectors.values()].every(({ served }) => served === 'poll')).toBe(true);
  });

  it('leaves out what is disabled and keeps to a slower period that is asked for', () => {
    const { collectors: planned } = planOf(1, {
      feeds: { depth: { enabled: false }, price: { everySeconds: 30 } },
      klines: { intervals: [1, 60] },
    });
    expect([...planned.keys()]).toEqual([
      'trades',
      'pair-info',
      'high-low',
      'book-ticker',
      'price',
      'klines-1',
      'klines-60',
    ]);
    expect(planned.get('price')).toMatchObject({ period: 30, served: 'poll', polledPairs: 0, weightPerMinute: 8 });
  });
});

it('counts the whole exchangeInfo on all levels as what comes before callers', () => {
  for (const [count, level] of [
    [3, 1],
    [6, 2],
    [30, 4],
  ] as const) {
    const made = planOf(count);
    const polled = [...made.collectors.values()].reduce((weight, { weightPerMinute }) => weight + weightPerMinute, 0);
    expect(made.level).toBe(level);
    expect(made.live).toBeCloseTo(polled + 1 + 20 / 60);
    expect(made.weightPerMinute).toBe(made.live);
  }
});

it('a plan is another one when a period, a way or the level differs, not for a budget that changes nothing', () => {
  expect(isSamePlan(planOf(3), planOf(3, {}, 200))).toBe(true);
  expect(isSamePlan(planOf(3), planOf(3, {}, 400))).toBe(false);
  expect(isSamePlan(planOf(8), planOf(8, {}, 600))).toBe(false);
});

it('a request whose weight is no number is not planned', () => {
  const config = configOf({ pairs: pairs(1) });
  const { price } = binanceSpot.feeds;
  const wrong: FeedFactory = (options, interval) => {
    const feed = price?.(options, interval);
    if (feed?.shape !== 'latest') throw new Error('no price');
    return { ...feed, request: (poll: FeedQuery) => ({ ...feed.request(poll), weight: Number.NaN }) };
  };
  const connector = { ...binanceSpot, feeds: { ...binanceSpot.feeds, price: wrong } };
  expect(() => plan({ collectors, listings: 'pair-info', config, share: 0.9, connector }, limits)).toThrow(
    'the weight of price is no number: NaN',
  );
});
