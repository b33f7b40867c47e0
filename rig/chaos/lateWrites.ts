import path from 'node:path';
import { rowOf } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import { readCommand } from '../../store/redis/commands.ts';
import { dataKey, metaKey } from '../../store/redis/keys.ts';
import { latestArguments } from '../../store/values/latest.ts';
import { seriesArguments } from '../../store/values/series.ts';
import type { World } from '../world.ts';

/** A write that comes too late, as of a process that slept in the middle of it. */
interface LateWrite {
  readonly what: string;
  readonly command: 'writeLatest' | 'writeSeries';
  readonly key: string;
  /** Against what is stored. */
  readonly fence: number;
  readonly asOf: number;
  /** What is written, made from what is stored. */
  readonly spoil: (stored: string) => string;
  /** depth: against the stored lastUpdateId. */
  readonly order?: number;
  /** Series: which of the newest rows; default the newest. */
  readonly rank?: number;
}

const layout = rowLayoutOf(rowOf('spot', 'klines'));

const withField =
  (index: number, change: (value: unknown) => unknown) =>
  (row: string): string => {
    const fields = JSON.parse(row) as unknown[];
    fields[index] = change(fields[index]);
    return JSON.stringify(fields);
  };

/**
 * Sends the commands under test the writes that they are there to refuse, as a process would that was stopped between its last look
 * at its lease and the write: no fault from outside can hit that moment.
 * @throws Error naming those that were stored
 */
export async function lateWrites(world: World): Promise<void> {
  const [code = ''] = world.config().pairs;
  const price = dataKey('spot', code, 'price');
  const depth = dataKey('spot', code, 'depth');
  const candles = dataKey('spot', code, 'klines', 1);
  const withPrice = (price: string) => (): string => JSON.stringify({ symbol: code.toUpperCase(), price });
  const fewerTrades = withField(layout.order - 1, (trades) => Number(trades) - 1);
  const writes: LateWrite[] = [
    {
      what: 'a latest value with a lower fence',
      command: 'writeLatest',
      key: price,
      fence: -1,
      asOf: 1,
      spoil: withPrice('1.00000000'),
    },
    {
      what: 'a latest value without an order, with a lower asOf',
      command: 'writeLatest',
      key: price,
      fence: 0,
      asOf: -3_000,
      spoil: withPrice('2.00000000'),
    },
    {
      what: 'a book with a lower lastUpdateId',
      command: 'writeLatest',
      key: depth,
      fence: 0,
      asOf: 1,
      order: -5,
      spoil: (book) => JSON.stringify({ ...(JSON.parse(book) as object), lastUpdateId: 1 }),
    },
    {
      what: 'a candle with a lower fence',
      command: 'writeSeries',
      key: candles,
      fence: -1,
      asOf: 1,
      spoil: withField(4, () => '1.00000000'),
    },
    {
      what: 'a candle of as many trades with a lower asOf',
      command: 'writeSeries',
      key: candles,
      fence: 0,
      asOf: -3_000,
      spoil: withField(4, () => '2.00000000'),
    },
    {
      what: 'a final candle with other figures and a lower asOf',
      command: 'writeSeries',
      key: candles,
      fence: 0,
      asOf: -3_000,
      rank: 2,
      spoil: withField(4, () => '3.00000000'),
    },
    {
      what: 'a forming candle with fewer trades',
      command: 'writeSeries',
      key: candles,
      fence: 0,
      asOf: 1,
      spoil: fewerTrades,
    },
    {
      what: 'a final candle as not final',
      command: 'writeSeries',
      key: candles,
      fence: 0,
      asOf: 1,
      rank: 2,
      spoil: withField(layout.state - 1, () => 1),
    },
  ];
  const stored: string[] = [];
  for (const write of writes) if (await isStored(world, write)) stored.push(write.what);
  if (stored.length > 0) throw new Error(`stored although late: ${stored.join(', ')}`);
}

async function isStored(world: World, write: LateWrite): Promise<boolean> {
  const { redis, db } = world.store;
  const { key, command } = write;
  const meta = await redis.hgetall(metaKey(key));
  const old =
    command === 'writeLatest'
      ? await redis.get(key)
      : (await redis.zrevrange(key, write.rank ?? 0, write.rank ?? 0))[0];
  if (old === undefined || old === null) throw new Error(`nothing stored under ${key}`);
  const spoilt = write.spoil(old);
  const fields = {
    fence: Number(meta.fence) + write.fence,
    asOf: Number(meta.asOf) + write.asOf,
    source: meta.source ?? '',
  };
  const order = write.order === undefined ? {} : { order: Number(meta.order) + write.order };
  const row = { score: Number(/^\[(\d+)/.exec(spoilt)?.[1]), member: spoilt };
  const asNewest = { kind: meta.kind ?? '', layout, retention: world.config().retention.klines, confirmsNewest: true };
  // As the programs under test have it.
  const lua = readCommand(path.join(world.dist, 'store/commands'), `${command}-n`);
  const [keys, ...rest] =
    command === 'writeLatest'
      ? latestArguments(db, [{ key, value: spoilt, write: { ...fields, ...order } }])
      : seriesArguments(db, [{ key, rows: [row], write: { ...fields, ...asNewest } }]);
  await redis.eval(lua, keys, ...rest);
  const now = command === 'writeLatest' ? [await redis.get(key)] : await redis.zrevrange(key, 0, 3);
  return now.includes(spoilt);
}
