import fc from 'fast-check';
import { confirmPeriod } from '../../../../collectors/plan/entry.ts';
import { isSamePlan, type Plan, plan, STRETCHED_SHARE } from '../../../../collectors/plan/plan.ts';
import type { Config } from '../../../../config/config.ts';
import { isEnabled } from '../../../../config/enabledCollectors.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { intervalMinutes } from '../../../../markets/intervals.js';
import type { Column } from '../../../../markets/market.js';
import { collectorsOf } from '../../../../markets/markets.js';
import type { FeedFactory, FeedQuery } from '../../../../model/feed.ts';
import { canRollUp } from '../../../../model/rollUpSources.ts';
import { configOf } from '../../../configOf.ts';
import { weighedFeeds } from '../../../feedsAlone.ts';
import { planFor } from '../../../planFor.ts';

const collectors = collectorsOf('spot');
const periodOf = ({ feeds }: Config, feed: string) =>
  (feeds as Readonly<Record<string, { everySeconds: number }>>)[feed]?.everySeconds ?? 0;
const pairs = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
const limits = { weightPerMinute: 6000 };
interface Settings {
  readonly feeds?: object;
  readonly klines?: object;
}
const configWith = (count: number, { feeds = {}, ...more }: Settings = {}) =>
  configOf({ pairs: pairs(count), transport: 'poll', ...more, feeds: { ...weighedFeeds, ...feeds } });
const planOf = (count: number, more: Settings = {}, foreign = 0) => planFor(configWith(count, more), limits, foreign);
const candles = collectors.flatMap(({ name, interval }) => (interval === undefined ? [] : [name]));

const periodsOf = ({ collectors: planned }: Plan) => [...planned.values()].map(({ period }) => period);
const servedOf = ({ collectors: planned }: Plan) =>
  Object.fromEntries(candles.flatMap((name) => [[name, planned.get(name)?.served]]));

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

describe('level 2', () => {
  it.each([4, 5, 6, 7])('serves %i pairs each second: 674 a pair and 600', (count) => {
    const made = planOf(count);
    expect(made.level).toBe(2);
    expect(made.weightPerMinute).toBeCloseTo(count * 674 + 600 + 1 + (2 * 20) / 60);
    expect(periodsOf(made)).toEqual([1, 3600, ...Array(12).fill(1)]);
    expect(servedOf(made)).toEqual({
      ...Object.fromEntries(candles.map((name) => [name, 'rollup'])),
      'klines-1': 'poll',
    });
    expect(made.collectors.get('klines-60')?.weightPerMinute).toBe(2 * count);
  });

  it('makes room for what others on the same address spend', () => {
    const made = planOf(3, {}, 2000);
    expect([made.level, made.budget, made.foreign]).toEqual([2, 3400, 2000]);
  });

  it.each([
    [[5, 15, 1440, 43200], { 5: 'poll', 15: 'rollup', 1440: 'rollup', 43200: 'rollup' }],
    [[1440, 10080, 43200], { 1440: 'poll', 10080: 'rollup', 43200: 'rollup' }],
    // A week divides no month.
    [[10080, 43200], { 10080: 'poll', 43200: 'poll' }],
    [[43200], { 43200: 'poll' }],
  ])('of %j rolls up what the shortest divides', (intervals, served) => {
    const made = planOf(1, { klines: { intervals, mode: 'rollup' } });
    expect(made.level).toBe(Object.values(served).includes('rollup') ? 2 : 1);
    for (const [interval, how] of Object.entries(served)) {
      expect(made.collectors.get(`klines-${interval}`)?.served).toBe(how);
    }
  });

  it('confirms each minute, or each period where that is longer', () => {
    const made = planOf(7, { feeds: { klines: { everySeconds: 300 } }, klines: { mode: 'rollup' } });
    const planned = made.collectors.get('klines-5');
    expect(planned).toMatchObject({ period: 300, served: 'rollup', polledPairs: 0, weightPerMinute: (2 * 7) / 5 });
    expect(confirmPeriod({ period: 300 })).toBe(300);
    expect(confirmPeriod({ period: 1 })).toBe(60);
  });
});

