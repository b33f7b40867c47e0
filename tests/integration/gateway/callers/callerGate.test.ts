import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { eventually } from '../../../eventually.ts';
import { asked, type CallersWorld, NOON, openCallersWorld } from './callersWorld.ts';

let world: CallersWorld;
beforeAll(async () => {
  world = await openCallersWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = NOON + 1_000;
  world.simulator.clearFaults();
  world.simulator.resetLimits();
  world.simulator.resetStats();
  await world.test.store.redis.flushdb();
});

const klines = (params = {}) => asked('/api/v3/klines', { symbol: 'BTCUSDT', interval: '4h', limit: 5, ...params });
const day = () => asked('/api/v3/ticker/24hr');
const sent = () => world.simulator.stats().requests;

describe('equal requests', () => {
  it('that come together are one at the exchange, whoever asks and however it is spelled', async () => {
    const { callers } = world.open();
    const spelled = [klines({ limit: 500 }), asked('/api/v3/klines', { interval: '4h', symbol: 'BTCUSDT' })];
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => callers.fetch(spelled[index % 2] ?? klines(), `caller ${index}`)),
    );
    expect(sent()).toBe(1);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
    expect(all.filter(({ isKept }) => !isKept)).toHaveLength(1);
    expect(all.filter(({ usedWeight }) => usedWeight !== undefined)).toHaveLength(1);
    expect(all[0]).toMatchObject({ status: 200, source: 'simulator', usedWeight: 2 });
  });
});

it('an answer is kept for four times its weight by what callers have a second', async () => {
  const { callers } = world.open();
  await callers.fetch(day(), 'one');
  world.now += 17_700;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: true, ageMs: 17_700 });
  world.now += 100;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: false, ageMs: 0 });
  expect(sent()).toBe(2);
});

it('a book is never kept, and whoever asks while one is under way is told of a later moment', async () => {
  const { callers } = world.open();
  const depth = () => asked('/api/v3/depth', { symbol: 'BTCUSDT', limit: 5 });
  const together = await Promise.all([1, 2, 3].map((who) => callers.fetch(depth(), `${who}`)));
  expect([sent(), together.map(({ isKept }) => isKept)]).toEqual([1, [false, true, true]]);

  world.simulator.inject({ kind: 'delay', delayMs: 300 });
  const first = callers.fetch(depth(), 'one');
  await eventually(() => sent() === 2);
  const second = callers.fetch(depth(), 'two');
  await Promise.all([first, second]);
  expect(sent()).toBe(3);
  await callers.fetch(depth(), 'one');
  expect(sent()).toBe(4);
});

describe('candles', () => {
  const closed = (params = {}) => klines({ interval: '1m', limit: 3, endTime: NOON - 120_000, ...params });

  it('that have all closed are kept for an hour', async () => {
    const { callers } = world.open();
    const { body } = await callers.fetch(closed(), 'one');
    world.now += 3_599_000;
    expect(await callers.fetch(closed(), 'two')).toMatchObject({ isKept: true, body });
    world.now += 2_000;
    expect(await callers.fetch(closed(), 'two')).toMatchObject({ isKept: false });
  });

  it('of which the last one has closed just now are asked for once more, when every replica has its last trades', async () => {
    const { callers } = world.open();
    const justClosed = () => klines({ interval: '1m', limit: 3, endTime: NOON - 1 });
    await callers.fetch(justClosed(), 'one');
    world.now += 19_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: true });
    world.now += 45_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: false });
    world.now += 3_500_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: true });
  });

  it('of which the last one forms are kept no longer than anything else', async () => {
    const { callers } = world.open();
    await callers.fetch(klines(), 'one');
    world.now += 440;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ isKept: true });
    world.now += 10;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ isKept: false });
  });

  it('take no more memory than they may: what was not asked for longest goes', async () => {
    const { callers } = world.open({ mostBytes: 20_000 });
    for (let ago = 2; ago < 40; ago++) await callers.fetch(closed({ endTime: NOON - ago * 60_000 }), 'one');
    const { entries, bytes } = callers.state();
    expect(entries).toBeGreaterThan(3);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(await callers.fetch(closed({ endTime: NOON - 39 * 60_000 }), 'one')).toMatchObject({ isKept: true });
    expect(await callers.fetch(closed({ endTime: NOON - 2 * 60_000 }), 'one')).toMatchObject({ isKept: false });
  });
});

