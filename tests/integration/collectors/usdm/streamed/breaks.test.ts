import { readStreamReports } from '../../../../../store/reports/streamReports.ts';
import { eventually } from '../../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../../inWorld.ts';
import { busySymbols, missingIn, openOnStreams } from '../../streamed/onStreams.ts';

// Young contracts: of old ones the simulator has to count the trades of years first.
const PAIRS = ['linkusdt', 'xrpusdt'];
const symbols = busySymbols.map((spec) => ({ ...spec, ordersPerMinute: 60 }));
const LISTINGS = 'usdm-pair-info';

async function open(atEnd: AtEnd) {
  const bench = await openOnStreams(PAIRS, {}, { symbols }, 'usdm');
  atEnd(() => bench.close());
  /** Those that have ended, by their cause. */
  const ended = async () => (await readStreamReports(bench.store))[0]?.hub.counts.ended ?? {};
  const lostSteps = async () => (await bench.report('usdm-depth'))?.counters.lostSteps ?? 0;
  return { ...bench, ended, lostSteps };
}

it(
  'a book whose change does not name the one before it is stale at once, and in step again by a snapshot; no other book is',
  inWorld(open, async (bench) => {
    await bench.start(['usdm-depth', LISTINGS]);
    await bench.fresh(['usdm-depth']);
    const before = await bench.lostSteps();
    bench.simulator.inject({ kind: 'stream-gap', market: 'usdm', stream: 'linkusdt@depth@100ms' });
    await eventually(async () => expect(await bench.lostSteps()).toBe(before + 1));
    await eventually(async () => expect((await bench.depth('linkusdt')).isOutOfStep).toBe(false), 10_000);
    await bench.fresh(['usdm-depth']);
    expect((await bench.depth('xrpusdt')).isOutOfStep).toBe(false);
    expect(await bench.lostSteps()).toBe(before + 1);
  }),
);

it(
  'a break of the market route costs no trade, and no book its step',
  inWorld(open, async (bench) => {
    const streamed = ['usdm-trades', 'usdm-depth', 'usdm-price', 'usdm-mark-price'];
    await bench.start([...streamed, LISTINGS]);
    await bench.fresh(streamed);
    await bench.heard();
    const before = await bench.lostSteps();
    bench.simulator.inject({ kind: 'stream-refuse', route: 'market', forMs: 6_000 });
    bench.simulator.inject({ kind: 'stream-close', route: 'market' });
    await eventually(() => bench.simulator.faults().length === 0);
    await bench.fresh(streamed);
    await eventually(async () => {
      const open = (await bench.gaps('usdm-trades')).filter(({ state }) => state === 'open');
      expect(open).toEqual([]);
    }, 30_000);
    for (const pair of PAIRS) expect([pair, missingIn(await bench.tradeIds(pair))]).toEqual([pair, 0]);
    expect(await bench.lostSteps()).toBe(before);
  }),
);

it(
  'a break of the public route costs books their step and nothing else anything',
  inWorld(open, async (bench) => {
    const streamed = ['usdm-trades', 'usdm-depth', 'usdm-mark-price'];
    await bench.start([...streamed, LISTINGS]);
    await bench.fresh(streamed);
    await bench.heard();
    const before = await bench.lostSteps();
    const asked = bench.simulator.stats().byPath['/fapi/v1/aggTrades'] ?? 0;
    bench.simulator.inject({ kind: 'stream-close', route: 'public' });
    await eventually(async () => expect(await bench.lostSteps()).toBe(before + PAIRS.length));
    await bench.fresh(streamed);
    await eventually(async () => {
      for (const pair of PAIRS) expect((await bench.depth(pair)).isOutOfStep).toBe(false);
    });
    expect((await bench.gaps('usdm-trades')).filter(({ cause }) => cause === 'stream-down')).toEqual([]);
    // But for history.
    expect((bench.simulator.stats().byPath['/fapi/v1/aggTrades'] ?? 0) - asked).toBeLessThan(10);
  }),
);

