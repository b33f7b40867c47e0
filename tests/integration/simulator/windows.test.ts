import { parseUnits } from '../../../simulator/decimals.ts';
import { type Bench, startBench } from './client.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56, 789);
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => NOW, weightLimit: 1_000_000 });
});
afterAll(() => bench.simulator.close());

type Row = Record<string, string | number>;
type Kline = (string | number)[];
const row = async (path: string) => (await bench.get(path)).json<Row>();
const klines = async (query: string, path = 'klines') =>
  (await bench.get(`${path}?symbol=ETCUSDT&${query}`)).json<Kline[]>();

/** What candles one after the other sum up to. */
function sumOf(candles: readonly Kline[]) {
  const traded = candles.filter((candle) => candle[8] !== 0);
  const units = (field: number) => traded.map((candle) => parseUnits(String(candle[field]), 8));
  const [highs, lows] = [units(2), units(3)];
  return {
    open: traded[0]?.[1],
    high: highs.reduce((most, high) => (high > most ? high : most)),
    low: lows.reduce((least, low) => (low < least ? low : least)),
    close: traded.at(-1)?.[4],
    volume: units(5).reduce((sum, volume) => sum + volume),
    quote: units(7).reduce((sum, volume) => sum + volume),
    count: traded.reduce((sum, candle) => sum + Number(candle[8]), 0),
  };
}

const sumOfRow = (window: Row) => ({
  open: window.openPrice,
  high: parseUnits(String(window.highPrice), 8),
  low: parseUnits(String(window.lowPrice), 8),
  close: window.lastPrice,
  volume: parseUnits(String(window.volume), 8),
  quote: parseUnits(String(window.quoteVolume), 8),
  count: window.count,
});

const FULL =
  'symbol priceChange priceChangePercent weightedAvgPrice openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime ' +
  'firstId lastId count';
const MINI = 'symbol openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime firstId lastId count';

describe('a trading day', () => {
  it.each([
    ['', 0],
    ['&timeZone=0', 0],
    ['&timeZone=8', 8 * HOUR],
    ['&timeZone=-1:00', -HOUR],
    ['&timeZone=05:45', 5 * HOUR + 45 * MINUTE],
    ['&timeZone=-0:30', -30 * MINUTE],
    ['&timeZone=14:00', 14 * HOUR],
    ['&timeZone=-12', -12 * HOUR],
  ])('%s is the candle of that calendar day so far', async (zone, ahead) => {
    const day = await row(`ticker/tradingDay?symbol=ETCUSDT${zone}`);
    const [candle = []] = await klines(`interval=1d&limit=1${zone}`);
    const openTime = Math.floor((NOW + ahead) / DAY) * DAY - ahead;
    expect([day.openTime, day.closeTime]).toEqual([openTime, openTime + DAY - 1]);
    expect([candle[0], candle[6]]).toEqual([openTime, openTime + DAY - 1]);
    expect(sumOfRow(day)).toEqual(sumOf([candle]));
    expect(Number(day.lastId) - Number(day.firstId) + 1).toBe(day.count);
  });

  it('has the fields of the documentation, FULL and MINI', async () => {
    const full = await row('ticker/tradingDay?symbol=ETCUSDT');
    const mini = await row('ticker/tradingDay?symbol=ETCUSDT&type=MINI');
    expect([Object.keys(full).join(' '), Object.keys(mini).join(' ')]).toEqual([FULL, MINI]);
    expect(full).toMatchObject(mini);
    const list = (await bench.get('ticker/tradingDay?symbols=["ETCUSDT","BTCUSDT"]')).json<Row[]>();
    expect(list[0]).toEqual(full);
    expect(list).toHaveLength(2);
  });
});