describe('what the exchange refuses', () => {
  it.each([
    ['an unknown symbol', asked('/api/v3/klines', { symbol: 'NOSUCHUSDT', interval: '1m' }), 400, -1121, 'spot'],
    ['an unknown pair of futures', asked('/fapi/v1/continuousKlines', ofNobody()), 400, undefined, 'usdm'],
    [
      'too old trades of futures',
      asked('/fapi/v1/aggTrades', { symbol: 'BTCUSDT', startTime: 1, endTime: 2 }),
      400,
      -4166,
      'usdm',
    ],
  ] as const)('is handed on as it is, and kept for a moment: %s', async (_name, request, status, code, market) => {
    const { callers } = world.open({ market });
    const passed = await callers.fetch(request, 'one');
    const plain = await fetch(`${world.simulator.url}${request.path}?${new URLSearchParams(text(request.params))}`);
    expect([passed.status, passed.body]).toEqual([plain.status, await plain.text()]);
    expect(passed).toMatchObject({ status, source: 'simulator', isKept: false });
    if (code !== undefined) expect(JSON.parse(passed.body)).toMatchObject({ code });
    expect(await callers.fetch(request, 'two')).toMatchObject({ isKept: true, body: passed.body, status });
    world.now += 5_001;
    expect((await callers.fetch(request, 'one')).isKept).toBe(false);
  });

  it('is found in a 200, too', async () => {
    const { callers } = world.open();
    world.simulator.inject({ kind: 'status', status: 200, body: { code: -1127, msg: 'Too long.' }, times: 1 });
    expect(await callers.fetch(klines(), 'one')).toMatchObject({
      status: 400,
      body: '{"code":-1127,"msg":"Too long."}',
    });
    world.now += 5_001;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ status: 200, isKept: false });
  });

  it.each([
    ['its own trouble', { kind: 'status', status: 503, body: { code: -1000, msg: 'x' }, times: 1 }, 'exchange-down'],
    ['a page of a portal', { kind: 'html', times: 1 }, 'not-json'],
    ['half an answer', { kind: 'truncated', times: 1 }, 'network'],
    ['a connection that breaks', { kind: 'reset', times: 1 }, 'network'],
  ] as const)('%s is a failure, which is not kept', async (_name, fault, code) => {
    const { callers } = world.open();
    world.simulator.inject(fault);
    await expect(callers.fetch(klines(), 'one')).rejects.toMatchObject({ code });
    await expect(callers.fetch(klines(), 'one')).resolves.toMatchObject({ isKept: false });
    expect(callers.state().counts.get('/api/v3/klines')).toEqual({ kept: 0, passed: 1, refused: 0, failed: 1 });
  });
});

describe('a pause', () => {
  const refusal = (gate: () => Promise<unknown>) => gate().catch((error: unknown) => error);

  it('that a caller meets holds for the collectors, and the other way round', async () => {
    const [one, other] = [world.open(), world.open()];
    world.simulator.inject({ kind: 'status', status: 429, retryAfter: 7, body: {}, times: 1 });
    const met = await refusal(() => one.callers.fetch(klines(), 'one'));
    expect(met).toBeInstanceOf(NoRoom);
    expect(met).toMatchObject({ code: 'paused', retryAfterMs: 7_000 });
    await expect(other.gate.send(asked('/api/v3/time'))).rejects.toMatchObject({ code: 'paused' });
    world.now += 2_000;
    expect(await refusal(() => other.callers.fetch(klines(), 'two'))).toMatchObject({
      code: 'paused',
      retryAfterMs: 5_000,
    });
    expect(sent()).toBe(1);
  });

  it('that collectors meet stops callers, who are told when it ends', async () => {
    const [collector, { callers }] = [world.open(), world.open()];
    world.simulator.inject({ kind: 'status', status: 418, retryAfter: 120, body: {}, times: 1 });
    await expect(collector.gate.send(asked('/api/v3/time'))).rejects.toMatchObject({ code: 'banned' });
    expect(await refusal(() => callers.fetch(klines(), 'one'))).toMatchObject({
      code: 'paused',
      retryAfterMs: 120_000,
    });
  });

  it('leaves what is kept to callers', async () => {
    const { callers } = world.open();
    await callers.fetch(day(), 'one');
    world.simulator.inject({ kind: 'status', status: 429, retryAfter: 60, body: {}, times: 1 });
    await refusal(() => callers.fetch(klines(), 'one'));
    expect(await callers.fetch(day(), 'two')).toMatchObject({ isKept: true });
  });
});

