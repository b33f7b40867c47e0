import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import { type Figure, type Section, short, type Table } from '../results.ts';
import { type Compared, compareRows } from './compareRows.ts';
import { type FuturesOptions, openFutures } from './futuresWorld.ts';
import { type FuturesRun, type RunOptions, runFutures } from './runFutures.ts';

const SPOT_PAIRS = 3;
const PAIRS = 20;
const MANY_PAIRS = 60;
const PRICES = ['mark', 'index', 'premiumIndex'];
/** With 20 pairs, candles of all prices leave hardly any weight for history. */
const PRICED_PAIRS = 4;
const MB = 2 ** 20;
/** All stored rows are compared. So long, several candles of one minute close before that, s. */
const COMPARED_S = 150;
const MEMORY_S = 60;
/** The longest window of a limit, and a minute, s. */
const LIMITS_S = 360;

type Log = (line: string) => void;

/** Both markets together, as PM2 runs them. @param seconds how long the first run is watched; no other one is watched for longer */
export async function measureFutures(worlds: Worlds, seconds: number, log: Log): Promise<Section> {
  const run = async <Found>(
    name: string,
    world: FuturesOptions,
    options: Omit<RunOptions, 'log'>,
    also: (opened: Awaited<ReturnType<typeof openFutures>>) => Promise<Found>,
  ): Promise<FuturesRun & { readonly found: Found }> => {
    const say: Log = (line) => log(`futures: ${name}: ${line}`);
    say('starting');
    const opened = await openFutures(worlds, world);
    try {
      const seen = await runFutures(opened, { ...options, log: say });
      return { ...seen, found: await also(opened) };
    } finally {
      await opened.world.close();
    }
  };
  const least = (wanted: number): number => Math.min(wanted, seconds);
  const nothing = async () => undefined;
  const both = { pairs: PAIRS, spotPairs: SPOT_PAIRS };
  const main = await run('both markets', both, { seconds, fullWithinS: 0 }, nothing);
  const compared = await run(
    'rows of all prices',
    { ...both, pairs: PRICED_PAIRS, prices: PRICES },
    { seconds: least(COMPARED_S), fullWithinS: 1_200 },
    compareRows,
  );
  const alone = await run(
    'a process for each',
    { ...both, processes: 'each' },
    { seconds: least(MEMORY_S), fullWithinS: 0 },
    nothing,
  );
  const many = await run(
    `${MANY_PAIRS} pairs`,
    { pairs: MANY_PAIRS, spotPairs: 1, processes: 'market' },
    { seconds: least(LIMITS_S), fullWithinS: 1_500 },
    nothing,
  );
  const rows = [...compared.found.values()];
  return {
    title: 'Futures beside spot',
    how: howOf(seconds),
    figures: [
      ...figuresOf(main),
      {
        name: 'rows of futures that are wrong or missing',
        value: rows.reduce((sum, { unequal }) => sum + unequal, 0),
        target: { atMost: 0 },
      },
      ...figuresOfMany(many),
      {
        name: `memory of the futures’ process, ${PAIRS} pairs`,
        value: main.memory.futures.most / MB,
        unit: ' MB',
        target: { atMost: 200 },
      },
      {
        name: `the same with a process for each of ${alone.processes.futures} collectors`,
        value: alone.memory.futures.most / MB,
        unit: ' MB',
      },
    ],
    tables: [agesTable(main, many), comparedTable(compared.found), loadTable({ main, compared, alone, many })],
    leftOut: [],
  };
}

const worst = (ages: Iterable<readonly [string, readonly number[]]>): number =>
  Math.max(...[...ages].map(([, values]) => percentile(values, 0.99))) / 1000;

const refused = ({ stats }: FuturesRun): number => (stats.byStatus['429'] ?? 0) + (stats.byStatus['418'] ?? 0);

const figuresOf = (main: FuturesRun): Figure[] => [
  {
    name: `answers 429, ${SPOT_PAIRS} pairs polled and ${PAIRS} pairs of futures by streams, from empty`,
    value: refused(main),
    target: { atMost: 0 },
  },
  {
    name: 'the same: age of what is confirmed each second, p99 of the oldest feed',
    value: worst(main.ages),
    unit: ' s',
    target: { atMost: 1.5 },
  },
];

