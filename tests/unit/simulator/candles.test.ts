import fc from 'fast-check';
import { parseUnits } from '../../../simulator/decimals.ts';
import { klineRow } from '../../../simulator/endpoints/klineRow.ts';
import { listCandles } from '../../../simulator/endpoints/listCandles.ts';
import { type Interval, spotIntervals } from '../../../simulator/intervals.ts';
import { flatCandle, sumCandles } from '../../../simulator/trading/candle.ts';
import type { Trading } from '../../../simulator/trading/trading.ts';
import { LATER, samplePairs, sampleSymbols } from './samplePairs.ts';

const finerOf: Readonly<Record<string, string>> = {
  '1m': '1s',
  '3m': '1m',
  '5m': '1m',
  '15m': '5m',
  '30m': '15m',
  '1h': '1m',
  '2h': '30m',
  '4h': '1h',
  '6h': '2h',
  '8h': '4h',
  '12h': '6h',
  '1d': '1h',
  '3d': '1d',
  '1w': '1d',
  '1M': '1d',
};

const listing = samplePairs();

/** A kline row as exact numbers, by what a client reads. */
function read(row: readonly (string | number)[]) {
  const [open = 0n, high = 0n, low = 0n, close = 0n] = row.slice(1, 5).map((text) => parseUnits(String(text), 8));
  const sums = [row[5], row[7], row[9], row[10]].map((text) => parseUnits(String(text), 8));
  return { open, high, low, close, sums: [...sums, BigInt(row[8] ?? 0)], trades: Number(row[8]) };
}

/** What a client that rolls finer rows up gets. */
function rollUp(rows: readonly (string | number)[][]) {
  const parts = rows.map(read);
  const traded = parts.filter(({ trades }) => trades > 0);
  const shown = traded.length > 0 ? traded : parts.slice(0, 1);
  return {
    open: shown[0]?.open,
    high: shown.reduce((most, { high }) => (high > most ? high : most), 0n),
    low: shown.reduce((least, { low }) => (low < least ? low : least), 10n ** 30n),
    close: shown.at(-1)?.close,
    sums: [0, 1, 2, 3, 4].map((index) => parts.reduce((sum, part) => sum + (part.sums[index] ?? 0n), 0n)),
    trades: parts.reduce((sum, { trades }) => sum + trades, 0),
  };
}

function interval(name: string): Interval {
  const found = spotIntervals.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

function rows(trading: Trading, name: string, from: number, to: number, limit = 1000) {
  return listCandles(trading, interval(name), LATER, from, to, limit).map((candle) => klineRow(candle, trading.scale));
}

const moment = fc.integer({ min: Date.UTC(2017, 8, 1), max: Date.UTC(2026, 11, 30) });

describe('candles of a seed', () => {
  it.each(Object.entries(finerOf))(
    '%s candles are the exact sum of their %s candles, whenever they open',
    (name, finer) => {
      fc.assert(
        fc.property(fc.constantFrom(...sampleSymbols), moment, (symbol, time) => {
          const { trading } = listing(symbol);
          const [row] = rows(trading, name, time, LATER, 1);
          if (row === undefined) throw new Error('no candle');
          const next = interval(name).next(Number(row[0]));
          expect(row[6]).toBe(next - 1);
          expect(read(row)).toEqual(rollUp(rows(trading, finer, Number(row[0]), next - 1)));
        }),
        { numRuns: 12 },
      );
    },
  );

  it('opens weeks on Mondays and months on the 1st, at 00:00 UTC', () => {
    const { trading } = listing('ETHUSDT');
    const weeks = rows(trading, '1w', Date.UTC(2020, 0, 1), Date.UTC(2021, 0, 1)).map(
      ([time]) => new Date(Number(time)),
    );
    expect(weeks.map((time) => time.getUTCDay())).toEqual(weeks.map(() => 1));
    expect(weeks).toHaveLength(52);
    const months = rows(trading, '1M', Date.UTC(2020, 0, 1), Date.UTC(2021, 0, 1)).map(
      ([time]) => new Date(Number(time)),
    );
    expect(months.map((time) => time.toISOString().slice(5, 13))).toEqual(
      Array.from({ length: 13 }, (_, index) => `${String((index % 12) + 1).padStart(2, '0')}-01T00`),
    );
  });

  it('keeps the aligned open of the first candles, although the pair was listed later', () => {
    const { trading } = listing('BTCUSDT');
    const first = (name: string) => new Date(Number(rows(trading, name, 0, LATER, 1)[0]?.[0])).toISOString();
    expect(first('1M')).toBe('2017-08-01T00:00:00.000Z');
    expect(first('1w')).toBe('2017-08-14T00:00:00.000Z');
    expect(first('1h')).toBe('2017-08-17T04:00:00.000Z');
    expect(first('3d')).toBe('2017-08-17T00:00:00.000Z');
  });

  it('has minutes without trades, flat at the close before them, in a thinly traded pair', () => {
    const { trading } = listing('ETCUSDT');
    const minutes = rows(trading, '1m', Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 1, 12));
    const idle = minutes.flatMap((row, index) => (row[8] === 0 && index > 0 ? [[row, minutes[index - 1]]] : []));
    expect(idle.length).toBeGreaterThan(10);
    for (const [row, before] of idle) {
      const close = before?.[4];
      expect(row?.slice(1, 6)).toEqual([close, close, close, close, '0.00000000']);
    }
  });

  it('never lets a candle be impossible', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sampleSymbols), moment, (symbol, time) => {
        for (const row of rows(listing(symbol).trading, '1m', time, time + 7_200_000)) {
          const { open, high, low, close, sums } = read(row);
          const [volume = 0n, quote = 0n, taker = 0n, takerQuote = 0n] = sums;
          expect(high >= open && high >= close && low <= open && low <= close && low > 0n).toBe(true);
          expect(taker <= volume && takerQuote <= quote).toBe(true);
          expect(quote * 10n ** 8n >= low * volume && quote * 10n ** 8n <= high * volume).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a sum of candles', () => {
  const traded = {
    ...flatCandle(0, 0, 50),
    high: 60,
    low: 40,
    close: 55,
    volume: 7,
    quote: 350n,
    orders: 1,
    trades: 2,
  };

  it('takes its prices from those that traded alone', () => {
    const sum = sumCandles(0, 9, [flatCandle(0, 0, 90), traded, flatCandle(0, 0, 10)]);
    expect(sum).toEqual({ ...traded, openTime: 0, closeTime: 9 });
  });

  it('is flat when none traded, and nothing when there is none', () => {
    expect(sumCandles(0, 9, [flatCandle(0, 0, 90), flatCandle(0, 0, 10)])).toEqual(flatCandle(0, 9, 90));
    expect(sumCandles(0, 9, [])).toBeUndefined();
  });
});
