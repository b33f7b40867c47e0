import fc from 'fast-check';
import { describePlan } from '../../../../collectors/plan/describePlan.ts';
import { BACK_AFTER_MS, nextTransport } from '../../../../collectors/plan/nextTransport.ts';
import { isSamePlan, type Plan } from '../../../../collectors/plan/plan.ts';
import { collectorsOf, type FeedName, feedsOf, rowOf } from '../../../../markets/markets.js';
import type { SharedTransport } from '../../../../store/market/transport.ts';
import type { WorkerReport } from '../../../../store/reports/health.ts';
import { configOf } from '../../../configOf.ts';
import { planFor } from '../../../planFor.ts';

const limits = { weightPerMinute: 6000 };
const pairs = (count: number) => Array.from({ length: count }, (_, index) => `p${index}usdt`);
const planOf = (count: number, more: object = {}, decided: Partial<SharedTransport> | null = null, foreign = 0): Plan =>
  planFor(
    configOf({ pairs: pairs(count), ...more }),
    limits,
    foreign,
    undefined,
    decided && { isHeld: false, fitsSince: null, ...decided },
  );
const namesOf = (feeds: readonly FeedName[]) =>
  collectorsOf('spot').flatMap(({ name, feed }) => (feeds.includes(feed) ? [name] : []));
const streamedOf = ({ collectors }: Plan) =>
  [...collectors].filter(([, { served }]) => served === 'stream').map(([name]) => name);
const withStreams = namesOf(feedsOf('spot').filter((feed) => rowOf('spot', feed).streams !== undefined));
const workOf = ({ rest }: Plan) => Object.fromEntries(rest.map(({ name, weightPerMinute }) => [name, weightPerMinute]));

describe('auto', () => {
  it('polls while that fits, and goes to streams before anything is stretched', () => {
    const levels = Array.from({ length: 9 }, (_, index) => planOf(index + 1).level);
    expect(levels).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    for (const count of [1, 6]) {
      const made = planOf(count);
      expect([streamedOf(made), made.rest, made.fits]).toEqual([[], [], true]);
      expect(made).toEqual({ ...planOf(count, { transport: 'poll' }), fits: true });
    }
  });

  it('takes all that has streams from them, at no weight and each second, and polls the rest as configured', () => {
    const made = planOf(300);
    expect(made.level).toBe(3);
    expect(made.fits).toBe(false);
    expect(streamedOf(made)).toEqual(withStreams);
    expect([...made.follows]).toEqual(withStreams);
    for (const name of withStreams)
      expect(made.collectors.get(name)).toMatchObject({ period: 1, weightPerMinute: 0, polledPairs: 0 });
    expect(made.collectors.get('pair-info')).toMatchObject({ served: 'poll', period: 3600, weightPerMinute: 1 });
  });

  it('says how often what is down is polled, so that all polls together fit', () => {
    for (const count of [7, 20, 300]) {
      const made = planOf(count);
      const level4 = planOf(count, { transport: 'poll', klines: { mode: 'poll' } });
      expect(level4.level).toBe(4);
      for (const [name, { period }] of level4.collectors) expect(made.collectors.get(name)?.restPeriod).toBe(period);
    }
  });

  it('stays on streams as long as the keeper holds them, though polling would fit', () => {
    const made = planOf(3, {}, { isHeld: true });
    expect([made.level, made.fits, streamedOf(made)]).toEqual([3, true, withStreams]);
    expect(made.collectors.get('trades')?.restPeriod).toBe(1);
    expect(planOf(3, { transport: 'poll' }, { isHeld: true })).toEqual(planOf(3, { transport: 'poll' }));
  });

  it('has what others spend count', () => {
    expect(planOf(3, {}, null, 2000).level).toBe(2);
    expect(planOf(3, {}, null, 4000).level).toBe(3);
  });

  it.each(['poll', 'rollup', 'auto'])('klines.mode %s says nothing on level 3', (mode) => {
    const made = planOf(50, { klines: { mode } });
    expect([made.level, streamedOf(made)]).toEqual([3, withStreams]);
  });
});

