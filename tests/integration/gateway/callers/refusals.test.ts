import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { asked } from './callersWorld.ts';
import { day, gatesOfFile, klines } from './spotCallers.ts';

const gates = gatesOfFile();
const { sent } = gates;

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
    const { callers } = gates.world.open({ market });
    const passed = await callers.fetch(request, 'one');
    const plain = await fetch(
      `${gates.world.simulator.url}${request.path}?${new URLSearchParams(text(request.params))}`,
    );
    expect([passed.status, passed.body]).toEqual([plain.status, await plain.text()]);
    expect(passed).toMatchObject({ status, source: 'simulator', isKept: false });
    if (code !== undefined) expect(JSON.parse(passed.body)).toMatchObject({ code });
    expect(await callers.fetch(request, 'two')).toMatchObject({ isKept: true, body: passed.body, status });
    gates.world.now += 5_001;
    expect((await callers.fetch(request, 'one')).isKept).toBe(false);
  });

  it('is found in a 200, too', async () => {
    const { callers } = gates.world.open();
    gates.world.simulator.inject({ kind: 'status', status: 200, body: { code: -1127, msg: 'Too long.' }, times: 1 });
    expect(await callers.fetch(klines(), 'one')).toMatchObject({
      status: 400,
      body: '{"code":-1127,"msg":"Too long."}',
    });
    gates.world.now += 5_001;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ status: 200, isKept: false });
  });

  it.each([
    ['its own trouble', { kind: 'status', status: 503, body: { code: -1000, msg: 'x' }, times: 1 }, 'exchange-down'],
    ['a page of a portal', { kind: 'html', times: 1 }, 'not-json'],
    ['half an answer', { kind: 'truncated', times: 1 }, 'network'],
    ['a connection that breaks', { kind: 'reset', times: 1 }, 'network'],
  ] as const)('%s is a failure, which is not kept', async (_name, fault, code) => {
    const { callers } = gates.world.open();
    gates.world.simulator.inject(fault);
    await expect(callers.fetch(klines(), 'one')).rejects.toMatchObject({ code });
    await expect(callers.fetch(klines(), 'one')).resolves.toMatchObject({ isKept: false });
    expect(callers.state().counts.get('/api/v3/klines')).toEqual({ kept: 0, passed: 1, refused: 0, failed: 1 });
  });
});

describe('a pause', () => {
  const refusal = (gate: () => Promise<unknown>) => gate().catch((error: unknown) => error);

  it('that a caller meets holds for the collectors, and the other way round', async () => {
    const [one, other] = [gates.world.open(), gates.world.open()];
    gates.world.simulator.inject({ kind: 'status', status: 429, retryAfter: 7, body: {}, times: 1 });
    const met = await refusal(() => one.callers.fetch(klines(), 'one'));
    expect(met).toBeInstanceOf(NoRoom);
    expect(met).toMatchObject({ code: 'paused', retryAfterMs: 7_000 });
    await expect(other.gate.send(asked('/api/v3/time'))).rejects.toMatchObject({ code: 'paused' });
    gates.world.now += 2_000;
    expect(await refusal(() => other.callers.fetch(klines(), 'two'))).toMatchObject({
      code: 'paused',
      retryAfterMs: 5_000,
    });
    expect(sent()).toBe(1);
  });

  it('that collectors meet stops callers, who are told when it ends', async () => {
    const [collector, { callers }] = [gates.world.open(), gates.world.open()];
    gates.world.simulator.inject({ kind: 'status', status: 418, retryAfter: 120, body: {}, times: 1 });
    await expect(collector.gate.send(asked('/api/v3/time'))).rejects.toMatchObject({ code: 'banned' });
    expect(await refusal(() => callers.fetch(klines(), 'one'))).toMatchObject({
      code: 'paused',
      retryAfterMs: 120_000,
    });
  });

  it('leaves what is kept to callers', async () => {
    const { callers } = gates.world.open();
    await callers.fetch(day(), 'one');
    gates.world.simulator.inject({ kind: 'status', status: 429, retryAfter: 60, body: {}, times: 1 });
    await refusal(() => callers.fetch(klines(), 'one'));
    expect(await callers.fetch(day(), 'two')).toMatchObject({ isKept: true });
  });
});

function ofNobody() {
  return { pair: 'NOSUCHUSDT', contractType: 'PERPETUAL', interval: '1m' };
}
const text = (params: object) => Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
