import { eventually } from '../../../eventually.ts';
import { createStreamsFixture } from './streamsFixture.ts';

const KEY = 'a-key-of-ours-123';

let api: Awaited<ReturnType<typeof createStreamsFixture>>;
beforeAll(async () => {
  api = await createStreamsFixture();
});
afterAll(() => api.close());
afterEach(() => {
  expect(api.defects).toEqual([]);
  api.api = {};
});

const own = (headers: Record<string, string>) => ({ headers });

async function isOpened(path: string, headers: Record<string, string> = {}): Promise<void> {
  const caller = await api.open(path, own(headers));
  expect(await caller.ask('LIST_SUBSCRIPTIONS')).toMatchObject({ id: 1 });
  caller.socket.terminate();
}

describe('with access keys', () => {
  beforeEach(() => {
    api.api = { accessKeys: [KEY] };
  });

  it.each([
    ['X-API-Key', '/ws', { 'X-API-Key': KEY }],
    ['X-MBX-APIKEY', '/stream', { 'X-MBX-APIKEY': KEY }],
    ['the path', `/k/${KEY}/ws`, {}],
    ['the path of a combined socket', `/k/${KEY}/stream?streams=btcusdt@trade`, {}],
    ['the path of futures', `/k/${KEY}/fstream/market/ws/3`, {}],
    ['the path, for ccxt', `/k/${KEY}/stream/ws/1`, {}],
  ] as const)('a right one in %s opens a socket', async (_, path, headers) => {
    await isOpened(path, headers);
  });

  it.each([
    ['none', '/ws', {}, -2014],
    ['a wrong one in a header', '/ws', { 'X-API-Key': 'a-wrong-key' }, -2015],
    ['a wrong one in the path', '/k/a-wrong-key/ws', {}, -2015],
    ['one in the query', `/ws?key=${KEY}`, {}, -2014],
  ] as const)('%s gets 401, and the answer has no key in it', async (_, path, headers, code) => {
    const { status, body } = await api.refused(path, own(headers));
    expect([status, body]).toEqual([401, { code, msg: expect.any(String) }]);
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`wrong-key|${KEY}`));
  });

  it('what is wrong with the address is told only to those who may ask', async () => {
    expect((await api.refused('/ws/nonsense@nonsense')).status).toBe(401);
    expect((await api.refused(`/k/${KEY}/ws/nonsense@nonsense`)).status).toBe(400);
  });
});

describe('sockets that are open', () => {
  const others = ['another-key-of-ours', 'a-third-key-of-ours'] as const;

  it('end within seconds of the withdrawal of their key, and only they', async () => {
    api.api = { accessKeys: [KEY, ...others] };
    const [withdrawn, idle, other] = await Promise.all([
      api.open(`/k/${KEY}/ws/btcusdt@depth@100ms`),
      api.open('/fstream/ws', own({ 'X-API-Key': KEY })),
      api.open(`/k/${others[0]}/ws`),
    ]);
    api.api = { accessKeys: [KEY, others[0]] };
    await eventually(() => other.ask('LIST_SUBSCRIPTIONS'));
    expect(idle.socket.readyState).toBe(idle.socket.OPEN);
    api.api = { accessKeys: others };
    const reason = 'its access key is accepted no more';
    expect([await withdrawn.closed, await idle.closed]).toEqual([
      { code: 1008, reason },
      { code: 1008, reason },
    ]);
    expect(await other.ask('LIST_SUBSCRIPTIONS')).toMatchObject({ id: 2 });
    expect(api.streams.callers.counts.ended['key-withdrawn']).toBe(2);
    other.socket.terminate();
  });

  it('without a key end once there are keys, and those with one stay once there are none', async () => {
    const without = await api.open('/ws');
    api.api = { accessKeys: [KEY] };
    expect((await without.closed).code).toBe(1008);
    const keyed = await api.open(`/k/${KEY}/ws`);
    api.api = {};
    const waiting = await api.open('/ws');
    api.api = { accessKeys: [] };
    for (const caller of [keyed, waiting]) {
      expect(await caller.ask('LIST_SUBSCRIPTIONS')).toMatchObject({ id: 1 });
      caller.socket.terminate();
    }
  });

  it('of a caller whose key is withdrawn while its stream is asked for, too', async () => {
    api.api = { accessKeys: [KEY] };
    const accept = api.link.hold();
    const opening = api.open(`/k/${KEY}/ws/ethusdt@trade`);
    await eventually(() => api.link.followed().includes('ethusdt@trade'));
    api.api = { accessKeys: others };
    accept();
    expect((await (await opening).closed).code).toBe(1008);
  });
});

describe('web pages', () => {
  it.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ Origin: 'https://127.0.0.1.evil.example' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
  ])('%j gets 403', async (headers) => {
    const { status, body } = await api.refused('/ws', own(headers as Record<string, string>));
    expect([status, body]).toEqual([403, { code: -1020, msg: expect.stringContaining('web page') }]);
  });

  it('one of our own and of api.cors may follow streams', async () => {
    await isOpened('/ws', { Origin: `http://127.0.0.1:${api.port}` });
    api.api = { cors: ['https://my.example'] };
    await isOpened('/ws', { Origin: 'https://my.example', 'Sec-Fetch-Site': 'cross-site' });
  });

  it('a page that lets its own name point to us gets 421', async () => {
    expect((await api.refused('/ws', own({ Host: 'evil.example' }))).status).toBe(421);
    api.api = { hosts: ['data.example'] };
    await isOpened('/ws', { Host: 'data.example:8000' });
  });
});

it('refusals are counted by cause', () => {
  const { refused } = api.streams.callers.counts;
  expect(refused).toMatchObject({ unauthorized: 5, foreign: 5, 'bad-stream': 1 });
});
