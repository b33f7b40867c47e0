import { type Bench, startBench } from './client.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56, 789);
const MINUTE = 60_000;
const PRICE = /^\d+\.\d{8}$/;
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => NOW, weightLimit: 1_000_000 });
});
afterAll(() => bench.simulator.close());

type Row = Record<string, string | number>;
type Kline = (string | number)[];
const rows = async (path: string) => (await bench.get(path)).json<Row[]>();
const klines = async (query: string) => (await bench.get(`klines?symbol=BTCUSDT&${query}`)).json<Kline[]>();

describe('every answer', () => {
  it.each(['ping', 'time', 'nowhere', 'klines', 'depth?symbol=NOSUCH'])(
    'of %s says it is the simulator, and the used weight',
    async (path) => {
      const { headers } = await bench.get(path);
      expect(headers.get('X-Simulator')).toBe('1');
      expect(headers.get('X-MBX-USED-WEIGHT-1M')).toMatch(/^\d+$/);
    },
  );
});

describe('the shapes', () => {
  it('of ping, time, price, bookTicker and avgPrice', async () => {
    expect((await bench.get('ping')).json()).toEqual({});
    expect((await bench.get('time')).json()).toEqual({ serverTime: NOW });
    const price = { symbol: 'BTCUSDT', price: expect.stringMatching(PRICE) };
    expect((await bench.get('ticker/price?symbol=BTCUSDT')).json()).toEqual(price);
    expect(await rows('ticker/price')).toHaveLength(bench.simulator.pairs.size);
    const book = (await bench.get('ticker/bookTicker?symbol=BTCUSDT')).json();
    expect(Object.keys(book)).toEqual(['symbol', 'bidPrice', 'bidQty', 'askPrice', 'askQty']);
    const average = { mins: 5, price: expect.stringMatching(PRICE), closeTime: expect.any(Number) };
    expect((await bench.get('avgPrice?symbol=BTCUSDT')).json()).toEqual(average);
  });

  it('of klines: twelve fields, prices as strings, times and count as numbers', async () => {
    const [row = []] = await klines('interval=1m&limit=1');
    const types = row.map((field) => typeof field).join();
    expect(types).toBe('number,string,string,string,string,string,number,string,number,string,string,string');
  });

  it('of aggTrades and trades', async () => {
    const [aggregate = {}] = await rows('aggTrades?symbol=BTCUSDT&limit=1');
    expect(Object.entries(aggregate).map(([name, value]) => `${name} ${typeof value}`)).toEqual([
      'a number',
      'p string',
      'q string',
      'f number',
      'l number',
      'T number',
      'm boolean',
      'M boolean',
    ]);
    const [trade = {}] = await rows('trades?symbol=BTCUSDT&limit=1');
    expect(Object.keys(trade)).toEqual(['id', 'price', 'qty', 'quoteQty', 'time', 'isBuyerMaker', 'isBestMatch']);
  });

  it('of ticker/24hr, FULL and MINI, in the order of the documentation', async () => {
    const full = (await bench.get('ticker/24hr?symbol=BTCUSDT')).json();
    expect(Object.keys(full).join(' ')).toBe(
      'symbol priceChange priceChangePercent weightedAvgPrice prevClosePrice lastPrice lastQty bidPrice bidQty askPrice askQty ' +
        'openPrice highPrice lowPrice volume quoteVolume openTime closeTime firstId lastId count',
    );
    const mini = (await bench.get('ticker/24hr?symbol=BTCUSDT&type=MINI')).json();
    expect(Object.keys(mini).join(' ')).toBe(
      'symbol openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime firstId lastId count',
    );
    expect(full).toMatchObject(mini);
  });

  it('of exchangeInfo, with the pairs in the order asked for', async () => {
    const info = (await bench.get('exchangeInfo?symbols=["ETCUSDT","BTCUSDT"]')).json<Record<string, Row[]>>();
    expect(Object.keys(info)).toEqual(['timezone', 'serverTime', 'rateLimits', 'exchangeFilters', 'symbols']);
    expect(info.symbols?.map(({ symbol }) => symbol)).toEqual(['ETCUSDT', 'BTCUSDT']);
    expect(info.rateLimits).toContainEqual({
      rateLimitType: 'RAW_REQUESTS',
      interval: 'MINUTE',
      intervalNum: 5,
      limit: 300_000,
    });
    const filters = info.symbols?.[1]?.filters as unknown as Row[];
    expect(filters[0]).toMatchObject({ filterType: 'PRICE_FILTER', tickSize: '0.01000000' });
    expect(filters[1]).toMatchObject({ filterType: 'LOT_SIZE', stepSize: '0.00001000' });
    expect((await bench.get('exchangeInfo')).json<Record<string, Row[]>>().symbols?.length).toBeGreaterThanOrEqual(25);
  });
});

