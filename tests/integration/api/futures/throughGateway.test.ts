import { type FuturesWorld, openFuturesWorld, usdm } from './futuresWorld.ts';

/** Nothing is stored: each route tells what the exchange itself answers, whether futures are collected or not. */

const SYMBOL = 'BTCUSDT';
const rowOf = (timestampMs: number, more: object) => ({
  ...{ exchange: 'binance', symbol: SYMBOL, timestamp: new Date(timestampMs).toISOString(), timestampMs },
  ...more,
});

describe.each([
  ['collected', { usdm }],
  ['not collected', {}],
])('where futures are %s', (_, config) => {
  let world: FuturesWorld;
  beforeAll(async () => {
    world = await openFuturesWorld({ ...config, callers: { share: 1 } });
  });
  afterAll(() => world.close());

  /** What the exchange answers. */
  const told = async <Row>(path: string, params: Record<string, string | number>): Promise<Row> =>
    JSON.parse(await world.told(path, { symbol: SYMBOL, ...params }));

  /** What a route answers of the exchange. */
  async function passed(path: string) {
    const { status, headers, body, text } = await world.get(path);
    expect([status, status === 200 || text]).toEqual([200, true]);
    expect(headers).toMatchObject({ 'x-data-source': 'simulator', 'x-data-stale': 'false' });
    expect(headers['x-data-age-ms']).toMatch(/^\d+$/);
    return body;
  }

  type Candle = [number, string, string, string, string, string, number, string, number, string, string];
  const candlesOf = (interval: string, rows: readonly Candle[]) =>
    rows.map(([openTime, open, high, low, close, volume, closeTime, quoteVolume, tradeCount, buys, buysFor]) =>
      rowOf(openTime, {
        ...{ interval, open, high, low, close, volume, closeTime, quoteVolume, tradeCount },
        ...{ takerBuyBase: buys, takerBuyQuote: buysFor, final: closeTime < world.now },
      }),
    );

  it.each(['1m', '3m', '4h', '1d', '1w', '1M'])('candles of %s are its own', async (interval) => {
    const rows = await told<Candle[]>('/fapi/v1/klines', { interval, limit: 100 });
    const answer = await passed(`/binance/ohlc/btcusdt/${interval}`);
    expect(answer).toEqual(candlesOf(interval, rows));
    expect(answer.length).toBeGreaterThan(0);
    expect(answer.at(-1).final).toBe(false);
  });

  it('a span is one by start, end and limit, as ms and as ISO', async () => {
    const end = world.now - 3_600_000;
    const start = end - 40 * 60_000;
    const [from, to] = [new Date(start).toISOString(), new Date(end).toISOString()];
    const rows = await told<Candle[]>('/fapi/v1/klines', {
      interval: '1m',
      startTime: start,
      endTime: end,
      limit: 100,
    });
    expect(rows).toHaveLength(40);
    const all = candlesOf('1m', rows);
    expect(await passed(`/binance/ohlc/BTCUSDT/1m?start=${start}&end=${end}`)).toEqual(all);
    expect(await passed(`/binance/ohlc/BTCUSDT/1m?start=${from}&end=${to}`)).toEqual(all);
    expect(await passed(`/binance/ohlc/BTCUSDT/1m?start=${from}&end=${to}&limit=7`)).toEqual(all.slice(0, 7));
    expect(await passed(`/binance/ohlc/BTCUSDT/1m?end=${to}&limit=7`)).toEqual(all.slice(-7));
  });

  it('1500 candles come at once', async () => {
    const rows = await told<Candle[]>('/fapi/v1/klines', { interval: '5m', limit: 1500 });
    expect(await passed('/binance/ohlc/BTCUSDT/5m?limit=1500')).toEqual(candlesOf('5m', rows));
    expect(rows).toHaveLength(1500);
  });

  it('open interest is its own', async () => {
    const { openInterest, time } = await told<{ openInterest: string; time: number }>('/fapi/v1/openInterest', {});
    expect(await passed('/binance/oi/BTCUSDT')).toEqual(rowOf(time, { openInterest }));
  });

  interface Statistic {
    readonly timestamp: number;
    readonly sumOpenInterest: string;
    readonly sumOpenInterestValue: string;
  }
  const statisticsOf = (period: string, rows: readonly Statistic[]) =>
    rows.map(({ timestamp, sumOpenInterest, sumOpenInterestValue }) =>
      rowOf(timestamp, { period, sumOpenInterest, sumOpenInterestValue }),
    );

  it.each(['5m', '4h', '1d'])('the history of open interest each %s is its own', async (period) => {
    const rows = await told<Statistic[]>('/futures/data/openInterestHist', { period, limit: 100 });
    expect(await passed(`/binance/oi-hist/BTCUSDT?period=${period}`)).toEqual(statisticsOf(period, rows));
    expect(rows.length).toBeGreaterThan(20);
  });

  it('of its history more than the exchange tells at once comes without a hole', async () => {
    const rows = await passed('/binance/oi-hist/BTCUSDT?limit=1200');
    const newest = await told<Statistic[]>('/futures/data/openInterestHist', { period: '5m', limit: 500 });
    expect(rows).toHaveLength(1200);
    expect(rows.slice(-500)).toEqual(statisticsOf('5m', newest));
    const times = rows.map(({ timestampMs }: { timestampMs: number }) => timestampMs);
    expect(times).toEqual(times.map((_: number, index: number) => times[0] + index * 300_000));
    // Where there is no more, it ends.
    const month = await passed('/binance/oi-hist/BTCUSDT?period=1d&limit=1500');
    expect(month.length).toBeLessThan(40);
  });

  it('mark price and the next funding are its own', async () => {
    interface Premium {
      readonly time: number;
      readonly markPrice: string;
      readonly indexPrice: string;
      readonly lastFundingRate: string;
      readonly nextFundingTime: number;
    }
    const { time, markPrice, indexPrice, lastFundingRate, nextFundingTime } = await told<Premium>(
      '/fapi/v1/premiumIndex',
      {},
    );
    const next = {
      nextFundingTimestamp: new Date(nextFundingTime).toISOString(),
      nextFundingTimestampMs: nextFundingTime,
    };
    const row = rowOf(time, { fundingRate: lastFundingRate, ...next, markPrice, indexPrice });
    expect(await passed('/binance/funding/BTCUSDT')).toEqual(row);
  });

  it('funding that was paid is its own, also more than the exchange tells at once', async () => {
    interface Paid {
      readonly fundingTime: number;
      readonly fundingRate: string;
      readonly markPrice: string;
    }
    const rows = await told<Paid[]>('/fapi/v1/fundingRate', { limit: 1000 });
    const paid = rows.map(({ fundingTime, fundingRate, markPrice }) =>
      rowOf(fundingTime, { fundingRate, markPrice: markPrice === '' ? null : markPrice }),
    );
    expect(await passed('/binance/funding-hist/BTCUSDT')).toEqual(paid.slice(-100));
    const all = await passed('/binance/funding-hist/BTCUSDT?limit=1500');
    expect(all).toHaveLength(1500);
    expect(all.slice(-1000)).toEqual(paid);
    const times = all.map(({ timestampMs }: { timestampMs: number }) => timestampMs);
    expect(new Set(times).size).toBe(1500);
    expect(times).toEqual(times.toSorted((one: number, other: number) => one - other));
  });

  it('what was asked a moment ago is not asked again', async () => {
    await passed('/binance/ohlc/ETHUSDT/2h');
    const before = world.requests();
    const { headers } = await world.get('/binance/ohlc/ethusdt/2H');
    expect([world.requests() - before, headers['x-cache']]).toEqual([0, 'hit']);
  });
});
