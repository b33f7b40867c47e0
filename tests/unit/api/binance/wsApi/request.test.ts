import { readRequest } from '../../../../../api/binance/wsApi/request.ts';

const read = (value: unknown) => readRequest(typeof value === 'string' ? value : JSON.stringify(value));
const queryOf = (params: object) => {
  const found = read({ id: 1, method: 'depth', params });
  if ('error' in found) throw found.error;
  return decodeURIComponent(found.query);
};

it('reads a request', () => {
  const params = { symbol: 'BTCUSDT', limit: 5, returnRateLimits: false };
  expect(read({ id: 'a-1_B', method: 'depth', params })).toEqual({
    ...{ id: '"a-1_B"', method: 'depth', query: 'symbol=BTCUSDT&limit=5', returnRateLimits: false },
  });
});

it.each([
  [7, '7'],
  [-7, '-7'],
  [null, 'null'],
  [undefined, 'null'],
  ['0f2c', '"0f2c"'],
])('an id %p comes back as %p', (id, told) => {
  expect(read({ id, method: 'ping' })).toEqual({ id: told, method: 'ping', query: '' });
});

it('an id of 64 bits comes back as it was written', () => {
  expect(read('{"id":9223372036854775807,"method":"ping"}')).toMatchObject({ id: '9223372036854775807' });
});

it.each([
  ['{', 'null', 'Invalid JSON request.'],
  ['', 'null', 'Invalid JSON request.'],
  ['[]', 'null', 'Invalid JSON request.'],
  ['null', 'null', 'Invalid JSON request.'],
  ['"ping"', 'null', 'Invalid JSON request.'],
  [{ id: 1.5, method: 'ping' }, 'null', "Invalid 'id' in JSON request"],
  [{ id: {}, method: 'ping' }, 'null', "Invalid 'id' in JSON request"],
  [{ id: 'x'.repeat(37), method: 'ping' }, 'null', "Invalid 'id' in JSON request"],
  [{ id: 'a b', method: 'ping' }, 'null', "Invalid 'id' in JSON request"],
  [{ id: 7 }, '7', "Invalid 'method' in JSON request"],
  [{ id: 7, method: ['ping'] }, '7', "Invalid 'method' in JSON request"],
  [{ id: 7, method: 'ping', params: [] }, '7', "Invalid 'params' in JSON request"],
  [{ id: 7, method: 'ping', params: null }, '7', "Invalid 'params' in JSON request"],
])('%p is no request', (sent, id, why) => {
  expect(read(sent)).toEqual({ id, error: expect.objectContaining({ exchangeCode: -1135, status: 400 }) });
  expect(read(sent)).toMatchObject({ error: { message: expect.stringContaining(why) } });
});

it('returnRateLimits is yes or no', () => {
  expect(read({ id: 7, method: 'ping', params: { returnRateLimits: 'false' } })).toMatchObject({
    ...{ id: '7', error: { exchangeCode: -1130 } },
  });
});

it.each([
  ['numbers', { limit: 5, startTime: 1_790_000_000_000 }, 'limit=5&startTime=1790000000000'],
  ['numbers that none is', { limit: 1.5, fromId: 1e21 }, 'limit=1.5&fromId=1e+21'],
  ['yes and no', { showPermissionSets: false }, 'showPermissionSets=false'],
  ['lists', { symbols: ['BTCUSDT', '币安USDT'] }, 'symbols=["BTCUSDT","币安USDT"]'],
  ['empty lists', { symbols: [] }, 'symbols=[]'],
  ['nothing', { symbol: null }, 'symbol='],
  ['what is deep', { symbol: { a: 1 }, symbols: [['A']] }, 'symbol={}&symbols={}'],
  ['what parts parameters', { symbol: 'A&limit=1' }, 'symbol=A&limit=1'],
  ['what a caller signs with', { apiKey: 'k', timestamp: 1, recvWindow: 1, signature: 's', symbol: 'A' }, 'symbol=A'],
])('%s are written as in a URL', (_what, params, query) => {
  expect(queryOf(params)).toBe(query);
});

it('a value stays one value', () => {
  expect(read({ id: 1, method: 'depth', params: { symbol: 'A&limit=1' } })).toMatchObject({
    query: 'symbol=A%26limit%3D1',
  });
});

it('what lies ever so deep does no harm', () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  expect(read(`{"id":1,"method":"depth","params":{"symbols":${deep}}}`)).toMatchObject({ query: 'symbols=%7B%7D' });
});
