import fc from 'fast-check';
import { isSamePlan, type Plan, STRETCHED_SHARE } from '../../../../collectors/plan/plan.ts';
import type { Config } from '../../../../config/config.ts';
import { isEnabled } from '../../../../config/enabledCollectors.ts';
import { intervalMinutes } from '../../../../markets/intervals.js';
import { canRollUp } from '../../../../model/rollUpSources.ts';
import { configOf } from '../../../configOf.ts';
import { weighedFeeds } from '../../../feedsAlone.ts';
import { planFor } from '../../../planFor.ts';
import { candles, collectors, limits, pairs, periodOf } from './spotPlans.ts';

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
