import { percentile } from '../../rig/figures.ts';
import { type Figure, type Section, short } from '../results.ts';
import { awaitFreshKeys } from '../watchKeys.ts';
import { withRedis } from '../withRedis.ts';
import { compare } from './compare.ts';
import { measureLatency } from './latency.ts';
import { whyNoRecording } from './sender/recording.ts';
import { awaitStreamed, startStreams } from './streamsWorld.ts';
import { measureWorkload, type Workload } from './workload.ts';

const TITLE = 'Streams';
export const WORKLOAD_PAIRS = 300;
/** Of those whose frames come as fast as they were recorded. */
const FAST_PAIRS = 20;
const FEW_PAIRS = 50;
const LATENCY_SECONDS = 60;
const MB = 2 ** 20;

export interface StreamsOptions {
  readonly pairs: number;
  /** How long ages and processor time are watched. */
  readonly seconds: number;
}

type Log = (line: string) => void;

/** Everything from streams, against recorded ones that are played for so many pairs. */
export async function measureStreams(options: StreamsOptions, log: Log): Promise<Section> {
  const why = whyNoRecording();
  if (why !== null)
    return { title: TITLE, how: 'Not measured.', figures: [], tables: [], leftOut: [`all of it: ${why}.`] };
  const few = await startFrom(FEW_PAIRS, log);
  const workload = await withRedis(async (redis) => {
    const world = await startStreams(redis, options);
    log(`streams: ${options.pairs} pairs: fresh and full`);
    const fresh = await awaitFreshKeys(world, 600);
    const full = await awaitStreamed(world, 1_200);
    log(`streams: ${options.pairs} pairs: ${options.seconds} s`);
    return { fresh, full, ...(await measureWorkload(world, options.seconds)) };
  });
  log('streams: latency');
  const lags = await withRedis(async (redis) => {
    const world = await startStreams(redis, { pairs: FAST_PAIRS, isSameRate: true });
    await awaitStreamed(world, 600);
    return measureLatency(world, Math.min(options.seconds, LATENCY_SECONDS));
  });
  const compared = await compare(FAST_PAIRS, Math.min(options.seconds, 30), log);
  return {
    title: TITLE,
    how: howOf(options),
    figures: [
      ...figuresOf(options.pairs, workload),
      ...[...lags].flatMap(([type, values]): Figure[] => [
        {
          name: `frame sent to ${type} that show it, p50`,
          value: percentile(values, 0.5),
          unit: ' ms',
          target: { atMost: 10 },
        },
        { name: `the same, p99`, value: percentile(values, 0.99), unit: ' ms', target: { atMost: 60 } },
      ]),
      ...compared.figures,
      {
        name: `${FEW_PAIRS} pairs from empty: all but books fresh`,
        value: latest(few, (name) => name !== 'depth'),
        unit: ' s',
        target: { atMost: 30 },
      },
      {
        name: `${FEW_PAIRS} pairs from empty: books in step`,
        value: few.get('depth') ?? Number.NaN,
        unit: ' s',
        target: { atMost: 60 },
      },
    ],
    tables: [tableOf(workload), compared.table],
    leftOut: [],
  };
}

/** Seconds until each collector of so many pairs is fresh, from an empty Redis. */
function startFrom(pairs: number, log: Log): Promise<Map<string, number>> {
  log(`streams: ${pairs} pairs from empty`);
  return withRedis(async (redis) => awaitFreshKeys(await startStreams(redis, { pairs }), 180));
}

const latest = (fresh: ReadonlyMap<string, number>, isMeant: (name: string) => boolean): number =>
  Math.max(...[...fresh].filter(([name]) => isMeant(name)).map(([, seconds]) => seconds));

const howOf = ({ pairs, seconds }: StreamsOptions): string =>
  `Recorded frames of BTCUSDT (changes of the book, best bid and ask, trades; about 190 a second) are played for ${pairs} pairs: pair number r plays them r times slower, and goes on from the beginning with higher numbers where the recording ends. Orders, candles, tickers and all answers of REST follow from them. What sends has one core; the collectors in one process, the API and Redis have the other. Ages are those of all pairs and feeds that streams serve, over ${seconds} s, once everything stored is complete. Latency and the comparison: ${FAST_PAIRS} pairs as fast as recorded, once everything stored is complete; GetData is asked again 2 ms after each answer, which the figures include.`;

function figuresOf(
  pairs: number,
  { fresh, full, ...load }: Workload & { fresh: Map<string, number>; full: number },
): Figure[] {
  const ages = [...load.ages.values()].flat();
  return [
    {
      name: `age of ${pairs} pairs × ${load.ages.size} feeds, p99`,
      value: percentile(ages, 0.99) / 1000,
      unit: ' s',
      target: { atMost: 1.5 },
    },
    {
      name: 'processor time of collectors and Redis, cores',
      value: load.collectors + load.redis,
      target: { atMost: 1 },
    },
    { name: 'memory of the collectors', value: load.collectorsBytes / MB, unit: ' MB', target: { atMost: 400 } },
    { name: 'memory of Redis', value: load.redisBytes / MB, unit: ' MB', target: { atMost: 1024 } },
    { name: 'most weight in a minute, from empty', value: load.mostWeight, target: { atMost: 5400 } },
    { name: 'answers 429', value: load.refused, target: { atMost: 0 } },
    { name: 'GetData from memory with the workload ÷ without', value: load.reads, target: { atLeast: 0.5 } },
    {
      name: `${pairs} pairs from empty: all fresh`,
      value: latest(fresh, () => true),
      unit: ' s',
      target: { atMost: 300 },
    },
    { name: `${pairs} pairs from empty: history complete`, value: full, unit: ' s', target: { atMost: 900 } },
  ];
}

const tableOf = ({
  ages,
  fresh,
  framesPerSecond,
  collectors,
  redis,
  api,
  sender,
}: Workload & { fresh: Map<string, number> }) => ({
  head: ['feed', 'fresh after s', 'age p50 s', 'p99 s', 'max s'],
  rows: [
    ...[...ages].map(([name, values]) => [
      name,
      short(fresh.get(name) ?? Number.NaN),
      ...[0.5, 0.99, 1].map((share) => short(percentile(values, share) / 1000)),
    ]),
    [
      `${short(framesPerSecond)} frames/s; cores: collectors ${short(collectors)}, Redis ${short(redis)}, API ${short(api)}, sender ${short(sender)}`,
      '',
      '',
      '',
      '',
    ],
  ],
});