function figuresOfMany(many: FuturesRun): Figure[] {
  const { maxWeightInMinute, mostInPool } = many.stats.usdm;
  return [
    {
      name: `requests of statistics in any 5 minutes, ${MANY_PAIRS} pairs, from empty`,
      value: mostInPool.data ?? Number.NaN,
      target: { atMost: 900 },
    },
    {
      name: `most weight in a minute, ${MANY_PAIRS} pairs, from empty`,
      value: maxWeightInMinute,
      target: { atMost: 2160 },
    },
    { name: `answers 429, ${MANY_PAIRS} pairs`, value: refused(many), target: { atMost: 0 } },
    {
      name: `${MANY_PAIRS} pairs from empty: all fresh`,
      value: Math.max(...many.fresh.values()),
      unit: ' s',
      target: { atMost: 120 },
    },
    {
      name: `${MANY_PAIRS} pairs from empty: history and statistics complete`,
      value: many.full,
      unit: ' s',
      target: { atMost: 1200 },
    },
  ];
}

const howOf = (seconds: number): string =>
  `Both markets as PM2 runs them, spot with a process for each collector, futures with one for all, against the simulator, which has one core; all others have the other. Ages, over ${seconds} s, with ${MANY_PAIRS} pairs over at most ${LIMITS_S} s of them, are those of all keys that are confirmed each second, read from the metas in Redis. Rows: all that are stored of futures, of ${PRICED_PAIRS} pairs, with candles of mark, index and premium besides, once all history is stored and at most ${COMPARED_S} s more have passed; each row against what the market was. ${MANY_PAIRS} pairs: with one process for each market; the simulator makes up those that it lacks. Memory is the most that a process has held. The simulator has worked out the history before the collectors start, as an exchange has.`;

function agesTable(main: FuturesRun, many: FuturesRun): Table {
  const cells = (values: readonly number[] | undefined): string[] =>
    [0.5, 0.99, 1].map((share) => short(percentile(values ?? [], share) / 1000));
  return {
    head: [
      'feed',
      `fresh after s, ${PAIRS} pairs`,
      'age p50 s',
      'p99 s',
      'max s',
      `fresh after s, ${MANY_PAIRS} pairs`,
      'age p50 s',
      'p99 s',
      'max s',
    ],
    rows: [...main.fresh].map(([name, seconds]) => [
      name,
      short(seconds),
      ...cells(main.ages.get(name)),
      short(many.fresh.get(name) ?? Number.NaN),
      ...cells(many.ages.get(name)),
    ]),
  };
}

const comparedTable = (compared: ReadonlyMap<string, Compared>): Table => ({
  head: ['feed', 'rows', 'wrong or missing', 'the first'],
  rows: [...compared].map(([feed, { rows, unequal, first = '' }]) => [feed, short(rows), String(unequal), first]),
});

const loadTable = (runs: Readonly<Record<'main' | 'compared' | 'alone' | 'many', FuturesRun>>): Table => ({
  head: [
    '',
    'cores: futures',
    'spot',
    'API',
    'Redis',
    'simulator',
    'MB: futures',
    'now',
    'spot',
    'API',
    'Redis',
    'most weight: futures',
    'spot',
    'history complete after s',
  ],
  rows: [
    [`${PAIRS} pairs`, runs.main] as const,
    [`${PRICED_PAIRS} pairs, with prices`, runs.compared] as const,
    ['a process for each', runs.alone] as const,
    [`${MANY_PAIRS} pairs`, runs.many] as const,
  ].map(([name, { cores, memory, stats, full }]) => [
    name,
    ...[cores.futures, cores.spot, cores.api, cores.redis, cores.exchange].map(short),
    ...[memory.futures.most, memory.futures.now, memory.spot.most, memory.api.most, memory.redis.most].map((bytes) =>
      short(bytes / MB),
    ),
    String(stats.usdm.maxWeightInMinute),
    String(stats.maxWeightInMinute),
    short(full),
  ]),
});
