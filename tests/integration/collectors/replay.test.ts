import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { intervals } from '../../../config/feeds.js';
import { dataKey } from '../../../store/keys.ts';
import { readSeries } from '../../../store/series.ts';
import { eventually } from '../../eventually.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';
import { type Bench, openBench } from './collecting.ts';

const WEEK = 7 * 24 * 3600_000;

describeWithRecordings('replaying a real recording', () => {
  const file = recording('replay/BTCUSDT-1m-2021-07.csv.gz');
  let bench: Bench;
  beforeAll(async () => {
    // A Thursday noon: the recording, from a Thursday afternoon on for two weeks, then has days before it.
    const shift = Date.UTC(2026, 10, 19, 12) - Date.now();
    bench = await openBench({ pairs: ['btcusdt'], retention: { klines: 5000 } }, { replay: [file], now: () => Date.now() + shift });
    await bench.start(undefined);
  });
  afterAll(() => bench.close());

  const stored = async (interval: keyof typeof intervals) => {
    const { rows } = await readSeries(bench.store, dataKey('spot', 'btcusdt', 'klines', interval), { offset: 0 }, 5000);
    return rows.map((row) => JSON.parse(row) as (string | number)[]).reverse();
  };

  it('stores its candles string for string, over more than one page of history', async () => {
    const recorded = new Map(
      gunzipSync(readFileSync(file))
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split(','))
        .map(([openTime = '', ...fields]) => [Number(openTime), fields]),
    );
    await eventually(async () => expect(await stored(1)).toHaveLength(5000), 20_000);
    const closed = (await stored(1)).slice(0, -1);
    const compared = closed.map((row) => {
      const [openTime, open, high, low, close, volume, closeTime, quoteVolume, count, takerBase, takerQuote, , state] = row;
      // Moved by whole weeks: the week that holds this candle's fields, all of them.
      for (let weeks = 250; weeks < 300; weeks++) {
        const moved = weeks * WEEK;
        const fields = recorded.get(Number(openTime) - moved);
        const [o, h, l, c, v, t, q, n, tb, tq] = fields ?? [];
        if (fields === undefined) continue;
        expect([open, high, low, close, volume, quoteVolume, takerBase, takerQuote]).toEqual([o, h, l, c, v, q, tb, tq]);
        expect([String(count), String(Number(closeTime) - moved), state]).toEqual([n, t, 2]);
        return weeks;
      }
      throw new Error(`no recorded candle for ${openTime}`);
    });
    expect(compared).toHaveLength(4999);
    expect(new Set(compared).size).toBe(1);
  });

  it.each(Object.entries(intervals).filter(([minutes]) => minutes !== '1'))(
    'stores the exchange\'s candles of %s minutes',
    async (minutes, { exchange }) => {
      const told = (await (
        await fetch(`${bench.simulator.url}/api/v3/klines?symbol=BTCUSDT&interval=${exchange}&limit=1000`)
      ).json()) as unknown[][];
      await eventually(async () => {
        const rows = await stored(Number(minutes) as keyof typeof intervals);
        const byTime = new Map(rows.map((row) => [row[0], row.slice(0, 12)]));
        for (const candle of told.slice(0, -1)) expect(byTime.get(candle[0] as number)).toEqual(candle);
      }, 10_000);
    },
  );
});