describe('the weight for callers', () => {
  /** Each is another request. */
  const dear = (limit: number) => asked('/api/v3/depth', { symbol: 'BTCUSDT', limit });

  it('is half for one, is the same for all processes, and leaves others theirs', async () => {
    const [one, two] = [world.open(), world.open()];
    let granted = 0;
    for (let turn = 0; turn < 40; turn++) {
      const { callers } = turn % 2 === 0 ? one : two;
      await callers.fetch(dear(500 - turn), 'flood').then(
        () => granted++,
        () => undefined,
      );
      world.now += 300;
    }
    // A fifth of 5400 is 1080, half of it 540: 25 for each.
    expect(granted).toBe(21);
    for (const who of ['a', 'b', 'c']) {
      await expect(two.callers.fetch(dear(100), who)).resolves.toMatchObject({ status: 200 });
      world.now += 10;
    }
    const noRoom: unknown = await one.callers.fetch(dear(500), 'flood').catch((error: unknown) => error);
    expect(noRoom).toBeInstanceOf(NoRoom);
    expect(noRoom).toMatchObject({ code: 'throttled', retryAfterMs: NOON + 60_000 - world.now });
    world.now = NOON + 60_000;
    await expect(one.callers.fetch(dear(500), 'flood')).resolves.toBeDefined();
  });

  it('lets one through that needs nearly all of it, as long as nobody else has asked', async () => {
    const { callers } = world.open({ planned: 4_950 });
    await expect(callers.fetch(day(), 'one')).resolves.toMatchObject({ status: 200 });
    await expect(callers.fetch(dear(100), 'one')).rejects.toMatchObject({ code: 'throttled' });
  });

  it('that can never be enough is said to be so, with what helps', async () => {
    const { callers } = world.open({ planned: 5_250 });
    await expect(callers.fetch(day(), 'one')).rejects.toMatchObject({
      code: 'throttled',
      message: 'this weighs 80, and callers never have more than 42: only a larger callers.reserve helps',
    });
    const withReserve = world.open({ planned: 5_250, callers: { share: 0.2, reserve: 80 } });
    await expect(withReserve.callers.fetch(day(), 'one')).resolves.toMatchObject({ status: 200 });
  });

  it('that one has no more of keeps nobody else from the same answer', async () => {
    const { callers } = world.open();
    for (let turn = 0; turn < 21; turn++) await callers.fetch(dear(500 - turn), 'flood');
    const both = await Promise.allSettled([callers.fetch(dear(400), 'flood'), callers.fetch(dear(400), 'other')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(callers.state().counts.get('/api/v3/depth')).toMatchObject({ passed: 22, refused: 1 });
  });

  it('what was refused a moment ago is refused without asking Redis', async () => {
    const { callers } = world.open();
    for (let turn = 0; turn < 21; turn++) await callers.fetch(dear(500 - turn), 'flood');
    const before = await commandsOf();
    const all = await Promise.allSettled(
      Array.from({ length: 500 }, (_, turn) => callers.fetch(dear(400 - (turn % 90)), 'flood')),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await Promise.allSettled(Array.from({ length: 500 }, (_, turn) => callers.fetch(dear(400 - (turn % 90)), 'flood')));
    expect((await commandsOf()) - before).toBeLessThan(200);
  });

  async function commandsOf(): Promise<number> {
    const info = await world.test.store.redis.info('commandstats');
    return [...info.matchAll(/cmdstat_evalsha:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
  }

  it('is none where their share is 0, and what is kept is told all the same', async () => {
    const callersShare = { share: 0.2, reserve: 0 };
    const { callers } = world.open({ callers: callersShare });
    await callers.fetch(day(), 'one');
    callersShare.share = 0;
    await expect(callers.fetch(klines(), 'one')).rejects.toMatchObject({ code: 'throttled' });
    await expect(callers.fetch(day(), 'one')).resolves.toMatchObject({ isKept: true });
  });

  it('of funding and statistics is a part of those limits', async () => {
    const { callers } = world.open({ market: 'usdm' });
    const rates = (turn: number) => asked('/fapi/v1/fundingRate', { symbol: 'BTCUSDT', limit: 100 + turn });
    const results = [];
    for (let turn = 0; turn < 60; turn++) {
      results.push(await callers.fetch(rates(turn), 'flood').catch((error: unknown) => error));
      world.now += 300;
    }
    // A fifth of 450 in five minutes is 90, half of it 45.
    expect(results.filter((result) => !(result instanceof NoRoom))).toHaveLength(45);
    const last = results.at(-1);
    expect(last).toMatchObject({ code: 'throttled' });
    // The first of them is free a window after it was answered; how times are rounded is added.
    const waitMs = (last as NoRoom).retryAfterMs;
    expect(waitMs).toBeGreaterThan(300_000 - 18_000);
    expect(waitMs).toBeLessThan(300_000 - 18_000 + 10_000);
    world.now += waitMs;
    await expect(callers.fetch(rates(70), 'flood')).resolves.toBeDefined();
  });
});

it('an API key that is missing is said before any weight is spent', async () => {
  const { callers } = world.open({ market: 'usdm' });
  const old = asked('/fapi/v1/historicalTrades', { symbol: 'BTCUSDT' });
  await expect(callers.fetch(old, 'one')).rejects.toMatchObject({ code: 'rejected' });
  expect(await world.test.store.redis.keys('collector:budget:*')).toEqual([]);
});

describe('where nobody collects', () => {
  it.each(['spot', 'usdm'] as const)('the clock of %s is measured by one request, which all share', async (market) => {
    const [path] = market === 'spot' ? ['/api/v3'] : ['/fapi/v1'];
    const { callers } = world.open({ market, isMeasured: false });
    const ask = (symbol: string) => callers.fetch(asked(`${path}/klines`, { symbol, interval: '1m' }), 'one');
    await Promise.all(['BTCUSDT', 'ETHUSDT'].map(ask));
    expect(sent()).toBe(3);
    expect(JSON.parse((await world.test.store.redis.get(`collector:clock:${market}`)) ?? '')).toMatchObject({
      at: expect.closeTo(world.now, -1),
    });
    expect(await world.test.store.redis.hgetall('collector:source')).toEqual({});
  });

  it.each(['spot', 'usdm'] as const)('what %s lists is asked for once an hour', async (market) => {
    const { callers } = world.open({ market });
    const all = await Promise.all([1, 2, 3].map(() => callers.symbols()));
    expect(all[0]?.has('BTCUSDT')).toBe(true);
    expect(all[0]?.has('NOSUCHUSDT')).toBe(false);
    expect(sent()).toBe(1);
    world.now += 3_500_000;
    await callers.symbols();
    expect(sent()).toBe(1);
    await eventually(async () => {
      world.now += 61_000;
      await callers.symbols();
      return sent() === 2;
    });
    expect(world.now - NOON).toBeGreaterThan(3_600_000);
  });

  it('and the exchange does not answer, nobody knows, and it is asked again a little later', async () => {
    const { callers } = world.open();
    world.simulator.inject({ kind: 'status', status: 503, times: 1 });
    expect(await callers.symbols()).toBeNull();
    expect(await callers.symbols()).toBeNull();
    expect(sent()).toBe(1);
    world.now += 10_001;
    expect((await callers.symbols())?.has('BTCUSDT')).toBe(true);
  });
});

function ofNobody() {
  return { pair: 'NOSUCHUSDT', contractType: 'PERPETUAL', interval: '1m' };
}
const text = (params: object) => Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
