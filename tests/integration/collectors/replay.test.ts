import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { intervalName } from '../../../exchanges/binance/intervals.ts';
import { intervalMinutes } from '../../../markets/intervals.js';
import { collectorsOf, type Interval } from '../../../markets/markets.js';
import { dataKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';
import { type Bench, openBench } from './collecting.ts';

const collectors = collectorsOf('spot');

/** Rows of the 1-minute series: fetched in three pages. */
const MORE_THAN_A_PAGE = 2500;
const WEEK = 7 * 24 * 3600_000;

describeWithRecordings('replaying a real recording', () => {
  const file = recording('replay/BTCUSDT-1m-2021-07.csv.gz');
  let bench: Bench;
  beforeAll(async () => {
    // A Thursday noon: the recording, from a Thursday afternoon on for two weeks, then has days before it.
    bench = await openBench({ pairs: ['btcusdt'] }, { replay: [file], at: Date.UTC(2026, 10, 19, 12) });
    await bench.start(
      collectors.map(({ name }) => name).filter((name) => name === 'pair-info' || /^klines-(?!1$)/.test(name)),
    );
    bench.edit({ pairs: ['btcusdt'], retention: { klines: MORE_THAN_A_PAGE } });
    await bench.start(['klines-1']);
  });
  afterAll(() => bench.close());

  const stored = async (interval: Interval) => {
    const { rows } = await readSeries(
      bench.store,
      dataKey('spot', 'btcusdt', 'klines', interval),
      { offset: 0 },
      MORE_THAN_A_PAGE,
    );
    return rows.map((row) => JSON.parse(row) as (string | number)[]).reverse();
  };

  it('stores its candles string for string, over more than one page of history', async () => {
    const recorded = new Map(
      gunzipSync(readFileSync(file))
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split(','))
        .map((fields) => [Number(fields[0]), fields]),
    );
    const closed = await eventually(async () => {
      const rows = await stored(1);
      return rows.length === MORE_THAN_A_PAGE && rows.slice(0, -1);
    });
    /** A stored candle as the recording writes it, had it been moved by so much. */
    const asRecorded = (row: (string | number)[], moved: number) =>
      row.slice(0, 12).map((field, column) => String(column === 0 || column === 6 ? Number(field) - moved : field));
    const [first = []] = closed;
    const moved = Array.from({ length: 60 }, (_, index) => (250 + index) * WEEK).find(
      (shift) => String(recorded.get(Number(first[0]) - shift)) === String(asRecorded(first, shift)),
    );
    expect(moved).toBeDefined();
    expect(closed.map((row) => asRecorded(row, moved ?? 0))).toEqual(
      closed.map((row) => recorded.get(Number(row[0]) - (moved ?? 0))),
    );
    expect(closed.every((row) => row[12] === 2)).toBe(true);
  });

  it.each(intervalMinutes.filter((minutes) => minutes !== 1))(
    "stores the exchange's candles of %s minutes",
    async (minutes) => {
      const told = (await (
        await fetch(`${bench.simulator.url}/api/v3/klines?symbol=BTCUSDT&interval=${intervalName(minutes)}&limit=1000`)
      ).json()) as unknown[][];
      await eventually(async () => {
        const rows = await stored(minutes);
        const byTime = new Map(rows.map((row) => [row[0], row.slice(0, 12)]));
        for (const candle of told.slice(0, -1)) expect(byTime.get(candle[0] as number)).toEqual(candle);
      });
    },
  );
});