describe('poll and stream', () => {
  it.each([1, 6, 7, 300])('poll never streams, with %i pairs', (count) => {
    const made = planOf(count, { transport: 'poll' });
    expect(streamedOf(made)).toEqual([]);
    expect([made.level, made.fits, made.rest]).toEqual([count === 1 ? 1 : count === 6 ? 2 : 4, null, []]);
  });

  it.each([1, 6, 7, 300])('stream streams from the first pair on, with %i pairs', (count) => {
    const made = planOf(count, { transport: 'stream' });
    expect([made.level, made.fits, streamedOf(made)]).toEqual([3, null, withStreams]);
  });
});

describe('what REST does on level 3', () => {
  it.each([
    [1, 20, 2 + 4],
    [20, 20, 2 + 4],
    [100, 20, 10 + 4],
    [101, 40, 12 + 8],
    [1000, 200, 57],
  ])('with %i pairs: listings %i each minute, news %i each 15 s, audit a fifth at most', (count, listings, news) => {
    const made = planOf(count, { transport: 'stream' });
    expect(workOf(made)).toEqual({ listings, exchangeInfo: 20 / 60, news: news * 4, audit: 1080 });
    const polled = made.collectors.get('pair-info')?.weightPerMinute ?? 0;
    expect(made.weightPerMinute).toBeCloseTo(1 + polled + listings + 20 / 60 + news * 4 + 1080);
    expect(made.weightPerMinute).toBeLessThan(made.budget);
  });

  it.each([1, 20, 100, 300])('the audit gets round %i pairs within its weight, and at most once a minute', (count) => {
    const { auditEvery, ...made } = planOf(count, { transport: 'stream' });
    // Of each pair: its 15 candles and its book; prices, book tickers and 24-hour figures of many pairs at once.
    const chunks = (feed: FeedName) => Math.ceil(count / (rowOf('spot', feed).chunk ?? 1));
    const candles = namesOf(['klines']).length * 2 * count;
    const round = candles + 5 * count + 4 * (chunks('price') + chunks('book-ticker')) + 2 * chunks('high-low');
    expect(auditEvery).toBe(Math.max(60, Math.ceil((round * 60) / (workOf({ ...made, auditEvery }).audit ?? 0))));
    expect((round * 60) / (auditEvery ?? 0)).toBeLessThanOrEqual(made.budget / 5);
  });

  it('a plan whose audit gets round at another pace is another one', () => {
    const [quiet, busy] = [0, 4400].map((foreign) => planOf(20, { transport: 'stream' }, null, foreign)) as [
      Plan,
      Plan,
    ];
    expect(busy.auditEvery).toBeGreaterThan(quiet.auditEvery ?? 0);
    expect(busy.collectors.get('klines-1')?.period).toBe(quiet.collectors.get('klines-1')?.period);
    const onlyPace = { ...quiet, auditEvery: busy.auditEvery };
    expect([isSamePlan(quiet, onlyPace), isSamePlan(quiet, { ...quiet })]).toEqual([false, true]);
  });

  it('nothing is audited where nothing comes by streams, or nothing is left for it', () => {
    expect(planOf(3).auditEvery).toBeNull();
    expect(planOf(20, { transport: 'stream' }, null, 5400).auditEvery).toBeNull();
    expect(planOf(3, { feeds: { trades: { transport: 'stream' } } }).auditEvery).toBeNull();
  });

  it('the audit has no more than is left', () => {
    const made = planOf(20, { transport: 'stream' }, null, 5300);
    expect(made.budget).toBe(100);
    expect(workOf(made).audit).toBeCloseTo(20);
    const none = planOf(20, { transport: 'stream' }, null, 5400);
    expect(workOf(none).audit).toBe(0);
  });
});

