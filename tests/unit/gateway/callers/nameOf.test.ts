import { nameOf } from '../../../../gateway/callers/nameOf.ts';
import { connectors } from '../../../../gateway/connectors.ts';

const endpoint = connectors.spot.endpoints?.find(({ path }) => path === '/api/v3/klines');
const named = (params: Record<string, string | number>) =>
  nameOf({ path: '/api/v3/klines', params, weight: 2 }, endpoint);

it('is the same for requests that the exchange answers alike', () => {
  const name = named({ symbol: 'BTCUSDT', interval: '1h' });
  expect(named({ interval: '1h', symbol: 'BTCUSDT' })).toBe(name);
  expect(named({ symbol: 'BTCUSDT', interval: '1h', limit: 500 })).toBe(name);
  expect(named({ symbol: 'BTCUSDT', interval: '1h', limit: '500' })).toBe(name);
});

it('is another one for any other', () => {
  const names = [
    named({ symbol: 'BTCUSDT', interval: '1h' }),
    named({ symbol: 'BTCUSDT', interval: '1h', limit: 501 }),
    named({ symbol: 'BTCUSDT', interval: '1h', startTime: 1 }),
    named({ symbol: 'BTCUSDT', interval: '1h', endTime: 1 }),
    named({ symbol: 'BTCUSDT&interval=1h', interval: '1m' }),
    named({ symbol: 'ETHUSDT', interval: '1h' }),
    nameOf({ path: '/api/v3/uiKlines', params: { symbol: 'BTCUSDT', interval: '1h' }, weight: 2 }, endpoint),
  ];
  expect(new Set(names).size).toBe(names.length);
});
