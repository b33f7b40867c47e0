import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { klineRow } from '../../../../simulator/endpoints/klineRow.ts';
import { intervals } from '../../../../simulator/intervals.ts';
import { loadRecordings } from '../../../../simulator/replay/loadRecordings.ts';
import { MINUTE } from '../../../../simulator/trading/calendar.ts';
import { createPairs } from '../../../../simulator/trading/pairs.ts';
import { defaultSymbols } from '../../../../simulator/trading/symbols.ts';
import type { Trading } from '../../../../simulator/trading/trading.ts';
import { describeWithRecordings, recording } from '../../../recordings.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56);
const LATER = NOW + 400 * 86_400_000;
const OUTAGE = 'replay/BTCUSDT-1m-2021-04-outage.csv.gz';

const played = new Map<string, Trading>();

async function play(path: string, symbol: string): Promise<Trading> {
  const known = played.get(path);
  if (known !== undefined) return known;
  const recordings = await loadRecordings([recording(path)], NOW);
  const trading = createPairs(recordings.extend(defaultSymbols), 'replay', recordings.overlay).get(symbol)?.trading;
  if (trading === undefined) throw new Error(`no ${symbol}`);
  played.set(path, trading);
  return trading;
}

function rowsOf(path: string): string[][] {
  return gunzipSync(readFileSync(recording(path)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

function candleAt(trading: Trading, name: string, openTime: number, now = LATER) {
  const interval = intervals.get(name);
  if (interval === undefined) throw new Error(name);
  return trading.candle(interval, openTime, now);
}

/** How far a recording has been moved, found by the row at which `now` lies. */
function shiftOf(trading: Trading, rows: readonly string[][]): number {
  for (let minute = Math.floor(NOW / MINUTE); ; minute -= 1) {
    const recorded = candleAt(trading, '1m', minute * MINUTE)?.recorded;
    if (recorded !== undefined) return minute * MINUTE - Number(recorded[0]);
    if (minute * MINUTE < NOW - rows.length * MINUTE) throw new Error('now lies outside the recording');
  }
}

describeWithRecordings('a replayed recording', () => {
  it.each([
    ['replay/BTCUSDT-1m-2021-07.csv.gz', 'BTCUSDT'],
    ['replay/BTCUSDT-1m-2021-10.csv.gz', 'BTCUSDT'],
    [OUTAGE, 'BTCUSDT'],
    ['replay/AVAXUSDT-1m-2026-06.csv.gz', 'AVAXUSDT'],
  ])(
    'serves every closed candle of %s exactly as recorded, only moved in time',
    async (path, symbol) => {
      const rows = rowsOf(path);
      const trading = await play(path, symbol);
      const shift = shiftOf(trading, rows);
      const wrong = rows.filter((row) => {
        const candle = candleAt(trading, '1m', Number(row[0]) + shift);
        const served = candle === undefined ? [] : klineRow(candle, trading.scale);
        return row.some((field, column) => {
          const isTime = column === 0 || column === 6;
          const wanted = isTime ? Number(field) + shift : column === 8 ? Number(field) : field;
          return served[column] !== wanted;
        });
      });
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  it('has trades that agree with each candle in count, volume, first, last, high and low', async () => {
    const wanted = ['open', 'high', 'low', 'close', 'volume', 'trades'] as const;
    for (const [path, symbol] of [
      [OUTAGE, 'BTCUSDT'],
      ['replay/AVAXUSDT-1m-2026-06.csv.gz', 'AVAXUSDT'],
    ] as const) {
      const trading = await play(path, symbol);
      let exactQuotes = 0;
      const minutes = Array.from({ length: 120 }, (_, index) => Math.floor(NOW / MINUTE) - index * 10);
      for (const minute of minutes) {
        const candle = candleAt(trading, '1m', minute * MINUTE);
        const sum = trading.span(minute * MINUTE, minute * MINUTE + MINUTE - 1).sum;
        expect(wanted.map((field) => sum?.[field])).toEqual(wanted.map((field) => candle?.[field]));
        if (sum?.quote === candle?.quote) exactQuotes += 1;
      }
      expect(exactQuotes).toBeGreaterThan(108);
    }
  });

  it('has no candle in an outage, of whatever length, and sums what is there', async () => {
    const rows = rowsOf(OUTAGE);
    const trading = await play(OUTAGE, 'BTCUSDT');
    const shift = shiftOf(trading, rows);
    const at = (name: string, time: number) => candleAt(trading, name, time + shift);
    const down = Date.UTC(2021, 3, 25, 4, 1);
    const missing = Array.from({ length: 300 }, (_, index) => at('1m', down + index * MINUTE)).findIndex(Boolean);
    expect(missing).toBe(284);
    expect(['3m', '15m', '1h'].map((name) => at(name, Date.UTC(2021, 3, 25, 6)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const cut = rows.find(([time]) => Number(time) === down - MINUTE);
    expect(at('1m', down - MINUTE)?.closeTime).toBe(Number(cut?.[6]) + shift);
    expect(Number(cut?.[6]) % MINUTE).not.toBe(MINUTE - 1);
    const day = rows.filter(([time]) => Math.floor(Number(time) / 86_400_000) === Math.floor(down / 86_400_000));
    expect(day).toHaveLength(1440 - 284);
    expect(at('1d', Date.UTC(2021, 3, 25))?.trades).toBe(day.reduce((sum, row) => sum + Number(row[8]), 0));
  });

  it('keeps trade ids contiguous into, inside and out of the recording', async () => {
    const trading = await play(OUTAGE, 'BTCUSDT');
    const shift = shiftOf(trading, rowsOf(OUTAGE));
    for (const edge of [Date.UTC(2021, 3, 24), Date.UTC(2021, 3, 25, 4, 1), Date.UTC(2021, 3, 28, 2, 59)]) {
      const first = (edge + shift) / MINUTE - 3;
      const orders = Array.from({ length: 300 }, (_, index) => [...trading.ordersIn(first + index)]).flat();
      const wrong = orders.filter((order, index) => {
        const before = orders[index - 1];
        return (
          before !== undefined &&
          (order.id !== before.id + 1 || order.firstTradeId !== before.firstTradeId + before.fills)
        );
      });
      expect(wrong).toEqual([]);
      expect(trading.minuteOf('orders', orders.at(-1)?.id ?? -1, LATER)).toBe(
        Math.floor((orders.at(-1)?.time ?? 0) / MINUTE),
      );
    }
  });

  it('is the longest of several of a symbol', async () => {
    const lines: string[] = [];
    const recordings = await loadRecordings([recording('replay')], NOW, (line) => lines.push(line));
    const trading = createPairs(recordings.extend(defaultSymbols), 'replay', recordings.overlay).get(
      'BTCUSDT',
    )?.trading;
    const now = trading && candleAt(trading, '1m', Math.floor(NOW / MINUTE) * MINUTE);
    expect(new Date(Number(now?.recorded?.[0])).toISOString()).toMatch(/^2021-07/);
    expect(lines.filter((line) => line.includes('left out'))).toHaveLength(2);
  });
});

describe('a replay path', () => {
  it.each([
    ['/nowhere/at/all', 'no such file or folder'],
    [fileURLToPath(import.meta.url), 'a recording is named like'],
    [fileURLToPath(new URL('.', import.meta.url)), 'no file named like'],
  ])('that cannot be used is refused in one line: %s', async (path, message) => {
    await expect(loadRecordings([path], NOW)).rejects.toThrow(message);
  });
});
