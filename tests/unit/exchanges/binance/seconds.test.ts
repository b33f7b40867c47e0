import { connectors } from '../../../../gateway/connectors.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import type { AskedTrades } from '../../../../model/seconds.ts';

const T = 1_790_000_000_000;
const { spot, usdm } = connectors;

test('spot asks for candles of a second, and futures for aggregate trades', () => {
  expect(spot.seconds?.asked.from('BTCUSDT', T, 10)).toEqual({
    path: '/api/v3/klines',
    params: { symbol: 'BTCUSDT', interval: '1s', startTime: T, limit: 10 },
    weight: 2,
  });
  const asked = usdm.seconds?.asked as AskedTrades;
  expect([asked.from('BTCUSDT', T), asked.fromId('BTCUSDT', 7, 1), asked.newest('BTCUSDT', 1)]).toEqual(
    [{ startTime: T, limit: 1000 }, { fromId: 7, limit: 1 }, { limit: 1 }].map((params) => ({
      path: '/fapi/v1/aggTrades',
      params: { symbol: 'BTCUSDT', ...params },
      weight: 20,
    })),
  );
});

test('the best stream of each market is followed', () => {
  expect(spot.seconds?.streams.map(({ nameOf }) => nameOf('BTCUSDT'))).toEqual([
    'btcusdt@kline_1s',
    'btcusdt@aggTrade',
    'btcusdt@trade',
  ]);
  expect(usdm.seconds?.streams.map(({ nameOf }) => nameOf('BTCUSDT'))).toEqual(['btcusdt@aggTrade', 'btcusdt@trade']);
});

test('trades of futures that are none of the market are numbered and left out', () => {
  const event = { e: 'trade', E: T, T, s: 'BTCUSDT', t: 5, p: '0', q: '0', X: 'NA', m: false };
  const read = usdm.seconds?.streams[1]?.read;
  expect(read?.(event, 'BTCUSDT')).toEqual({ id: 5, time: T, price: '0', quantity: '0', isLeftOut: true });
  expect(read?.({ ...event, p: '2', q: '1', X: 'MARKET' }, 'BTCUSDT')).toEqual({
    id: 5,
    time: T,
    price: '2',
    quantity: '1',
  });
});

const row = (change: (row: unknown[]) => void = () => undefined) => {
  const made: unknown[] = [T, '2', '3', '1', '2', '5', T + 999, '9', 4, '1', '1', '0'];
  change(made);
  return { data: [made], text: '', path: 'file' };
};

test('a row of candles is one second, and can be', () => {
  expect(spot.seconds?.saved.candles(row())).toEqual([{ openTime: T, close: '2', volume: '5' }]);
  const wrong: ((row: unknown[]) => void)[] = [
    (each) => (each[0] = T + 1),
    (each) => (each[6] = T + 59_999),
    (each) => (each[4] = '4'),
    (each) => (each[4] = '2e0'),
    (each) => (each[5] = `1.${'0'.repeat(19)}`),
    (each) => (each[0] = T * 1000),
    (each) => each.splice(5),
  ];
  for (const change of wrong) expect(() => spot.seconds?.saved.candles(row(change))).toThrow(InvalidPayload);
});
