import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from '../../rig/figures.ts';
import { dataKey } from '../../store/redis/keys.ts';
import { readWindow } from '../../store/values/window.ts';
import { canPin } from '../cores.ts';
import { cpuTime } from '../cpuTime.ts';
import { memoryOf } from '../memory.ts';
import { type Section, short } from '../results.ts';
import { lagsOf } from '../streams/latency.ts';
import { withRedis } from '../withRedis.ts';
import { BUSY, type EventsWorld, followEvents, startEventsWorld } from './eventsWorld.ts';

const PAIRS = 50;
const READERS = 500;
const TOPICS = 100;
/** Trades are followed no longer, s: five minutes. */
const MOST_TRADES_S = 300;
/** Processor time is watched no longer, s. */
const MOST_LOAD_S = 30;
/** Until all readers are served. */
const SETTLE_MS = 3_000;
const MB = 2 ** 20;

type Log = (line: string) => void;

/** News pushed by events, from what is written to what is read. @param seconds how long trades are followed */
export function measureEvents(seconds: number, log: Log): Promise<Section> {
  return withRedis(async (redis) => {
    const world = await startEventsWorld(redis, PAIRS);
    const loadS = Math.min(seconds, MOST_LOAD_S);
    log('events: nobody reads');
    const idle = await measureLoad(world, 0, [''], loadS);
    log(`events: ${READERS} readers of the same ${TOPICS} topics`);
    const same = await measureLoad(world, READERS, [topicsFrom(world, 0)], loadS);
    log(`events: ${READERS} readers of ${TOPICS} topics of their own`);
    const own = await measureLoad(
      world,
      READERS,
      Array.from({ length: READERS }, (_, index) => topicsFrom(world, index)),
      loadS,
    );
    log('events: trades');
    const tradesS = Math.min(seconds, MOST_TRADES_S);
    const trades = await measureTrades(world, tradesS);
    return sectionOf({ idle, same, own, trades, loadS, tradesS });
  });
}

/** A hundred topics, others for each number. */
function topicsFrom({ codes }: EventsWorld, index: number): string {
  const all = ['price', '1', 'book-ticker'].flatMap((type) => codes.map((code) => `spot:${code}:${type}`));
  return Array.from({ length: TOPICS }, (_, place) => all[(place + index) % all.length]).join();
}

interface Load {
  /** Processor time of the API, cores. */
  readonly api: number;
  readonly megabytesPerSecond: number;
  readonly memory: number;
  /** From a change to the event that shows it or a newer one, ms. */
  readonly value: readonly number[];
  readonly rows: readonly number[];
}

async function measureLoad(
  world: EventsWorld,
  readers: number,
  topics: readonly string[],
  seconds: number,
): Promise<Load> {
  const all = readers === 0 ? null : await world.open(readers, topics);
  const seen = { price: [] as Shown[], trades: [] as Shown[] };
  const follower = await followEvents(world.api.url, `spot:${BUSY}:price,spot:${BUSY}:trades`, ({ at, name, data }) => {
    if (name === 'value') seen.price.push({ at, value: String(data.data[0]?.price) });
    if (name === 'rows') seen.trades.push({ at, value: String(data.data.at(-1)?.id) });
  });
  try {
    await wait(SETTLE_MS);
    await all?.had();
    const [before, startedAt] = [cpuTime(world.api.pid), performance.now()];
    await wait(seconds * 1_000);
    const passedMs = performance.now() - startedAt;
    const spent = cpuTime(world.api.pid) - before;
    const had = await all?.had();
    if (had !== undefined && had.open < readers)
      throw new Error(`${readers - had.open} of ${readers} readers were cut off`);
    const sent = await world.sent();
    const since = Math.max(sent[0]?.[0] ?? 0, Date.now() - passedMs);
    const lags = (what: 'price' | 'trades') =>
      lagsOf(
        sent.filter(([at, of]) => of === what && at >= since),
        seen[what].filter(({ at }) => at >= since),
      );
    return {
      api: spent / passedMs,
      megabytesPerSecond: (had?.bytes ?? 0) / MB / (passedMs / 1000),
      memory: memoryOf(world.api.pid).now,
      value: lags('price'),
      rows: lags('trades'),
    };
  } finally {
    follower.close();
    await all?.close();
  }
}

