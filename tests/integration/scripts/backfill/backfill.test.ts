import { setTimeout as wait } from 'node:timers/promises';
import { deliveredKey } from '../../../../store/redis/keys.ts';
import { readBackfill } from '../../../../store/reports/backfill.ts';
import { type Gap, readGaps, writeGaps } from '../../../../store/values/gaps.ts';
import { readMetas } from '../../../../store/values/metas.ts';
import { eventually } from '../../../eventually.ts';
import { type BackfillWorld, openBackfillWorld } from './backfillWorld.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: BackfillWorld;

afterEach(() => world.close());

const content = {
  pairs: ['btcusdt', 'ethusdt'],
  klines: { intervals: [1, 5] },
  retention: { klines: 15_000, trades: 20_000 },
};

test('nobody collects: rows are stored down to the day, equal to what was traded, and the lease is free again', async () => {
  world = await openBackfillWorld(content);
  const lines: string[] = [];
  const now = world.bench.simulator.now();
  const { rows, failures } = await world.fill('--days 3 --interval 1 --code btcusdt', { lines });
  expect(failures).toEqual([]);
  expect(rows).toBeGreaterThan(3 * 1440 - 3);
  await world.expectTruth('klines-1', 'btcusdt', now - 3 * DAY);
  expect(await world.bench.store.redis.hget('collector:lease:klines-1', 'holder')).toBe('');
  expect(await readBackfill(world.bench.store)).toBeNull();
  expect(lines).toEqual([
    expect.stringMatching(/^1 series: up to 4\d{3} rows to fetch, about 1 MB of Redis$/),
    expect.stringMatching(/^spot btcusdt klines 1: \d+ rows added$/),
  ]);
  expect((await world.fill('--days 3 --interval 1 --code btcusdt')).rows).toBeLessThan(3);
}, 60_000);

/** Ages of what is confirmed each second, ms, twice a second while it goes on. */
async function watchAges(goesOn: () => boolean): Promise<number[]> {
  const keys = ['klines-1', 'klines-5', 'trades', 'price'].flatMap((worker) =>
    content.pairs.map((code) => world.keyOf(worker, code)),
  );
  const ages: number[] = [];
  while (goesOn()) {
    const metas = await readMetas(world.bench.store, keys);
    for (const meta of metas) ages.push(Date.now() - (meta?.asOf ?? 0));
    await wait(500);
  }
  return ages;
}

test('collectors run: they store what is fetched, live data stays fresh, and the exchange refuses nothing', async () => {
  world = await openBackfillWorld({ ...content, retention: { klines: 100, trades: 1000 } });
  const collecting = await world.bench.start(['klines-1', 'klines-5', 'trades', 'pair-info', 'price']);
  await eventually(async () => (await world.stored('klines-1', 'ethusdt')).length >= 100, 60_000);
  world.bench.edit(content);
  const now = world.bench.simulator.now();
  let isFilling = true;
  const ages = watchAges(() => isFilling);
  const { rows, failures } = await world.fill('--days 10').finally(() => {
    isFilling = false;
  });
  // Old is what has not been confirmed for a while: as long as all else takes, if rows that come held up the polls.
  const inOrder = (await ages).sort((one, other) => one - other);
  expect(inOrder.length).toBeGreaterThan(20);
  expect(inOrder[Math.floor(inOrder.length * 0.9)]).toBeLessThan(8_000);
  // Somebody else has the lease: he has taken what was handed over.
  expect(rows).toBeGreaterThan(1000);
  expect(await world.bench.store.redis.zcard(deliveredKey('klines-1'))).toBe(0);
  expect(failures).toEqual([]);
  for (const code of ['btcusdt', 'ethusdt'])
    for (const worker of ['klines-1', 'klines-5']) await world.expectTruth(worker, code, now - 10 * DAY);
  expect(Object.keys(world.bench.simulator.stats().byStatus)).toEqual(['200']);
  // A busy machine lets Redis answer late.
  const told = collecting.lines.filter((line) => / (warn|error) /.test(line) && !line.includes('Command timed out'));
  expect(told).toEqual([]);
  expect(collecting.fatal).toEqual([]);
}, 120_000);

test('trades: ids leave none out', async () => {
  world = await openBackfillWorld({ ...content, retention: { klines: 100, trades: 60_000 } });
  const now = world.bench.simulator.now();
  const { failures } = await world.fill('--days 1 --feed trades --code btcusdt');
  expect(failures).toEqual([]);
  const members = await world.stored('trades', 'btcusdt');
  const truth = world.truths.spot;
  const [before, last] = [truth.lastTradeId('btcusdt', now - DAY - 1), Number(JSON.parse(members.at(-1) ?? '[]')[0])];
  const [first] = JSON.parse(members[0] ?? '[]') as number[];
  expect(Math.abs(Number(first) - before - 1)).toBeLessThan(20);
  expect(members).toEqual([...truth.trades('btcusdt', Number(first), last, world.bench.simulator.now()).values()]);
}, 60_000);

test('gaps on record are closed as those of history are: their rows have come, or the exchange has none', async () => {
  world = await openBackfillWorld(content);
  const { store, simulator } = world.bench;
  const hour = Math.floor((simulator.now() - 2 * DAY) / MINUTE) * MINUTE;
  const gap: Gap = {
    ...{ code: 'btcusdt', from: hour, to: hour + 59 * MINUTE, cause: 'collector-down', state: 'expired', rows: 0 },
    ...{ foundAt: hour, changedAt: hour, left: null },
  };
  const other: Gap = { ...gap, from: hour - 5 * MINUTE, to: hour - 4 * MINUTE, cause: 'begun-anew' };
  await writeGaps(store, 'klines-1', 7, [gap, other]);
  await world.fill('--days 3 --interval 1 --code btcusdt');
  const gaps = new Map((await readGaps(store, 'klines-1')).map((each) => [each.from, each]));
  expect(gaps.get(gap.from)).toMatchObject({ state: 'filled', to: gap.to, rows: 60 });
  expect(gaps.get(other.from)).toMatchObject({ state: 'expired', cause: 'begun-anew' });
}, 60_000);

test('Redis is lost in the middle: the backfill waits for it and goes on', async () => {
  world = await openBackfillWorld({ ...content, pairs: ['btcusdt'] });
  const lines: string[] = [];
  world.bench.simulator.inject({ kind: 'delay', delayMs: 400, path: 'klines' });
  const filling = world.fill('--days 3 --interval 1', { lines });
  await eventually(async () => (await world.stored('klines-1', 'btcusdt')).length > 500, 30_000);
  // All connections break, ours among them.
  for (const _ of [1, 2, 3]) {
    await world.bench.store.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  expect((await filling).failures).toEqual([]);
  await world.expectTruth('klines-1', 'btcusdt', world.bench.simulator.now() - 3 * DAY);
}, 90_000);
