import { readBackfill } from '../../../../store/reports/backfill.ts';
import { eventually } from '../../../eventually.ts';
import { type BackfillWorld, collectorOf, openBackfillWorld } from './backfillWorld.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: BackfillWorld;

afterEach(() => world.close());

/** Compares closed candles with what was traded, from the oldest stored one on. */
async function expectTruth(worker: string, code: string, from: number): Promise<void> {
  const collector = collectorOf(worker);
  const members = await world.stored(worker, code);
  const rows = members.map((member) => JSON.parse(member) as unknown[]);
  const oldest = Number(rows[0]?.[0]);
  expect(oldest).toBeLessThanOrEqual(Math.ceil(from / MINUTE) * MINUTE + (collector.interval ?? 1) * MINUTE);
  const final = rows.filter((row) => row.at(-1) === 2);
  const last = Number(final.at(-1)?.[0]);
  const truth = world.truths[collector.market].closedCandles({ code, collector }, oldest, last);
  const expected = [...truth].filter(([time]) => time >= oldest && time <= last).sort(([a], [b]) => a - b);
  expect(final.map((row) => JSON.stringify(row.slice(0, -1)))).toEqual(expected.map(([, text]) => text));
}

const content = {
  pairs: ['btcusdt', 'ethusdt'],
  klines: { intervals: [1, 5] },
  retention: { klines: 4500, trades: 20_000 },
};

test('nobody collects: rows are stored down to the day, equal to what was traded, and the lease is free again', async () => {
  world = await openBackfillWorld(content);
  const lines: string[] = [];
  const now = world.bench.simulator.now();
  const { rows, failures } = await world.fill('--days 3 --interval 1 --code btcusdt', { lines });
  expect(failures).toEqual([]);
  expect(rows).toBeGreaterThan(3 * 1440 - 3);
  await expectTruth('klines-1', 'btcusdt', now - 3 * DAY);
  expect(await world.bench.store.redis.hget('collector:lease:klines-1', 'holder')).toBe('');
  expect(await readBackfill(world.bench.store)).toBeNull();
  expect(lines).toEqual([
    expect.stringMatching(/^1 series: up to 4\d{3} rows to fetch, about 1 MB of Redis$/),
    expect.stringMatching(/^spot btcusdt klines 1: \d+ rows added$/),
  ]);
  expect((await world.fill('--days 3 --interval 1 --code btcusdt')).rows).toBeLessThan(3);
}, 60_000);

test('collectors run: they store what is fetched, live data stays fresh, and the exchange refuses nothing', async () => {
  world = await openBackfillWorld({ ...content, retention: { klines: 100, trades: 1000 } });
  const collecting = await world.bench.start(['klines-1', 'klines-5', 'trades', 'pair-info', 'price']);
  await eventually(async () => (await world.stored('klines-1', 'ethusdt')).length >= 100, 60_000);
  world.bench.edit(content);
  const now = world.bench.simulator.now();
  const { failures } = await world.fill('--days 3');
  expect(failures).toEqual([]);
  for (const code of ['btcusdt', 'ethusdt'])
    for (const worker of ['klines-1', 'klines-5']) await expectTruth(worker, code, now - 3 * DAY);
  expect(Object.keys(world.bench.simulator.stats().byStatus)).toEqual(['200']);
  expect(collecting.lines.filter((line) => /WARN|ERROR|warn|error/.test(line))).toEqual([]);
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