describe('one instant', () => {
  it('is the same market in candles, trades, price, tickers and book', async () => {
    for (const symbol of ['BTCUSDT', 'ETCUSDT']) {
      const [last = {}] = await rows(`aggTrades?symbol=${symbol}&limit=1`);
      const day = (await bench.get(`ticker/24hr?symbol=${symbol}`)).json<Row>();
      const book = (await bench.get(`ticker/bookTicker?symbol=${symbol}`)).json<Row>();
      const depth = (await bench.get(`depth?symbol=${symbol}&limit=5`)).json<Record<string, string[][]>>();
      const price = (await bench.get(`ticker/price?symbol=${symbol}`)).json<Row>();
      const month = (await bench.get(`klines?symbol=${symbol}&interval=1M&limit=1`)).json<Kline[]>();
      expect([price.price, day.lastPrice, month[0]?.[4], day.lastId]).toEqual([last.p, last.p, last.p, last.l]);
      expect([book.bidPrice, book.bidQty]).toEqual(depth.bids?.[0]);
      expect([day.askPrice, day.askQty]).toEqual(depth.asks?.[0]);
      expect(Number(book.bidPrice)).toBeLessThan(Number(book.askPrice));
      expect(Number(last.p)).toBeGreaterThanOrEqual(Number(book.bidPrice));
      expect(Number(last.p)).toBeLessThanOrEqual(Number(book.askPrice));
      expect(Number(day.lastId) - Number(day.firstId) + 1).toBe(day.count);
      expect(Number(day.closeTime) - Number(day.openTime)).toBe(86_400_000);
      const bids = depth.bids?.map(([level]) => Number(level)) ?? [];
      expect(bids).toEqual([...bids].sort((left, right) => right - left));
    }
  });

  it('has a 24-hour window of exactly the trades in it', async () => {
    const day = (await bench.get('ticker/24hr?symbol=ETCUSDT')).json<Row>();
    let [next, high, low, count] = [-1, 0, Number.POSITIVE_INFINITY, 0];
    for (;;) {
      const from = next < 0 ? `startTime=${day.openTime}` : `fromId=${next}`;
      const page = await rows(`aggTrades?symbol=ETCUSDT&${from}&limit=1000`);
      if (next < 0) expect(page[0]?.f).toBe(day.firstId);
      for (const trade of page) {
        high = Math.max(high, Number(trade.p));
        low = Math.min(low, Number(trade.p));
        count += Number(trade.l) - Number(trade.f) + 1;
      }
      if (page.length < 1000) break;
      next = Number(page.at(-1)?.a) + 1;
    }
    expect({ high, low, count }).toEqual({ high: Number(day.highPrice), low: Number(day.lowPrice), count: day.count });
  });
});

describe('paging', () => {
  const opens = async (query: string) => (await klines(query)).map(([time]) => Number(time));
  const at = (minutes: number) => Math.floor(NOW / MINUTE) * MINUTE + minutes * MINUTE;

  it('gives the newest candles, the last one still open', async () => {
    expect(await opens('interval=1m&limit=3')).toEqual([at(-2), at(-1), at(0)]);
    expect(await opens('interval=1m')).toHaveLength(500);
    expect(await opens('interval=1m&limit=5000')).toHaveLength(1000);
  });

  it.each([
    ['startTime: the oldest from there', `startTime=${at(-10)}&limit=2`, [at(-10), at(-9)]],
    ['startTime off the minute: from the next one', `startTime=${at(-10) + 1}&limit=1`, [at(-9)]],
    ['endTime: the newest up to it', `endTime=${at(-10)}&limit=2`, [at(-11), at(-10)]],
    ['both: from the start, capped', `startTime=${at(-10)}&endTime=${at(-9) + 5}`, [at(-10), at(-9)]],
    ['both the same', `startTime=${at(-10)}&endTime=${at(-10)}`, [at(-10)]],
    ['microseconds', `startTime=${at(-10)}000&endTime=${at(-10)}999`, [at(-10)]],
    ['the future', `startTime=${at(1)}`, []],
  ])('of klines by %s', async (_title, query, expected) => {
    expect(await opens(`interval=1m&${query}`)).toEqual(expected);
  });

  it('of trades by id leaves nothing out and repeats nothing', async () => {
    const [first = {}] = await rows(`aggTrades?symbol=BTCUSDT&startTime=${at(-60)}&limit=1`);
    const one = await rows(`aggTrades?symbol=BTCUSDT&fromId=${first.a}&limit=40`);
    const two = await rows(`aggTrades?symbol=BTCUSDT&fromId=${Number(one.at(-1)?.a) + 1}&limit=40`);
    expect([...one, ...two].map(({ a }) => a)).toEqual(
      Array.from({ length: 80 }, (_, index) => Number(first.a) + index),
    );
    const newest = await rows('aggTrades?symbol=BTCUSDT&limit=1');
    expect(await rows(`aggTrades?symbol=BTCUSDT&fromId=${Number(newest[0]?.a) + 1}`)).toEqual([]);
  });

  it('of raw trades fills every aggregate exactly', async () => {
    const [aggregate = {}] = await rows('aggTrades?symbol=BTCUSDT&limit=1');
    const parts = (await rows('trades?symbol=BTCUSDT&limit=100')).filter(({ id }) => Number(id) >= Number(aggregate.f));
    expect(parts.map(({ id }) => id)).toEqual(
      Array.from({ length: Number(aggregate.l) - Number(aggregate.f) + 1 }, (_, index) => Number(aggregate.f) + index),
    );
    const units = (text: unknown) => BigInt(String(text).replace('.', ''));
    expect(parts.reduce((sum, { qty }) => sum + units(qty), 0n)).toBe(units(aggregate.q));
  });

  it('reaches nine years back', async () => {
    const [first = []] = await klines('interval=1m&startTime=0&limit=1');
    expect(new Date(Number(first[0])).toISOString()).toBe('2017-08-17T04:00:00.000Z');
    expect((await rows('aggTrades?symbol=BTCUSDT&fromId=0&limit=1'))[0]).toMatchObject({ a: 0, f: 0 });
  });
});

