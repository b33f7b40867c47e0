import { NoRoom } from '../../../../gateway/callers/callerGate.ts';
import { asked, NOON } from './callersWorld.ts';
import { day, gatesOfFile, klines } from './spotCallers.ts';

const gates = gatesOfFile();

describe('the weight for callers', () => {
  /** Each is another request. */
  const dear = (limit: number) => asked('/api/v3/depth', { symbol: 'BTCUSDT', limit });

  it('is half for one, is the same for all processes, and leaves others theirs', async () => {
    const [one, two] = [gates.world.open(), gates.world.open()];
    let granted = 0;
    for (let turn = 0; turn < 40; turn++) {
      const { callers } = turn % 2 === 0 ? one : two;
      await callers.fetch(dear(500 - turn), 'flood').then(
        () => granted++,
        () => undefined,
      );
      gates.world.now += 300;
    }
    // A fifth of 5400 is 1080, half of it 540: 25 for each.
    expect(granted).toBe(21);
    for (const who of ['a', 'b', 'c']) {
      await expect(two.callers.fetch(dear(100), who)).resolves.toMatchObject({ status: 200 });
      gates.world.now += 10;
    }
    const noRoom: unknown = await one.callers.fetch(dear(500), 'flood').catch((error: unknown) => error);
    expect(noRoom).toBeInstanceOf(NoRoom);
    expect(noRoom).toMatchObject({ code: 'throttled', retryAfterMs: NOON + 60_000 - gates.world.now });
    gates.world.now = NOON + 60_000;
    await expect(one.callers.fetch(dear(500), 'flood')).resolves.toBeDefined();
  });

  it('lets one through that needs nearly all of it, as long as nobody else has asked', async () => {
    const { callers } = gates.world.open({ planned: 4_950 });
    await expect(callers.fetch(day(), 'one')).resolves.toMatchObject({ status: 200 });
    await expect(callers.fetch(dear(100), 'one')).rejects.toMatchObject({ code: 'throttled' });
  });

  it('that can never be enough is said to be so, with what helps', async () => {
    const { callers } = gates.world.open({ planned: 5_250 });
    await expect(callers.fetch(day(), 'one')).rejects.toMatchObject({
      code: 'throttled',
      message: 'this weighs 80, and callers never have more than 42: only a larger callers.reserve helps',
    });
    const withReserve = gates.world.open({ planned: 5_250, callers: { share: 0.2, reserve: 80 } });
    await expect(withReserve.callers.fetch(day(), 'one')).resolves.toMatchObject({ status: 200 });
  });

  it('that one has no more of keeps nobody else from the same answer', async () => {
    const { callers } = gates.world.open();
    for (let turn = 0; turn < 21; turn++) await callers.fetch(dear(500 - turn), 'flood');
    const both = await Promise.allSettled([callers.fetch(dear(400), 'flood'), callers.fetch(dear(400), 'other')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(callers.state().counts.get('/api/v3/depth')).toMatchObject({ passed: 22, refused: 1 });
  });

  it('what was refused a moment ago is refused without asking Redis', async () => {
    const { callers } = gates.world.open();
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
    const info = await gates.world.test.store.redis.info('commandstats');
    return [...info.matchAll(/cmdstat_evalsha:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
  }

  it('is none where their share is 0, and what is kept is told all the same', async () => {
    const callersShare = { share: 0.2, reserve: 0 };
    const { callers } = gates.world.open({ callers: callersShare });
    await callers.fetch(day(), 'one');
    callersShare.share = 0;
    await expect(callers.fetch(klines(), 'one')).rejects.toMatchObject({ code: 'throttled' });
    await expect(callers.fetch(day(), 'one')).resolves.toMatchObject({ isKept: true });
  });

  it('of funding and statistics is a part of those limits', async () => {
    const { callers } = gates.world.open({ market: 'usdm' });
    const rates = (turn: number) => asked('/fapi/v1/fundingRate', { symbol: 'BTCUSDT', limit: 100 + turn });
    const results = [];
    for (let turn = 0; turn < 60; turn++) {
      results.push(await callers.fetch(rates(turn), 'flood').catch((error: unknown) => error));
      gates.world.now += 300;
    }
    // A fifth of 450 in five minutes is 90, half of it 45.
    expect(results.filter((result) => !(result instanceof NoRoom))).toHaveLength(45);
    const last = results.at(-1);
    expect(last).toMatchObject({ code: 'throttled' });
    // The first of them is free a window after it was answered; how times are rounded is added.
    const waitMs = (last as NoRoom).retryAfterMs;
    expect(waitMs).toBeGreaterThan(300_000 - 18_000);
    expect(waitMs).toBeLessThan(300_000 - 18_000 + 10_000);
    gates.world.now += waitMs;
    await expect(callers.fetch(rates(70), 'flood')).resolves.toBeDefined();
  });
});
