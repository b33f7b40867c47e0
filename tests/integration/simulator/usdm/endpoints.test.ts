import { API_KEY } from '../../../unit/simulator/usdm/askUsdm.ts';
import { type Bench, startBench } from '../client.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => NOW, usdm: { weightLimit: 1_000_000 } });
});
afterAll(() => bench.simulator.close());

type Row = Record<string, unknown>;
const ask = async <Body = Row>(path: string) => (await bench.getPath(path, { 'X-MBX-APIKEY': API_KEY })).json<Body>();

/** An object's fields in order, with their types. */
const fields = (row: Row = {}) =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value}`)
    .join(', ');
/** `a,b` strings, then `c,d` numbers. */
const typed = (text: string) =>
  text
    .split(/\s+/)
    .map((part) => {
      const [name, type = 's'] = part.split(':');
      return `${name} ${{ s: 'string', n: 'number', b: 'boolean', l: 'list' }[type]}`;
    })
    .join(', ');

const TRADE = 'id:n price qty quoteQty time:n isBuyerMaker:b isRPITrade:b';
const RATIO = 'symbol longShortRatio longAccount shortAccount timestamp:n';

describe('answers of the futures market', () => {
  it.each([
    ['/fapi/v1/depth?symbol=BTCUSDT&limit=5', 'lastUpdateId:n E:n T:n bids:l asks:l'],
    ['/fapi/v1/trades?symbol=BTCUSDT&limit=1', TRADE],
    ['/fapi/v1/historicalTrades?symbol=BTCUSDT&limit=1', TRADE],
    ['/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1', 'a:n p q nq f:n l:n T:n m:b'],
    [
      '/fapi/v1/premiumIndex?symbol=BTCUSDT',
      'symbol markPrice indexPrice estimatedSettlePrice lastFundingRate interestRate nextFundingTime:n time:n',
    ],
    ['/fapi/v1/fundingRate?limit=1', 'symbol fundingTime:n fundingRate markPrice rateType'],
    [
      '/fapi/v1/ticker/24hr?symbol=BTCUSDT',
      'symbol priceChange priceChangePercent weightedAvgPrice lastPrice lastQty openPrice highPrice lowPrice volume quoteVolume openTime:n closeTime:n firstId:n lastId:n count:n',
    ],
    ['/fapi/v1/ticker/price?symbol=BTCUSDT', 'symbol price time:n'],
    ['/fapi/v2/ticker/price', 'symbol price time:n'],
    ['/fapi/v1/ticker/bookTicker', 'symbol bidPrice bidQty askPrice askQty time:n lastUpdateId:n'],
    ['/futures/data/delivery-price?pair=BTCUSDT', 'deliveryTime:n deliveryPrice:n'],
    ['/fapi/v1/openInterest?symbol=BTCUSDT', 'openInterest symbol time:n'],
    [
      '/futures/data/openInterestHist?symbol=BTCUSDT&period=5m',
      'symbol sumOpenInterest sumOpenInterestValue CMCCirculatingSupply timestamp:n',
    ],
    ['/futures/data/topLongShortPositionRatio?symbol=BTCUSDT&period=5m', RATIO],
    ['/futures/data/topLongShortAccountRatio?symbol=BTCUSDT&period=5m', RATIO],
    ['/futures/data/globalLongShortAccountRatio?symbol=BTCUSDT&period=5m', RATIO],
    ['/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=5m', 'buySellRatio buyVol sellVol timestamp:n'],
    [
      '/futures/data/basis?pair=BTCUSDT&contractType=NEXT_QUARTER&period=5m',
      'indexPrice contractType basisRate futuresPrice annualizedBasisRate basis pair timestamp:n',
    ],
    ['/fapi/v1/indexInfo', 'symbol time:n component baseAssetList:l'],
    [
      '/fapi/v1/assetIndex',
      'symbol time:n index bidBuffer askBuffer bidRate askRate autoExchangeBidBuffer autoExchangeAskBuffer autoExchangeBidRate autoExchangeAskRate',
    ],
  ])('have the fields that Binance sends: %s', async (path, text) => {
    const body = await ask<Row | Row[]>(path);
    expect(fields(Array.isArray(body) ? body[0] : body)).toBe(typed(text));
  });

  it('of fundingInfo are of contracts that were adjusted, and of COIN-M', async () => {
    const rows = await ask<Row[]>('/fapi/v1/fundingInfo');
    const start =
      'symbol string, adjustedFundingRateCap string, adjustedFundingRateFloor string, fundingIntervalHours number, disclaimer boolean';
    expect(new Set(rows.map((row) => fields(row)))).toEqual(
      new Set([`${start}, updateTime null`, `${start}, updateTime number`]),
    );
    const symbols = rows.map(({ symbol }) => symbol);
    expect(symbols).toEqual(expect.arrayContaining(['BTCUSDT', 'ARBUSDT', 'BTCUSD_PERP']));
    expect(symbols).not.toContain('BCHUSDT');
    expect(new Set(rows.map(({ fundingIntervalHours }) => fundingIntervalHours))).toEqual(new Set([1, 4, 8]));
  });

  it('of the five kinds of candles have twelve fields; only traded ones have a volume', async () => {
    const types = 'number,string,string,string,string,string,number,string,number,string,string,string';
    for (const asked of [
      'klines?symbol',
      'markPriceKlines?symbol',
      'premiumIndexKlines?symbol',
      'indexPriceKlines?pair',
      'continuousKlines?contractType=PERPETUAL&pair',
    ]) {
      const [row = []] = await ask<unknown[][]>(`/fapi/v1/${asked}=BTCUSDT&interval=5m&limit=1`);
      expect(row.map((field) => typeof field).join()).toBe(types);
      expect([asked, row[5] === '0']).toEqual([asked, /mark|premium|index/.test(asked)]);
    }
  });

  it('are printed with the decimals of the contract, prices that nobody trades with eight', async () => {
    const price = async (symbol: string) =>
      (await ask(`/fapi/v1/ticker/price?symbol=${encodeURIComponent(symbol)}`)).price;
    expect(await price('BTCUSDT')).toMatch(/^\d+\.\d{2}$/);
    expect(await price('TSLAUSDT')).toMatch(/^\d+\.\d{2}000$/);
    expect(await price('币安人生USDT')).toMatch(/^\d+\.\d{4}000$/);
    expect((await ask('/fapi/v1/premiumIndex?symbol=TSLAUSDT')).markPrice).toMatch(/^\d+\.\d{8}$/);
    const [kline] = await ask<string[][]>('/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=1');
    expect([kline?.[5], kline?.[7]]).toEqual([
      expect.stringMatching(/^\d+\.\d{3}$/),
      expect.stringMatching(/^\d+\.\d{5}$/),
    ]);
    const [trx] = await ask<string[][]>('/fapi/v1/klines?symbol=TRXUSDT&interval=1h&limit=1');
    expect(trx?.[5]).toMatch(/^\d+$/);
  });

  it('agree with each other at one moment', async () => {
    for (const symbol of ['BTCUSDT', 'ADAUSDT', 'BTCUSDT_261225']) {
      const [day, price, best] = await Promise.all(
        ['ticker/24hr', 'ticker/price', 'ticker/bookTicker'].map((path) => ask(`/fapi/v1/${path}?symbol=${symbol}`)),
      );
      const depth = await ask<{ lastUpdateId: number; bids: string[][]; asks: string[][] }>(
        `/fapi/v1/depth?symbol=${symbol}&limit=5`,
      );
      const [last] = await ask<Row[]>(`/fapi/v1/trades?symbol=${symbol}&limit=1`);
      expect([day?.lastPrice, day?.lastId, price?.price, price?.time]).toEqual([
        last?.price,
        last?.id,
        last?.price,
        last?.time,
      ]);
      expect([best?.bidPrice, best?.bidQty]).toEqual(depth.bids[0]);
      expect([best?.askPrice, best?.askQty, best?.lastUpdateId]).toEqual([
        ...(depth.asks[0] ?? []),
        depth.lastUpdateId,
      ]);
      expect(Number(day?.openTime) % 60_000).toBe(0);
    }
  });
});

describe('exchangeInfo of the futures market', () => {
  interface Info {
    readonly symbols: (Row & { readonly symbol: string; readonly filters: Row[] })[];
  }
  it('has contracts of each kind and status, dated ones with their delivery', async () => {
    const { symbols, ...rest } = await ask<Info & Row>('/fapi/v1/exchangeInfo');
    expect(Object.keys(rest)).toEqual([
      'timezone',
      'serverTime',
      'futuresType',
      'rateLimits',
      'exchangeFilters',
      'assets',
    ]);
    const of = (symbol: string) => symbols.find((row) => row.symbol === symbol);
    const delivery = Date.UTC(2026, 11, 25, 8);
    expect(of('BTCUSDT')).toMatchObject({
      contractType: 'PERPETUAL',
      status: 'TRADING',
      deliveryDate: 4_133_404_800_000,
      pair: 'BTCUSDT',
    });
    expect(of('BTCUSDT_261225')).toMatchObject({
      contractType: 'CURRENT_QUARTER',
      deliveryDate: delivery,
      pair: 'BTCUSDT',
    });
    expect(of('ETHUSDT_270326')).toMatchObject({ contractType: 'NEXT_QUARTER', onboardDate: Date.UTC(2026, 8, 25, 8) });
    expect(of('ETHUSDT_260925')).toBeUndefined();
    expect(of('OMGUSDT')).toMatchObject({ status: 'SETTLING', deliveryDate: Date.UTC(2025, 0, 31, 8) });
    expect(of('BTCSTUSDT')).toMatchObject({ status: 'PENDING_TRADING', onboardDate: Date.UTC(2027, 5, 1, 8) });
    expect(of('XAUUSDT')).toMatchObject({ contractType: 'TRADIFI_PERPETUAL', underlyingType: 'COMMODITY' });
    expect(of('BTCDOMUSDT')).toMatchObject({ underlyingType: 'INDEX' });
    expect(of('TSLAUSDT')).toMatchObject({
      pricePrecision: 5,
      filters: expect.arrayContaining([expect.objectContaining({ tickSize: '0.01000' })]),
    });
    expect(symbols.map(({ symbol }) => symbol)).toContain('币安人生USDT');
  });

  it('shows in lists of prices only what is traded; what is not is all zero', async () => {
    for (const path of ['ticker/24hr', 'ticker/price', 'ticker/bookTicker']) {
      const symbols = (await ask<{ symbol: string }[]>(`/fapi/v1/${path}`)).map(({ symbol }) => symbol);
      expect(symbols).toEqual(expect.arrayContaining(['BTCUSDT', 'BTCUSDT_261225', 'XAUUSDT']));
      expect(symbols.filter((symbol) => ['OMGUSDT', 'BTCSTUSDT'].includes(symbol))).toEqual([]);
    }
    expect(await ask('/fapi/v1/ticker/bookTicker?symbol=OMGUSDT')).toMatchObject({ bidPrice: '0.0000', askQty: '0.0' });
    expect(await ask('/fapi/v1/depth?symbol=BTCSTUSDT')).toMatchObject({ bids: [], asks: [] });
    expect(await ask('/fapi/v1/klines?symbol=BTCSTUSDT&interval=1d')).toEqual([]);
    expect(await ask('/fapi/v1/premiumIndex?symbol=OMGUSDT')).toMatchObject({
      estimatedSettlePrice: '0.00000000',
      nextFundingTime: 0,
    });
  });

  it('follows the control port: a status stops trades, a delisting makes the symbol unknown', async () => {
    const set = (status: string) => bench.control('POST', '/symbols/ETHUSDT?market=usdm', { status });
    const status = async () =>
      (await ask<Info>('/fapi/v1/exchangeInfo')).symbols.find(({ symbol }) => symbol === 'ETHUSDT')?.status;
    expect((await set('PRE_SETTLE')).status).toBe(200);
    expect(await status()).toBe('PRE_SETTLE');
    expect(await ask('/fapi/v1/depth?symbol=ETHUSDT')).toMatchObject({ bids: [] });
    const list = await bench.control('GET', '/symbols?market=usdm');
    expect(list.json<Row[]>()).toContainEqual({ symbol: 'ETHUSDT', status: 'PRE_SETTLE' });
    expect((await bench.control('GET', '/symbols')).json<Row[]>()).toContainEqual({
      symbol: 'ETHUSDT',
      status: 'TRADING',
    });
    await bench.control('DELETE', '/symbols/ETHUSDT?market=usdm');
    expect(await ask('/fapi/v1/depth?symbol=ETHUSDT')).toMatchObject({ code: -1121 });
    expect((await bench.get('depth?symbol=ETHUSDT')).status).toBe(200);
    await set('TRADING');
    expect(await status()).toBe('TRADING');
    expect((await set('HALT')).json().error).toContain('status must be one of PENDING_TRADING, TRADING');
    expect((await bench.control('GET', '/symbols?market=coinm')).status).toBe(400);
  });
});

describe('faulty requests to the futures market', () => {
  it.each([
    ['/fapi/v1/klines?symbol=NOSUCH&interval=1m', -1121],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1s', -1120],
    ['/fapi/v1/klines?interval=1m', -1102],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1501', -1130],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=2&endTime=1', -1023],
    ['/fapi/v1/indexPriceKlines?symbol=BTCUSDT&interval=1m', -1104],
    ['/fapi/v1/indexPriceKlines?interval=1m', -1102],
    ['/fapi/v1/indexPriceKlines?pair=NOSUCH&interval=1m', -1121],
    ['/fapi/v1/continuousKlines?pair=BTCUSDT&interval=1m', -1102],
    ['/fapi/v1/continuousKlines?pair=BTCUSDT&contractType=WEEKLY&interval=1m', -1119],
    ['/fapi/v1/continuousKlines?pair=ADAUSDT&contractType=NEXT_QUARTER&interval=1m', -1121],
    ['/fapi/v1/depth?symbol=BTCUSDT&limit=7', -4021],
    ['/fapi/v1/ticker/24hr?symbols=["BTCUSDT"]', -1104],
    ['/fapi/v1/exchangeInfo?symbol=BTCUSDT', -1104],
    ['/fapi/v1/trades?symbol=BTCUSDT&limit=1001', -1130],
    ['/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=1&startTime=1', -1128],
    ['/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=1', -4166],
    [`/fapi/v1/aggTrades?symbol=BTCUSDT&startTime=${NOW - 49 * 3_600_000}`, -4166],
    [`/fapi/v1/aggTrades?symbol=BTCUSDT&startTime=${NOW - 7_200_000}&endTime=${NOW}`, -1127],
    ['/fapi/v1/historicalTrades?symbol=BTCUSDT&fromId=1', -4166],
    ['/futures/data/openInterestHist?symbol=BTCUSDT', -1102],
    ['/futures/data/openInterestHist?symbol=BTCUSDT&period=8h', -1130],
    ['/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=501', -1130],
    [`/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&startTime=${NOW - 31 * 86_400_000}`, -1130],
    ['/futures/data/basis?pair=BTCUSDT&period=5m', -1102],
    ['/futures/data/basis?pair=BTCUSDT&contractType=CURRENT&period=5m', -1119],
    ['/futures/data/delivery-price', -1102],
    ['/fapi/v1/assetIndex?symbol=BTCUSDT', -1121],
    ['/fapi/v1/indexInfo?symbol=BTCUSDT', -1121],
    ['/fapi/v1/openInterest', -1102],
  ])('%s is answered 400 with %p', async (path, code) => {
    const reply = await bench.getPath(path, { 'X-MBX-APIKEY': API_KEY });
    expect([reply.status, reply.json().code, typeof reply.json().msg]).toEqual([400, code, 'string']);
  });

  it('without a good key are refused where one is needed', async () => {
    const path = '/fapi/v1/historicalTrades?symbol=BTCUSDT&limit=1';
    const codeOf = async (key?: string) => {
      const reply = await bench.getPath(path, key === undefined ? {} : { 'X-MBX-APIKEY': key });
      return [reply.status, reply.json<Row & { code?: number }>().code];
    };
    expect(await codeOf()).toEqual([401, -2014]);
    expect(await codeOf('short')).toEqual([401, -2014]);
    expect(await codeOf(`rejected${'x'.repeat(56)}`)).toEqual([401, -2015]);
    expect(await codeOf(API_KEY)).toEqual([200, undefined]);
  });

  it('of a path that does not exist are 404', async () => {
    expect((await bench.getPath('/fapi/v1/avgPrice?symbol=BTCUSDT')).status).toBe(404);
    expect((await bench.getPath('/futures/data/nothing')).status).toBe(404);
  });
});