describe('faulty parameters', () => {
  it.each([
    ['klines?interval=1m', -1102],
    ['klines?symbol=BTCUSDT', -1102],
    ['klines?symbol=&interval=1m', -1102],
    ['klines?symbol=BTCUSDT&interval=', -1105],
    ['klines?symbol=BTCUSDT&interval=7m', -1120],
    ['klines?symbol=BTCUSDT&interval=2s', -1120],
    ['klines?symbol=BTCUSDT&interval=1m&limit=ten', -1100],
    ['klines?symbol=BTCUSDT&interval=1m&limit=-1', -1100],
    ['klines?symbol=BTCUSDT&interval=1m&limit=0', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&timeZone=15', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&timeZone=14:01', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&timeZone=-12:30', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&timeZone=5:60', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&timeZone=Europe/Berlin', -1130],
    ['klines?symbol=BTCUSDT&interval=1m&startTime=now', -1100],
    ['klines?symbol=btcusdt&interval=1m', -1100],
    ['klines?symbol=NOSUCH&interval=1m', -1121],
    ['klines?symbol=BTCUSDT&symbol=BTCUSDT&interval=1m', -1101],
    ['klines?symbol=BTCUSDT&interval=1m&page=1', -1104],
    ['ping?x=1', -1104],
    ['aggTrades?symbol=BTCUSDT&fromId=1&startTime=1', -1128],
    ['ticker/price?symbol=BTCUSDT&symbols=["BTCUSDT"]', -1128],
    ['ticker/price?symbols=["BTCUSDT","BTCUSDT"]', -1151],
    ['ticker/price?symbols=["BTCUSDT","NOSUCH"]', -1121],
    ['ticker/price?symbols=["BTCUSDT", "ETHUSDT"]', -1100],
    ['ticker/price?symbols=BTCUSDT', -1100],
    ['ticker/price?symbols=["btcusdt"]', -1100],
    ['ticker', -1102],
    ['ticker/tradingDay', -1102],
    ['ticker/tradingDay?symbol=BTCUSDT&timeZone=99', -1130],
    ['ticker?symbol=BTCUSDT&windowSize=60m', -1130],
    ['ticker?symbol=BTCUSDT&windowSize=0m', -1130],
    ['ticker?symbol=BTCUSDT&windowSize=24h', -1130],
    ['ticker?symbol=BTCUSDT&windowSize=8d', -1130],
    ['ticker?symbol=BTCUSDT&windowSize=1h30m', -1130],
    ['ticker?symbol=BTCUSDT&type=BIG', -1139],
    ['exchangeInfo?symbols=["BTCUSDT","NOSUCH"]', -1121],
    ['exchangeInfo?symbol=BTCUSDT&permissions=SPOT', -1128],
    ['ticker/24hr?symbol=BTCUSDT&type=BIG', -1139],
    ['ticker/24hr?symbolStatus=OPEN', -1122],
    ['ticker/24hr?symbol=BTCUSDT&symbolStatus=HALT', -1220],
    ['depth?symbol=BTCUSDT&symbolStatus=BREAK', -1220],
  ])('%s is answered 400 with %p', async (path, code) => {
    const reply = await bench.get(path);
    expect([reply.status, reply.json().code, typeof reply.json().msg]).toEqual([400, code, 'string']);
  });

  it('of an unknown path are not looked at: 404', async () => {
    expect((await bench.get('nowhere')).status).toBe(404);
  });

  it('of symbolStatus drop the others from a list', async () => {
    expect(await rows('ticker/price?symbols=["BTCUSDT"]&symbolStatus=HALT')).toEqual([]);
  });
});
