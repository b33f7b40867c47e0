import fc from 'fast-check';
import { intervals } from '../../../../simulator/intervals.ts';
import { DAY, HOUR, MINUTE } from '../../../../simulator/trading/calendar.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
let usdm: AskedUsdm;
beforeAll(async () => {
  usdm = await askUsdm(NOW);
});

type Kline = readonly [number, string, string, string, string, string, number, string, number, string, string, string];
type Row = Readonly<Record<string, string | number>>;
/** Of a contract with a spot pair, dated, of small prices, and of pairs that only the futures market has. */
const symbols = ['BTCUSDT', 'ADAUSDT', 'BTCUSDT_261225', 'TSLAUSDT', '币安人生USDT'];
const units = (text: string) => BigInt(text.replace('.', ''));
const klines = (kind: string, symbol: string, interval: string, from: number, limit: number, at = NOW) =>
  usdm.ask<Kline[]>(
    `/fapi/v1/${kind}`,
    { [kind === 'indexPriceKlines' ? 'pair' : 'symbol']: symbol, interval, startTime: from, limit },
    at,
  );
const moment = fc.integer({ min: Date.UTC(2026, 2, 1), max: NOW });

describe('prices of futures', () => {
  it('have the last price of the spot market as index, at any moment', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom('BTCUSDT', 'ADAUSDT', 'XRPUSDT'), (at, symbol) => {
        const { indexPrice, time } = usdm.ask<Row>('/fapi/v1/premiumIndex', { symbol }, at);
        const { trading } = usdm.spot(symbol);
        const last = trading.lastOrder(Number(time))?.price ?? 0;
        expect(Number(time)).toBe(Math.floor(at / 1000) * 1000);
        expect(units(String(indexPrice))).toBe(BigInt(last) * 10n ** BigInt(8 - trading.scale.priceDecimals));
      }),
      { numRuns: 40 },
    );
  });

  it('have the mark between index and last price, both near: at the end of a minute, when all three are known', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom('BTCUSDT', 'ETHUSDT', 'ADAUSDT'), (time, symbol) => {
        const from = Math.floor(time / MINUTE) * MINUTE;
        const close = (kind: string) => Number(klines(kind, symbol, '1m', from, 1, from + MINUTE)[0]?.[4]);
        const [last, mark, index] = [close('klines'), close('markPriceKlines'), close('indexPriceKlines')];
        expect(mark).toBeCloseTo((last + index) / 2, 6);
        expect(Math.abs(last / index - 1)).toBeLessThan(0.0012);
      }),
      { numRuns: 30 },
    );
  });

  it('of a dated contract come nearer to the index until it is delivered', () => {
    const symbol = 'BTCUSDT_261225';
    const { endsAt = 0 } = usdm.contract(symbol);
    const premium = (at: number) => {
      const row = usdm.ask<Row>('/fapi/v1/premiumIndex', { symbol }, at);
      return Number(row.markPrice) / Number(row.indexPrice) - 1;
    };
    const shares = [150, 100, 50, 10, 1].map((days) => premium(endsAt - days * DAY));
    expect(shares).toEqual([...shares].sort((left, right) => right - left));
    expect(shares[0]).toBeGreaterThan(0.01);
    expect(premium(endsAt - HOUR)).toBeLessThan(0.0003);
  });
});

/** The exact sum of candles, or for prices that nobody trades what they reach. */
function sumOf(parts: readonly Kline[], isTraded: boolean) {
  const counted = isTraded ? parts.filter((part) => part[8] > 0) : parts;
  const numbers = (column: 2 | 3) => counted.map((part) => Number(part[column]));
  const total = (column: 5 | 7 | 9 | 10) => parts.reduce((sum, part) => sum + units(part[column]), 0n);
  return {
    ...{
      open: counted[0]?.[1],
      close: counted.at(-1)?.[4],
      high: Math.max(...numbers(2)),
      low: Math.min(...numbers(3)),
    },
    ...{ volume: total(5), quote: total(7), taker: total(9), takerQuote: total(10) },
    count: parts.reduce((sum, part) => sum + part[8], 0),
  };
}