it(
  'a socket that accepts all and brings nothing, as one without a route does, is ended; REST serves what it should have brought',
  inWorld(open, async (bench) => {
    const streamed = ['usdm-mark-price', 'usdm-price', 'usdm-book-ticker'];
    bench.simulator.inject({ kind: 'stream-unsent', route: 'market' });
    await bench.start([...streamed, LISTINGS]);
    await eventually(async () => expect((await bench.ended()).silent ?? 0).toBeGreaterThan(0), 20_000);
    await bench.fresh(streamed);
    const [report] = await readStreamReports(bench.store);
    const stateOf = (of: string) => report?.hub.sockets.find(({ route }) => route === of)?.state;
    expect(stateOf('public')).toBe('open');
    bench.simulator.clearFaults();
    await bench.heard();
    await bench.fresh(streamed, 1_500);
  }),
);

it.concurrent(
  'figures of all symbols whose stream is silent alone are found by what others tell, and served by REST',
  inWorld(open, async (bench) => {
    await bench.start(['usdm-high-low', 'usdm-trades', LISTINGS]);
    await bench.fresh(['usdm-high-low', 'usdm-trades']);
    await bench.heard();
    const before = bench.simulator.stats().byPath['/fapi/v1/ticker/24hr'] ?? 0;
    bench.simulator.inject({ kind: 'stream-silent', stream: '!ticker@arr' });
    await eventually(() => {
      expect(bench.simulator.stats().byPath['/fapi/v1/ticker/24hr'] ?? 0).toBeGreaterThan(before + 6);
    }, 30_000);
    await bench.fresh(['usdm-high-low', 'usdm-trades']);
  }),
);

it.concurrent(
  'a pair that the stream of all figures leaves out is served by REST alone: no other pair loses the stream',
  inWorld(open, async (bench) => {
    await bench.start(['usdm-high-low', 'usdm-trades', LISTINGS]);
    await bench.fresh(['usdm-high-low', 'usdm-trades']);
    await bench.heard();
    const renewed = async () => (await readStreamReports(bench.store))[0]?.hub.counts.renewed;
    const down = async () => (await bench.report('usdm-high-low'))?.streamsDown ?? [];
    const before = await renewed();
    const fault = bench.simulator.inject({ kind: 'stream-silent', stream: '!ticker@arr', symbol: 'LINKUSDT' });
    const others: string[] = [];
    await eventually(async () => {
      const said = await down();
      others.push(...said.flatMap(({ codes }) => codes.filter((code) => code !== 'linkusdt')));
      expect(said).toEqual([{ why: expect.stringMatching(/^it has not told trade \d+/), codes: ['linkusdt'] }]);
    }, 30_000);
    const asked = bench.simulator.stats().byPath['/fapi/v1/ticker/24hr'] ?? 0;
    await eventually(async () => {
      others.push(...(await down()).flatMap(({ codes }) => codes.filter((code) => code !== 'linkusdt')));
      expect(bench.simulator.stats().byPath['/fapi/v1/ticker/24hr'] ?? 0).toBeGreaterThan(asked + 6);
    }, 30_000);
    await bench.fresh(['usdm-high-low']);
    expect([others, await renewed()]).toEqual([[], before]);
    bench.simulator.clearFaults(fault);
    await eventually(async () => expect(await down()).toEqual([]));
    await bench.fresh(['usdm-high-low']);
  }),
);

it.concurrent(
  'a route that stays blocked is served by REST, and what comes by the other one goes on coming by it',
  inWorld(open, async (bench) => {
    const [ofTheBook, others] = [
      ['usdm-depth', 'usdm-book-ticker'],
      ['usdm-trades', 'usdm-mark-price'],
    ];
    await bench.start([...ofTheBook, ...others, LISTINGS]);
    await bench.fresh([...ofTheBook, ...others]);
    await bench.heard();
    const servedAs = async (names: readonly string[]) =>
      Promise.all(names.map(async (name) => (await bench.report(name))?.served));
    bench.simulator.inject({ kind: 'stream-refuse', route: 'market' });
    bench.simulator.inject({ kind: 'stream-close', route: 'market' });
    await eventually(async () => expect(await servedAs(others)).toEqual(['poll', 'poll']), 40_000);
    expect(await servedAs(ofTheBook)).toEqual(['stream', 'stream']);
    const [report] = await readStreamReports(bench.store);
    expect(report).toMatchObject({ blocked: true, blockedRoutes: ['market'] });
    await bench.fresh(ofTheBook);
    await bench.fresh(['usdm-mark-price']);
    bench.simulator.clearFaults();
    await eventually(async () => expect(await servedAs(others)).toEqual(['stream', 'stream']), 30_000);
    await bench.fresh([...ofTheBook, ...others]);
  }),
);
