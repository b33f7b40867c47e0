import { API_KEY } from '../../../unit/simulator/usdm/askUsdm.ts';
import { type Bench, startBench } from '../client.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ now: () => NOW, usdm: { weightLimit: 1_000_000 } });
});
afterAll(() => bench.simulator.close());

type Row = Record<string, unknown>;

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
