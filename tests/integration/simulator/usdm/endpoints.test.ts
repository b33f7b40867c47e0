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