interface Shown {
  readonly at: number;
  readonly value: string;
}

interface Trades {
  readonly told: number;
  /** Of those stored from the first to the last that was told. */
  readonly lost: number;
  readonly different: number;
  readonly doubled: number;
}

/** Each trade that is told, against those stored. */
async function measureTrades({ api, store }: EventsWorld, seconds: number): Promise<Trades> {
  const told = new Map<number, string>();
  let doubled = 0;
  const follower = await followEvents(api.url, `spot:${BUSY}:trades`, ({ name, data }) => {
    if (name !== 'rows') return;
    for (const { id, price, qty, time } of data.data) {
      if (told.has(id)) doubled += 1;
      told.set(id, [price, qty, time].join());
    }
  });
  await wait(seconds * 1_000);
  follower.close();
  const ids = [...told.keys()];
  const [from, to] = [Math.min(...ids.slice(0, 1)), Math.max(...ids.slice(-1))];
  const most = to - from + 1;
  const { members } = await readWindow(store, dataKey('spot', BUSY, 'trades'), { from, to, most, which: 'oldest' });
  let [lost, different] = [0, 0];
  for (const member of members) {
    const [id, price, qty, , , time] = JSON.parse(member.toString()) as [number, ...unknown[]];
    const one = told.get(id);
    if (one === undefined) lost += 1;
    else if (one !== [price, qty, time].join()) different += 1;
  }
  return { told: told.size, lost, different, doubled };
}

interface Found {
  readonly idle: Load;
  readonly same: Load;
  readonly own: Load;
  readonly trades: Trades;
  readonly loadS: number;
  readonly tradesS: number;
}

function sectionOf({ idle, same, own, trades, loadS, tradesS }: Found): Section {
  const p95 = (values: readonly number[]): number => percentile(values, 0.95);
  const row = (name: string, { api, megabytesPerSecond, memory, value, rows }: Load): string[] => [
    name,
    ...[api, megabytesPerSecond, memory / MB, percentile(value, 0.5), p95(value), percentile(rows, 0.5), p95(rows)].map(
      short,
    ),
  ];
  return {
    title: 'Events',
    how: `${canPin() ? 'The API and Redis share one core, who writes and who reads have the other' : 'Cores could not be told apart here'}. Of ${PAIRS} pairs price, best prices and the forming minute change each 100 ms, and one pair has 100 trades a second. ${READERS} readers follow ${TOPICS} topics each, the same ones, or each others: ${loadS} s. Trades are followed for ${tradesS} s and compared with those in Redis, row by row.`,
    figures: [
      {
        name: `${READERS} readers of the same ${TOPICS} topics: the API, cores`,
        value: same.api,
        target: { atMost: 0.3 },
      },
      {
        name: `${READERS} readers of ${TOPICS} topics of their own: the API, cores`,
        value: own.api,
        target: { atMost: 0.3 },
      },
      {
        name: 'change in Redis to the event that shows it, latest values, p95',
        value: p95(same.value),
        unit: ' ms',
        target: { atMost: 300 },
      },
      { name: 'the same, trades', value: p95(same.rows), unit: ' ms', target: { atMost: 30 } },
      {
        name: `trades of ${tradesS} s that no event told, of ${trades.told}`,
        value: trades.lost + trades.different,
        target: { atMost: 0 },
      },
      { name: 'trades told twice', value: trades.doubled, target: { atMost: 0 } },
    ],
    tables: [
      {
        head: ['', 'API, cores', 'MB/s', 'memory MB', 'value p50 ms', 'p95 ms', 'trades p50 ms', 'p95 ms'],
        rows: [
          row('one reader of two topics', idle),
          row('and the same topics', same),
          row('and topics of their own', own),
        ],
      },
    ],
    leftOut: [],
  };
}
