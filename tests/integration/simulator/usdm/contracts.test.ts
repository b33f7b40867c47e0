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

it('a recording of futures that cannot be read is named by its own option', async () => {
  await expect(startBench({ replayUsdm: ['/nowhere'] })).rejects.toThrow('--replay-usdm /nowhere: no such file');
});