describe('candles of futures', () => {
  const steps: [string, string][] = [
    ['1h', '1m'],
    ['1d', '1h'],
    ['1w', '1d'],
    ['1M', '1d'],
  ];
  const kinds = ['klines', 'markPriceKlines', 'indexPriceKlines', 'premiumIndexKlines'];
  const cases = kinds.flatMap((kind) => steps.map(([long, short]) => [kind, long, short] as const));
  it.each(cases)('%s: each of %s is the sum of those of %s', (kind, long, short) => {
    for (const symbol of symbols) {
      if (kind === 'indexPriceKlines' && symbol.includes('_')) continue;
      const [from = 0, to = 0] = [
        intervals.get(long)?.open(Date.UTC(2026, 9, 14, 5), 0),
        intervals.get(long)?.next(intervals.get(long)?.open(Date.UTC(2026, 9, 14, 5), 0) ?? 0),
      ];
      const [whole] = klines(kind, symbol, long, from, 1);
      const parts = klines(kind, symbol, short, from, 1500).filter(([openTime]) => openTime < to);
      if (whole === undefined) throw new Error(`no candle of ${symbol}`);
      const own = { open: whole[1], close: whole[4], high: Number(whole[2]), low: Number(whole[3]) };
      const sums = {
        volume: units(whole[5]),
        quote: units(whole[7]),
        taker: units(whole[9]),
        takerQuote: units(whole[10]),
      };
      expect({ symbol, ...own, ...sums, count: whole[8] }).toEqual({ symbol, ...sumOf(parts, kind === 'klines') });
    }
  });

  it('of prices that nobody trades open where the one before has closed', () => {
    for (const [kind, symbol] of [
      ['indexPriceKlines', 'BTCUSDT'],
      ['premiumIndexKlines', 'ETHUSDT'],
      ['markPriceKlines', 'ADAUSDT'],
    ] as const) {
      for (const interval of ['1m', '1h']) {
        const rows = klines(kind, symbol, interval, Math.floor(NOW / DAY) * DAY, 10);
        expect(rows.slice(1).map(([, open]) => open)).toEqual(rows.slice(0, -1).map((row) => row[4]));
      }
    }
  });

  it('that are forming close at the price of the moment', () => {
    for (const symbol of symbols) {
      const row = usdm.ask<Row>('/fapi/v1/premiumIndex', { symbol }, NOW);
      const price = usdm.ask<Row>('/fapi/v1/ticker/price', { symbol }, NOW);
      for (const interval of ['1m', '4h', '1w']) {
        const newest = (kind: string) =>
          usdm.ask<Kline[]>(`/fapi/v1/${kind}`, { symbol, interval, limit: 1 }, NOW)[0]?.[4];
        expect(newest('klines')).toBe(price.price);
        expect(newest('markPriceKlines')).toBe(row.markPrice);
      }
    }
  });

  it('of trades are the sum of the trades', () => {
    const from = Math.floor(NOW / HOUR) * HOUR - HOUR;
    for (const symbol of symbols) {
      const [candle] = klines('klines', symbol, '1h', from, 1);
      const query = { symbol, startTime: from, endTime: from + HOUR - 1, limit: 1000 };
      const trades = usdm.ask<Readonly<Record<'p' | 'q' | 'nq', string> & { f: number; l: number }>[]>(
        '/fapi/v1/aggTrades',
        query,
        NOW,
      );
      expect(trades.reduce((sum, { q }) => sum + units(q), 0n)).toBe(units(candle?.[5] ?? ''));
      expect(trades.reduce((sum, { p, q }) => sum + units(p) * units(q), 0n)).toBe(units(candle?.[7] ?? ''));
      expect((trades.at(-1)?.l ?? 0) - (trades[0]?.f ?? 0) + 1).toBe(candle?.[8]);
    }
  });

  it('of the current quarter are those of the contract that is the current one, and change over when it is delivered', () => {
    const query = { pair: 'BTCUSDT', contractType: 'CURRENT_QUARTER', interval: '1h', limit: 2 };
    const delivered = Date.UTC(2026, 8, 25, 8);
    const rows = usdm.ask<Kline[]>('/fapi/v1/continuousKlines', { ...query, startTime: delivered - HOUR }, NOW);
    const own = (symbol: string, from: number) => klines('klines', symbol, '1h', from, 1)[0]?.slice(1, 6);
    expect(rows[1]?.slice(1, 6)).toEqual(own('BTCUSDT_261225', delivered));
    const before = usdm.ask<Kline[]>(
      '/fapi/v1/klines',
      { symbol: 'BTCUSDT_260925', interval: '1h', startTime: delivered - HOUR, limit: 1 },
      delivered,
    );
    expect(rows[0]?.slice(1, 6)).toEqual(before[0]?.slice(1, 6));
    expect(rows[0]?.slice(1, 6)).not.toEqual(own('BTCUSDT_261225', delivered - HOUR));
  });
});

describe('a seed', () => {
  it('gives the same figures to every new simulator, whatever was asked before', async () => {
    const other = await askUsdm(NOW);
    other.ask('/fapi/v1/ticker/24hr', {}, NOW - DAY);
    for (const path of ['ticker/24hr', 'premiumIndex', 'fundingRate', 'ticker/bookTicker']) {
      expect(other.ask(`/fapi/v1/${path}`, {}, NOW)).toEqual(usdm.ask(`/fapi/v1/${path}`, {}, NOW));
    }
    expect((await askUsdm(NOW, { seed: 'other' })).ask('/fapi/v1/premiumIndex', {}, NOW)).not.toEqual(
      usdm.ask('/fapi/v1/premiumIndex', {}, NOW),
    );
  });
});