describe('a rolling window', () => {
  it.each([
    ['&windowSize=1m', MINUTE],
    ['&windowSize=59m', 59 * MINUTE],
    ['&windowSize=23h', 23 * HOUR],
    ['', DAY],
    ['&windowSize=7d', 7 * DAY],
  ])('%s begins at a whole minute and is the sum of the candles since', async (size, length) => {
    const window = await row(`ticker?symbol=ETCUSDT${size}`);
    const openTime = Math.floor((NOW - length) / MINUTE) * MINUTE;
    expect([window.openTime, window.closeTime]).toEqual([openTime, NOW]);
    const candles: Kline[] = [];
    for (let from = openTime; from <= NOW; from += 1000 * MINUTE)
      candles.push(...(await klines(`interval=1m&startTime=${from}&endTime=${from + 1000 * MINUTE - 1}&limit=1000`)));
    expect(sumOfRow(window)).toEqual(sumOf(candles));
  });

  it('has the fields of the documentation, FULL and MINI', async () => {
    const full = await row('ticker?symbol=ETCUSDT');
    const mini = await row('ticker?symbol=ETCUSDT&type=MINI');
    expect([Object.keys(full).join(' '), Object.keys(mini).join(' ')]).toEqual([FULL, MINI]);
    expect(full).toMatchObject(mini);
  });

  it('is refused for more than a hundred pairs', async () => {
    const many = await startBench({ now: () => NOW, weightLimit: 1_000_000, listed: 120 });
    const names = [...many.simulator.pairs.keys()].slice(0, 101);
    const asked = await many.get(`ticker?symbols=${JSON.stringify(names)}`);
    expect([asked.status, asked.json().code]).toEqual([400, -1101]);
    expect((await many.get(`ticker?symbols=${JSON.stringify(names.slice(1))}`)).json()).toHaveLength(100);
    await many.simulator.close();
  });
});

describe('candles', () => {
  it.each(['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'])(
    'of %s are answered, for charts the same',
    async (interval) => {
      const rows = await klines(`interval=${interval}&limit=3`);
      expect(rows).toHaveLength(3);
      expect(Number(rows[2]?.[0])).toBeLessThanOrEqual(NOW);
      expect(Number(rows[2]?.[6])).toBeGreaterThanOrEqual(NOW);
      expect(await klines(`interval=${interval}&limit=3`, 'uiKlines')).toEqual(rows);
    },
  );

  it('of a second are there for each second, and sum up to the minute', async () => {
    const from = Math.floor(NOW / MINUTE) * MINUTE - 5 * MINUTE;
    const seconds = await klines(`interval=1s&startTime=${from}&limit=60`);
    const [minute = []] = await klines(`interval=1m&startTime=${from}&limit=1`);
    expect(seconds.map(([time]) => time)).toEqual(Array.from({ length: 60 }, (_, index) => from + index * SECOND));
    expect(sumOf(seconds)).toEqual(sumOf([minute]));
    for (const [index, second] of seconds.entries()) {
      expect(second[6]).toBe(from + index * SECOND + 999);
      if (second[8] === 0 && index > 0) expect(second.slice(1, 5)).toEqual(Array(4).fill(seconds[index - 1]?.[4]));
    }
  });

  it('of another time zone begin there, and are sums of the same minutes', async () => {
    const [four = []] = await klines(`interval=4h&timeZone=5:45&limit=1&endTime=${NOW - DAY}`);
    expect((Number(four[0]) + 5 * HOUR + 45 * MINUTE) % (4 * HOUR)).toBe(0);
    const minutes = await klines(`interval=1m&startTime=${four[0]}&endTime=${four[6]}&limit=1000`);
    expect(sumOf(minutes)).toEqual(sumOf([four]));
    const weeks = await klines('interval=1w&timeZone=8&limit=2');
    expect(weeks.map(([time]) => new Date(Number(time) + 8 * HOUR).getUTCDay())).toEqual([1, 1]);
    const months = await klines('interval=1M&timeZone=-1&limit=2');
    expect(months.map(([time]) => new Date(Number(time) - HOUR).getUTCDate())).toEqual([1, 1]);
  });

  it('reach as far back by the second as by the minute', async () => {
    const [second = []] = await klines('interval=1s&startTime=0&limit=1');
    const [minute = []] = await klines('interval=1m&startTime=0&limit=1');
    expect([second[0], second[1]]).toEqual([minute[0], minute[1]]);
  });
});