describe('pairs whose candles cannot be rolled up for now', () => {
  const polled = new Map([['klines-43200', 1]]);
  const planned = (count: number, more: Settings = {}) => planFor(configWith(count, more), limits, 0, polled);

  it('are planned as polled each period, the others as confirmed', () => {
    const made = planned(4);
    expect(made.level).toBe(2);
    expect(made.collectors.get('klines-43200')).toMatchObject({
      period: 1,
      served: 'rollup',
      polledPairs: 1,
      weightPerMinute: 3 * 2 + 120,
    });
    expect(made.weightPerMinute).toBeCloseTo(planOf(4).weightPerMinute + 118);
    expect(isSamePlan(made, planOf(4))).toBe(false);
  });

  it('stretch what is stretched first where they do not fit', () => {
    const made = planned(7);
    expect(made.level).toBe(4);
    expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget * STRETCHED_SHARE);
    expect(periodsOf(made)).toEqual([2, 3600, ...Array(12).fill(1)]);
  });

  it('change nothing where all is polled, and are never more than there are', () => {
    expect(planned(3)).toEqual(planOf(3));
    const all = planFor(configWith(4, { klines: { mode: 'rollup' } }), limits, 0, new Map([['klines-5', 9]]));
    expect(all.collectors.get('klines-5')).toMatchObject({ polledPairs: 4, weightPerMinute: 4 * 120 });
  });
});

describe('klines.mode', () => {
  it.each([3, 7, 50])('poll never rolls up, with %i pairs', (count) => {
    const made = planOf(count, { klines: { mode: 'poll' } });
    expect(made.level).toBe(count === 3 ? 1 : 4);
    expect(Object.values(servedOf(made)).every((served) => served === 'poll')).toBe(true);
  });

  it.each([1, 7, 50])('rollup always rolls up, with %i pairs', (count) => {
    const made = planOf(count, { klines: { mode: 'rollup' } });
    expect(made.level).toBe(count === 50 ? 4 : 2);
    expect(Object.values(servedOf(made)).filter((served) => served === 'rollup')).toHaveLength(candles.length - 1);
  });
});

