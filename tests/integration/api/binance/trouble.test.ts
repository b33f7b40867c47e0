import { eventually } from '../../../eventually.ts';
import { type ApiWorld, openApiWorld } from './apiWorld.ts';

/** What callers do to each other and to the exchange. Nobody collects: all that the exchange is asked, callers ask. */

const keys = Array.from({ length: 11 }, (_, index) => `the-key-of-bot-${index}`);
const [flooder = '', ...others] = keys;
const contentWith = (share: number) => ({ pairs: ['btcusdt'], api: { accessKeys: keys }, callers: { share } });

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(contentWith(0.2), {}, false);
});
afterAll(() => world.close());

const get = (key: string, path: string) => world.get(path, { headers: { 'X-MBX-APIKEY': key } });
const asked = () => world.simulator.stats().requests;

it('ten thousand symbols that there are not reach nobody', async () => {
  expect((await get(flooder, '/api/v3/avgPrice?symbol=LTCUSDT')).status).toBe(200);
  const before = asked();
  const answers = new Map<string, number>();
  for (let first = 0; first < 10_000; first += 100) {
    const some = Array.from({ length: 100 }, (_, index) =>
      get(flooder, `/api/v3/avgPrice?symbol=NO${first + index}USDT`),
    );
    for (const { status, text } of await Promise.all(some)) {
      answers.set(`${status} ${text}`, (answers.get(`${status} ${text}`) ?? 0) + 1);
    }
  }
  expect([...answers]).toEqual([['400 {"code":-1121,"msg":"Invalid symbol."}', 10_000]]);
  expect(asked()).toBe(before);
});

it('who floods is told to wait, and nobody else', async () => {
  const refused = await eventually(async () => {
    const some = Array.from({ length: 5 }, () => get(flooder, '/api/v3/depth?symbol=ETHUSDT&limit=5000'));
    return (await Promise.all(some)).find(({ status }) => status !== 200) ?? false;
  });
  expect([refused.status, refused.body]).toEqual([
    429,
    { code: -1003, msg: expect.stringMatching(/^Too much request weight used; .+\.$/) },
  ]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const flood = Array.from({ length: 50 }, () => get(flooder, '/api/v3/trades?symbol=BNBUSDT'));
  const own = others.map((key, index) => get(key, `/api/v3/klines?symbol=LTCUSDT&interval=3m&limit=${index + 1}`));
  expect((await Promise.all(own)).map(({ status }) => status)).toEqual(others.map(() => 200));
  await Promise.all(flood);
  expect(world.simulator.stats().byStatus).not.toHaveProperty('429');
});

it('what many ask at the same moment is asked once', async () => {
  const before = asked();
  const path = '/api/v3/exchangeInfo?permissions=LEVERAGED';
  const answers = await Promise.all(others.flatMap((key) => [get(key, path), get(key, path)]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.map(({ headers }) => headers.get('x-cache')).sort()).toEqual([...Array(19).fill('hit'), 'pass']);
  expect(asked()).toBe(before + 1);
});

it('what is stale is asked of the exchange, and where nobody may ask it, to be asked for again', async () => {
  const path = '/api/v3/ticker/price?symbol=BTCUSDT';
  const [key = ''] = others;
  const collecting = await world.start(['price', 'pair-info']);
  await eventually(async () => {
    const { headers } = await get(key, path);
    return headers.get('x-cache') === 'hit' && Number(headers.get('x-data-age-ms')) > 0;
  });
  await collecting.stop();
  world.edit({ ...contentWith(0) });
  const stale = await eventually(async () => {
    const answer = await get(key, path);
    return answer.status !== 200 && answer;
  });
  expect([stale.status, stale.body]).toEqual([
    503,
    { code: -1001, msg: expect.stringContaining('callers.share is 0') },
  ]);
  const never = await get(key, '/api/v3/ticker/price?symbol=ETHUSDT');
  expect([never.status, never.body]).toEqual([403, { code: -1020, msg: expect.stringContaining('BTCUSDT') }]);
  world.edit(contentWith(0.2));
  await eventually(async () => (await get(key, path)).headers.get('x-cache') === 'pass');
});

it('an exchange that fails is to be asked again, whatever it says', async () => {
  const id = world.simulator.inject({ kind: 'status', status: 503, path: '/api/v3/trades' } as never);
  const { status, body } = await get(others[1] ?? '', '/api/v3/trades?symbol=XRPUSDT&limit=3');
  world.simulator.clearFaults(id);
  expect([status, body]).toEqual([503, { code: -1001, msg: expect.stringMatching(/^[A-Z].+\.$/) }]);
});