describe('a feed with a transport of its own', () => {
  it('is polled on level 3 too, at a longer period if need be', () => {
    const made = planOf(20, { feeds: { depth: { transport: 'poll' } } });
    expect(made.level).toBe(3);
    expect(streamedOf(made)).toEqual(withStreams.filter((name) => name !== 'depth'));
    expect(made.collectors.get('depth')).toMatchObject({ served: 'poll', period: 2, weightPerMinute: 20 * 5 * 30 });
    expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget);
    const many = planOf(200, { feeds: { depth: { transport: 'poll' } } });
    expect(many.collectors.get('depth')?.period).toBeGreaterThan(10);
    expect(many.weightPerMinute).toBeLessThanOrEqual(many.budget);
  });

  it('is streamed on levels 1, 2 and 4 too, which are those of the others', () => {
    const feeds = { depth: { transport: 'stream' } };
    for (const [count, level] of [
      [3, 1],
      [8, 2],
      [20, 4],
    ] as const) {
      const made = planOf(count, { transport: 'poll', feeds });
      expect([count, made.level, streamedOf(made)]).toEqual([count, level, ['depth']]);
      expect(Object.keys(workOf(made))).toEqual(['listings', 'exchangeInfo', 'news', 'audit']);
      expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget);
    }
  });

  it('on auto goes to streams while all others are polled', () => {
    const feeds = { trades: { transport: 'auto' } };
    expect(streamedOf(planOf(6, { transport: 'poll', feeds }))).toEqual([]);
    const made = planOf(8, { transport: 'poll', feeds });
    expect([made.level, streamedOf(made)]).toEqual([3, ['trades']]);
  });

  it('candles that are polled on level 3 follow klines.mode', () => {
    const of = (mode: string) =>
      planOf(20, { klines: { mode }, feeds: { klines: { transport: 'poll' } } }).collectors.get('klines-60')?.served;
    expect(['poll', 'rollup', 'auto'].map(of)).toEqual(['poll', 'rollup', 'rollup']);
  });
});

describe('streams that are blocked', () => {
  it('fall back to REST, and the plan says so', () => {
    const made = planOf(20, {}, { blocked: [''], isHeld: true });
    const { follows, ...polled } = made;
    const { follows: none, ...level4 } = planOf(20, { transport: 'poll' });
    expect(polled).toEqual({ ...level4, fits: false, blocked: [''] });
    expect(none.size).toBe(0);
    // Streams are followed on, so that it shows when they are back; candles that are rolled up meanwhile are not polled as well.
    expect([...follows]).toEqual(withStreams.filter((name) => made.collectors.get(name)?.served !== 'rollup'));
    expect([follows.has('trades'), follows.has('klines-1'), follows.has('klines-60')]).toEqual([true, true, false]);
    expect(made.level).toBe(4);
    expect(describePlan(made).at(-1)).toBe(
      'streams are blocked: no socket to them can be opened, so what they would bring is asked by REST',
    );
    expect(isSamePlan(made, planOf(20, { transport: 'poll' }))).toBe(false);
    expect(planOf(20, {}, { isHeld: true }).level).toBe(3);
  });

  it('leave what fits at its periods', () => {
    expect(planOf(3, { transport: 'stream' }, { blocked: [''] })).toMatchObject({ level: 1, blocked: [''] });
  });

  it('say nothing where nothing would come by them', () => {
    expect(planOf(3, {}, { blocked: [''] })).toEqual(planOf(3));
    expect(planOf(20, { transport: 'poll' }, { blocked: [''] })).toEqual(planOf(20, { transport: 'poll' }));
  });
});