describe('times in microseconds', () => {
  const inMicroseconds = { 'X-MBX-TIME-UNIT': 'MICROSECOND' };
  const ask = async <Shape>(path: string) => (await bench.getPath(`/api/v3/${path}`, inMicroseconds)).json<Shape>();

  it('are those in ms times a thousand, and the ends of windows lie within their last ms', async () => {
    expect(await ask<Row>('time')).toEqual({ serverTime: NOW * 1000 });
    const [plain = []] = await klines('interval=1h&limit=1');
    const [micro = []] = await ask<Kline[]>('klines?symbol=ETCUSDT&interval=1h&limit=1');
    expect(micro).toEqual(plain.with(0, Number(plain[0]) * 1000).with(6, Number(plain[6]) * 1000 + 999));
    for (const path of ['ticker/24hr?symbol=ETCUSDT', 'avgPrice?symbol=ETCUSDT', 'exchangeInfo?symbol=ETCUSDT']) {
      const [inMs, inUs] = [await row(path), await ask<Row>(path)];
      expect(Object.keys(inUs)).toEqual(Object.keys(inMs));
      for (const name of ['openTime', 'closeTime', 'serverTime'])
        if (inMs[name] !== undefined) expect(inUs[name]).toBe(Number(inMs[name]) * 1000);
    }
    const day = await ask<Row>('ticker/tradingDay?symbol=ETCUSDT');
    expect(Number(day.closeTime) - Number(day.openTime)).toBe(DAY * 1000 - 1);
    const [trade = {}] = await ask<Row[]>('aggTrades?symbol=ETCUSDT&limit=1');
    expect(String(trade.T)).toMatch(/^\d{13}000$/);
  });

  it('of another unit are refused, and those of futures are always ms', async () => {
    const asked = await bench.getPath('/api/v3/time', { 'X-MBX-TIME-UNIT': 'NANOSECOND' });
    expect([asked.status, asked.json().code]).toEqual([400, -1194]);
    expect((await bench.getPath('/fapi/v1/time', inMicroseconds)).json()).toEqual({ serverTime: NOW });
    expect((await bench.getPath('/api/v3/time', { 'X-MBX-TIME-UNIT': 'millisecond' })).json()).toEqual({
      serverTime: NOW,
    });
  });
});

it('COIN-M has an exchangeInfo without contracts, in the limit of futures', async () => {
  bench.simulator.resetStats();
  bench.simulator.resetLimits();
  const { status, headers, json } = await bench.getPath('/dapi/v1/exchangeInfo');
  expect([status, json().symbols]).toEqual([200, []]);
  expect(headers.get('X-MBX-USED-WEIGHT-1M')).toBe('1');
  expect(bench.simulator.stats().usdm.maxWeightInMinute).toBe(1);
});

describe('more pairs', () => {
  it('are made up, and traded; others are only listed, as on the exchange', async () => {
    const many = await startBench({ now: () => NOW, weightLimit: 1_000_000, spotPairs: 52, listed: 3_600 });
    const info = await many.get('exchangeInfo');
    const { symbols } = info.json<{ symbols: Row[] }>();
    const inStatus = (status: string) => symbols.filter((symbol) => symbol.status === status);
    expect([symbols.length, inStatus('TRADING').length, inStatus('BREAK').length]).toEqual([3_600, 52, 3_548]);
    expect(info.text.length / symbols.length).toBeGreaterThan(4_500);
    const candles = (await many.get('klines?symbol=MADE22USDT&interval=1m&limit=500')).json<Kline[]>();
    expect(candles).toHaveLength(500);
    expect((await many.get('klines?symbol=OLD7USDT&interval=1h&limit=500')).json<Kline[]>().length).toBeLessThan(3);
    const old = (await many.get('ticker/24hr?symbol=OLD7USDT')).json();
    expect(old).toMatchObject({ count: 0, lastId: -1, lastPrice: '0.00000000', bidPrice: '0.00000000' });
    const all = (await many.get('ticker/24hr?type=MINI')).json<Row[]>();
    expect(all).toHaveLength(3_600);
    await many.simulator.close();
  });
});