describe('level 4', () => {
  it('stretches trades first, then the book, then the rest, long candles before short ones', () => {
    const of = (count: number) => {
      const { level, collectors: planned } = planOf(count);
      return [level, ...['trades', 'depth', 'klines-1'].map((name) => planned.get(name)?.period)];
    };
    expect(of(8)).toEqual([4, 2, 1, 1]);
    // Trades alone, at ten seconds, would not do for twelve: what half of the book's polls leave is given back to them.
    expect(of(12)).toEqual([4, 3, 2, 1]);
    expect(of(40)).toEqual([4, 9, 9, 3]);
    const { collectors: polled } = planOf(7, { klines: { mode: 'poll' } });
    const periods = candles.map((name) => polled.get(name)?.period ?? 0);
    expect(periods).toEqual([...periods].sort((a, b) => a - b));
    expect(periods[0]).toBeLessThan(periods.at(-1) ?? 0);
  });

  it('leaves less than a tenth of the budget unused, from the first pair on that it stretches anything for', () => {
    for (let count = 8; count <= 60; count++) expect(planOf(count).weightPerMinute).toBeGreaterThan(0.9 * 5400);
  });

  it('keeps what is rolled up as fresh as what it is rolled up from, no fresher', () => {
    const { collectors: planned } = planOf(100);
    const base = planned.get('klines-1')?.period ?? 0;
    expect(base).toBeGreaterThan(1);
    for (const name of candles) expect(planned.get(name)?.period).toBeGreaterThanOrEqual(base);
  });

  it('stretches confirmations beyond a minute too where there are hundreds of pairs', () => {
    const made = planOf(500);
    expect(made.collectors.get('klines-5')?.period).toBeGreaterThan(60);
    expect(made.weightPerMinute).toBeLessThanOrEqual(5400);
  });

  it('stretches what is asked for too often by the file, too', () => {
    const made = planOf(1, { feeds: { 'pair-info': { everySeconds: 1 } } }, 5000);
    expect(made.collectors.get('pair-info')?.period).toBeGreaterThan(1);
    expect(made.weightPerMinute).toBeLessThanOrEqual(400);
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

describe('any plan', () => {
  const anyConfig = fc.record({
    count: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })),
    share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    mode: fc.constantFrom('auto', 'poll', 'rollup'),
    intervals: fc.subarray([...intervalMinutes], { minLength: 1 }),
    everySeconds: fc.constantFrom(1, 2, 30, 120),
    foreign: fc.integer({ min: 0, max: 6500 }),
    feeds: fc.constantFrom({}, weighedFeeds),
    isDepthOn: fc.boolean(),
    polled: fc.dictionary(fc.constantFrom(...candles), fc.integer({ min: 0, max: 20 })),
  });
  type Any = typeof anyConfig extends fc.Arbitrary<infer Drawn> ? Drawn : never;
  const configFor = ({ count, share, mode, intervals, everySeconds, feeds, isDepthOn }: Any) =>
    configOf({
      pairs: pairs(count),
      transport: 'poll',
      budget: { share },
      klines: { mode, intervals },
      feeds: { ...feeds, klines: { everySeconds }, depth: { enabled: isDepthOn } },
    });
  const check = (property: (drawn: Any) => void, numRuns = 60) =>
    fc.assert(fc.property(anyConfig, property), { numRuns });

  it('fits the budget wherever the longest periods do, and says its own weight', () => {
    check((drawn) => {
      const config = configFor(drawn);
      const polled = new Map(Object.entries(drawn.polled));
      const made = planFor(config, limits, drawn.foreign, polled);
      const longest = planFor(config, { weightPerMinute: 0 }, 0, polled);
      const room = made.level === 4 ? made.budget * STRETCHED_SHARE : made.budget;
      if (longest.weightPerMinute <= room) expect(made.weightPerMinute).toBeLessThanOrEqual(room);
      else expect(made.collectors).toEqual(longest.collectors);
      const ofMarket = 1 + 20 / 60;
      const sum = [...made.collectors.values()].reduce((weight, planned) => weight + planned.weightPerMinute, ofMarket);
      expect(sum).toBeCloseTo(made.weightPerMinute, 6);
    });
  });

  it('has every enabled collector, never faster than configured, and its rolled-up candles only where the mode lets it', () => {
    check((drawn) => {
      const config = configFor(drawn);
      const { collectors: planned } = planFor(config, limits, drawn.foreign);
      const enabled = collectors.filter((collector) => isEnabled(config, collector));
      expect([...planned.keys()]).toEqual(enabled.map(({ name }) => name));
      for (const { name, feed } of enabled) {
        expect(planned.get(name)?.period).toBeGreaterThanOrEqual(periodOf(config, feed));
      }
      const rolledUp = [...planned].filter(([, { served }]) => served === 'rollup').map(([name]) => name);
      expect(rolledUp.filter((name) => !name.startsWith('klines-'))).toEqual([]);
      if (drawn.mode === 'poll') expect(rolledUp).toEqual([]);
      if (drawn.mode === 'rollup') {
        const summed = drawn.intervals.filter((interval) => canRollUp(interval, drawn.intervals, 1000));
        expect(rolledUp).toEqual(summed.map((interval) => `klines-${interval}`));
      }
    });
  });

  /** Weight per minute of polled collectors with these periods instead, and of the others as planned. */
  const weightWith = ({ collectors: planned, weightPerMinute }: Plan, periods: ReadonlyMap<string, number>) =>
    [...periods].reduce((weight, [name, period]) => {
      const { period: given, weightPerMinute: share } = planned.get(name) ?? { period: 1, weightPerMinute: 0 };
      return weight - share + (share * given) / period;
    }, weightPerMinute);

  it('lets nobody wait a second that there is weight for', () => {
    check((drawn) => {
      const config = configFor(drawn);
      const made = planFor(config, limits, drawn.foreign);
      for (const { name, feed } of collectors) {
        const { served, period } = made.collectors.get(name) ?? { served: 'poll', period: 0 };
        if (served === 'rollup' || period <= periodOf(config, feed)) continue;
        expect(weightWith(made, new Map([[name, period - 1]]))).toBeGreaterThan(made.budget * STRETCHED_SHARE);
      }
    });
  });

  it('stretches the book only as far as slower trades do not help, and the price as far as neither does', () => {
    check((drawn) => {
      const config = configFor({ ...drawn, feeds: weighedFeeds });
      const made = planFor(config, limits, drawn.foreign);
      const of = (name: string) => made.collectors.get(name)?.period ?? 0;
      const { trades, depth, price } = config.feeds;
      const slowTrades = Math.max(10, trades.everySeconds, of('trades'));
      if (made.level !== 4) expect(of('trades')).toBe(trades.everySeconds);
      if (of('depth') > depth.everySeconds) {
        const instead = new Map([
          ['trades', slowTrades],
          ['depth', of('depth') - 1],
        ]);
        expect(weightWith(made, instead)).toBeGreaterThan(made.budget * STRETCHED_SHARE);
      }
      if (of('price') > price.everySeconds && made.weightPerMinute <= made.budget) {
        const slowDepth = Math.max(10, depth.everySeconds, of('depth'));
        const instead = new Map([
          ['trades', slowTrades],
          ['price', of('price') - 1],
        ]);
        if (drawn.isDepthOn) instead.set('depth', slowDepth);
        expect(weightWith(made, instead)).toBeGreaterThan(made.budget * STRETCHED_SHARE);
      }
    });
  });

  /** Which steps a plan has taken, in the order in which they are taken. Without roll-up, where a step can be several seconds. */
  function stepsOf(config: Config, { collectors: planned }: Plan): boolean[] {
    const rest = ['klines', 'high-low', 'book-ticker', 'price', 'pair-info', 'trades', 'depth'];
    const order = rest.flatMap((feed) => collectors.filter((collector) => collector.feed === feed).toReversed());
    const steps: boolean[] = [];
    const stretched = (group: typeof order, least: (feed: string) => number, most: number) => {
      for (let period = 2; period <= most; period++) {
        for (const { name, feed } of group.filter((collector) => period >= least(collector.feed))) {
          steps.push(period > periodOf(config, feed) && (planned.get(name)?.period ?? 0) >= period);
        }
      }
    };
    const isFirst = (feed: string) => feed === 'trades' || feed === 'depth';
    for (const first of ['trades', 'depth']) {
      stretched(
        order.filter(({ feed }) => feed === first),
        () => 2,
        10,
      );
    }
    stretched(order, (feed) => (isFirst(feed) ? 11 : 2), 3600);
    return steps;
  }

  it('with more budget takes no later step than with less', () => {
    check((drawn) => {
      const config = configFor({ ...drawn, feeds: weighedFeeds, mode: 'poll' });
      const cramped = stepsOf(config, planFor(config, limits, drawn.foreign));
      for (const less of [1, 40, 700]) {
        const roomier = stepsOf(config, planFor(config, limits, Math.max(0, drawn.foreign - less)));
        const last = roomier.findLastIndex((step, index) => step !== cramped[index]);
        expect(last === -1 || cramped[last]).toBe(true);
      }
    }, 25);
  });

  it('is the same for the same input', () => {
    check((drawn) => {
      const config = configFor(drawn);
      const [one, other] = [planFor(config, limits, drawn.foreign), planFor(config, limits, drawn.foreign)];
      expect(one).toEqual(other);
      expect(isSamePlan(one, other)).toBe(true);
    }, 30);
  });
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

it.each(['auto', 'rollup'])('candles that their table does not have summed up are polled: %s', (mode) => {
  const config = configWith(5, { klines: { mode } });
  const given = collectors.map((collector) => {
    const { row } = collector;
    if (row.shape !== 'series') return collector;
    const columns = row.columns.map((column) => {
      const { sum: _, ...other } = column ?? {};
      return column && (other as Column);
    });
    return { ...collector, row: { ...row, columns } };
  });
  const made = plan({ collectors: given, listings: 'pair-info', config, share: 0.9, connector: binanceSpot }, limits);
  expect(made.level).toBe(4);
  expect(new Set(Object.values(servedOf(made)))).toEqual(new Set(['poll']));
  expect(servedOf(planFor(config, limits))).toMatchObject({ 'klines-5': 'rollup' });
});