describe('any plan with streams', () => {
  const transport = fc.constantFrom('poll', 'stream', 'auto');
  const drawn = fc.record({
    count: fc.integer({ min: 1, max: 300 }),
    transport,
    own: fc.dictionary(fc.constantFrom('trades', 'depth', 'price', 'klines', 'high-low'), transport),
    isHeld: fc.boolean(),
    isBlocked: fc.boolean(),
    foreign: fc.integer({ min: 0, max: 5000 }),
  });

  it('serves each feed as its transport says, and fits wherever the longest periods do', () => {
    fc.assert(
      fc.property(drawn, ({ count, transport: of, own, isHeld, isBlocked, foreign }) => {
        const feeds = Object.fromEntries(Object.entries(own).map(([feed, each]) => [feed, { transport: each }]));
        const made = planOf(count, { transport: of, feeds }, { isHeld, blocked: isBlocked ? [''] : [] }, foreign);
        const transports = new Map(collectorsOf('spot').map(({ name, feed }) => [name, own[feed] ?? of]));
        const streamed = streamedOf(made);
        for (const name of streamed) expect(transports.get(name)).not.toBe('poll');
        if (made.blocked.length === 0)
          for (const name of withStreams) if (transports.get(name) === 'stream') expect(streamed).toContain(name);
        if (isBlocked) expect(streamed).toEqual([]);
        expect(made.rest.length > 0).toBe(streamed.length > 0);
        // What is polled can be stretched to an hour: that is always enough here.
        expect(made.weightPerMinute).toBeLessThanOrEqual(made.budget);
        for (const { period, restPeriod } of made.collectors.values()) {
          expect(Number.isFinite(restPeriod)).toBe(true);
          expect(restPeriod).toBeGreaterThanOrEqual(period);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the keeper', () => {
  const now = Date.UTC(2026, 5, 1);
  const wall = now + 5_000;
  const { collectors } = planOf(7);
  const decide = (before: SharedTransport | null, fits: boolean | null, at = now, reports: WorkerReport[] = []) =>
    nextTransport(before, { fits, collectors }, new Map(reports.map((report) => [report.name, report])), at, wall);
  const held = { isHeld: true, fitsSince: null, blocked: [] };
  const free = { isHeld: false, fitsSince: null, blocked: [] };

  it('holds streams from when polling does not fit until it has fitted for half an hour without a break', () => {
    expect(decide(null, true)).toEqual(free);
    expect(decide(null, false)).toEqual(held);
    expect(decide(free, false)).toEqual(held);
    let state = decide(held, true);
    expect(state).toEqual({ ...held, fitsSince: now });
    state = decide(state, true, now + BACK_AFTER_MS - 1);
    expect(state).toEqual({ ...held, fitsSince: now });
    // A break: it is counted anew.
    state = decide(decide(state, false, now + BACK_AFTER_MS - 1), true, now + BACK_AFTER_MS);
    expect(state).toEqual({ ...held, fitsSince: now + BACK_AFTER_MS });
    expect(decide(state, true, now + 2 * BACK_AFTER_MS - 1).isHeld).toBe(true);
    expect(decide(state, true, now + 2 * BACK_AFTER_MS)).toEqual(free);
    expect(BACK_AFTER_MS).toBe(30 * 60_000);
  });

  it('holds nothing where nothing is on auto, and counts a time that lies ahead anew', () => {
    expect(decide(held, null)).toEqual(free);
    expect(decide({ ...held, fitsSince: now + 1 }, true)).toEqual({ ...held, fitsSince: now });
  });

  it('calls a kind of socket blocked when all who need it say so, and no other kind', () => {
    const says = (name: string, routesBlocked: WorkerReport['routesBlocked']) =>
      ({ name, at: wall, routesBlocked }) as WorkerReport;
    const blocked = (...reports: WorkerReport[]) => decide(held, false, now, reports).blocked;
    expect(blocked(says('trades', { market: true, public: false }))).toEqual(['market']);
    expect(blocked(says('trades', { market: true }), says('depth', { public: false }))).toEqual(['market']);
    expect(blocked(says('trades', { market: true }), says('price', { market: false, public: true }))).toEqual([
      'public',
    ]);
    expect(blocked(says('trades', { public: true, market: true }))).toEqual(['market', 'public']);
  });

  it('calls streams blocked when all who need them say so, by what they say now', () => {
    const says = (name: string, isBlocked: boolean | undefined, at = wall) =>
      ({
        name,
        at,
        ...(isBlocked !== undefined && { routesBlocked: { '': isBlocked } }),
      }) as Partial<WorkerReport> as WorkerReport;
    const blocked = (...reports: WorkerReport[]) => decide(held, false, now, reports).blocked?.includes('');
    expect(blocked()).toBe(false);
    expect(blocked(says('trades', undefined))).toBe(false);
    expect(blocked(says('trades', true), says('pair-info', undefined))).toBe(true);
    expect(blocked(says('trades', true), says('depth', false))).toBe(false);
    expect(blocked(says('trades', true), says('depth', false, wall - 60_000))).toBe(true);
    expect(blocked(says('trades', true, wall - 60_000))).toBe(false);
    // Another market's.
    expect(blocked(says('usdm-trades', true))).toBe(false);
    expect(blocked(says('trades', true), says('usdm-trades', false))).toBe(true);
  });
});
