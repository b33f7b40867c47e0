import { describePlan } from '../../../../collectors/plan/describePlan.ts';
import type { Plan } from '../../../../collectors/plan/plan.ts';
import { collectorsOf, feedsOf, namedOf, rowOf } from '../../../../markets/markets.js';
import { configOf } from '../../../configOf.ts';
import { planFor } from '../../../planFor.ts';

const limits = { weightPerMinute: 2400 };
const pairs = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
const planOf = (count: number, more: object = {}, blocked: readonly string[] = []): Plan => {
  const config = configOf({ pairs: ['btcusdt'], usdm: { pairs: pairs(count), ...more } });
  return planFor(config, limits, 0, undefined, { isHeld: false, fitsSince: null, blocked }, 'usdm');
};
const streamedOf = ({ collectors }: Plan) =>
  [...collectors].filter(([, { served }]) => served === 'stream').map(([name]) => name);
const withStreams = collectorsOf('usdm').flatMap(({ name, row }) =>
  row.streams !== undefined && namedOf(row) === undefined ? [name] : [],
);

it('trades and liquidations come by streams from the first pair on, as asking is too dear or cannot be', () => {
  const made = planOf(1);
  expect([made.level, streamedOf(made)]).toEqual([1, ['usdm-trades', 'usdm-liquidations']]);
  expect(made.collectors.get('usdm-trades')).toMatchObject({ period: 1, weightPerMinute: 0 });
  expect([...made.follows]).toEqual(streamedOf(made));
});

it('where only rows come by streams that REST is not compared with, no weight is set aside for the audit', () => {
  const namesOf = (made: Plan) => made.rest.map(({ name }) => name);
  expect([namesOf(planOf(1)), planOf(1).auditEvery]).toEqual([['listings', 'exchangeInfo', 'news'], null]);
  expect(namesOf(planOf(4))).toEqual(['listings', 'exchangeInfo', 'news', 'audit']);
});

it('poll never streams: trades are asked for, and what cannot be is not collected', () => {
  const made = planOf(1, { transport: 'poll' });
  expect([streamedOf(made), made.rest]).toEqual([[], []]);
  expect(made.collectors.get('usdm-trades')).toMatchObject({ served: 'poll', period: 10, weightPerMinute: 120 });
  expect(made.collectors.has('usdm-liquidations')).toBe(false);
  const own = planOf(1, { transport: 'poll', feeds: { liquidations: { transport: 'stream' } } });
  expect(streamedOf(own)).toEqual(['usdm-liquidations']);
  expect(planOf(1, { feeds: { trades: { transport: 'poll' } } }).collectors.get('usdm-trades')?.served).toBe('poll');
});

it('all that has streams comes by them as soon as polling does not fit, and with transport stream from the first pair', () => {
  expect(streamedOf(planOf(60))).toEqual(withStreams);
  expect(streamedOf(planOf(1, { transport: 'stream' }))).toEqual(withStreams);
});

it.each([1, 2, 20, 39, 40, 60, 200])(
  '%i pairs fit into nine tenths of the limit, polled for good where streams fail',
  (count) => {
    for (const transport of ['auto', 'stream']) {
      const made = planOf(count, { transport });
      expect(made.weightPerMinute).toBeLessThanOrEqual(2160);
      // Even if all streams are down at once.
      const instead = [...made.collectors.values()].filter(({ pool }) => pool === undefined);
      expect(instead.every(({ restPeriod }) => restPeriod >= 1)).toBe(true);
    }
  },
);

it('news rounds ask for 24-hour figures and best prices, for each pair or for all, and for nothing else', () => {
  const news = (count: number) => planOf(count, { transport: 'stream' }).rest.find(({ name }) => name === 'news');
  expect([1, 2, 3, 39, 40, 60].map((count) => (news(count)?.weightPerMinute ?? 0) / 4)).toEqual([
    ...[1 + 2, 2 + 4, 3 + 5, 39 + 5],
    ...[40 + 5, 40 + 5],
  ]);
});

it('what has no stream is polled as it was: prices that nothing is traded at, statistics, open interest', () => {
  const made = planOf(60, { klines: { prices: ['mark'], contracts: ['perpetual'] } });
  for (const name of ['usdm-open-interest', 'usdm-basis', 'usdm-klines-mark-1', 'usdm-pair-info'])
    expect([name, made.collectors.get(name)?.served]).toEqual([name, 'poll']);
  expect(made.collectors.get('usdm-klines-perpetual-1')?.served).toBe('stream');
  expect(feedsOf('usdm').filter((feed) => rowOf('usdm', feed).auto !== undefined)).toEqual(['trades', 'liquidations']);
});

describe('a route that is blocked', () => {
  const ofTheBook = ['usdm-book-ticker', 'usdm-depth'];
  const others = withStreams.filter((name) => !ofTheBook.includes(name));

  it.each([1, 60])('has REST serve what would come by it, and nothing else: %d pairs', (count) => {
    const of = (...blocked: string[]) => planOf(count, { transport: 'stream' }, blocked);
    expect(streamedOf(of('public')).toSorted()).toEqual(others.toSorted());
    expect(streamedOf(of('market')).toSorted()).toEqual(ofTheBook);
    expect(streamedOf(of('market', 'public'))).toEqual([]);
    for (const made of [of('public'), of('market'), of('market', 'public')]) {
      expect(made.weightPerMinute).toBeLessThanOrEqual(2160);
      expect(made.collectors.size).toBe(of().collectors.size);
    }
    expect([of('public').level, of('market').level]).toEqual([3, 3]);
    // They are followed on, so that it shows when they are back.
    for (const name of ofTheBook) expect([name, of('public').follows.has(name)]).toEqual([name, true]);
    expect(of('market').follows.has('usdm-trades')).toBe(true);
  });

  it('is named, and is none where nothing would come by it', () => {
    expect(describePlan(planOf(1, { transport: 'stream' }, ['market'])).at(-1)).toBe(
      'streams of /market are blocked: no socket to them can be opened, so what they would bring is asked by REST',
    );
    // One pair on auto takes trades and liquidations from streams, both of /market.
    expect(planOf(1, {}, ['public'])).toEqual(planOf(1));
    const made = planOf(1, {}, ['market']);
    expect([made.blocked, streamedOf(made), made.collectors.get('usdm-trades')?.served]).toEqual([
      ['market'],
      [],
      'poll',
    ]);
  });
});
