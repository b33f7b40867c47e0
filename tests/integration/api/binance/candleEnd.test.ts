import { createCandles } from '../../../../api/binance/candles.ts';
import type { CallerGate } from '../../../../gateway/callers/callerGate.ts';
import { eventually } from '../../../eventually.ts';
import { MINUTE, storedCandles } from './dialectWorld.ts';
import { minute, minuteCandles, PATH, whose } from './minuteCandles.ts';

const series = minuteCandles();
const { ask, tell, collect } = series;

describe('at the end of a candle', () => {
  /** The minute is over, and nothing of the next one is stored. */
  async function passBoundary(): Promise<void> {
    series.world.now = minute + MINUTE - 500;
    await collect(100);
    series.world.now = minute + MINUTE + 300;
  }

  /** The exchange, with other rows, as of some time ago. */
  function answering(rowsOf: (rows: unknown[]) => unknown[], ageMs = 0): CallerGate {
    const gate = series.world.context().callers('spot') as CallerGate;
    return {
      symbols: () => gate.symbols(),
      async fetch(request, caller) {
        const passed = await gate.fetch(request, caller);
        return {
          ...passed,
          ageMs,
          isKept: ageMs > 0,
          body: JSON.stringify(rowsOf(JSON.parse(passed.body) as unknown[])),
        };
      },
    };
  }

  it('the next one comes of one fetch that all who ask share', async () => {
    await passBoundary();
    const expected = await tell({ limit: 50 });
    const all = await Promise.all([ask({ limit: 50 }), ask({ limit: 50 }), ask({ limit: 20 })]);
    expect(all[0]).toBe(expected);
    expect(all[1]).toBe(expected);
    expect(all[2]).toBe(await tell({ limit: 20 }));
    expect(series.world.sent).toEqual([`${PATH}?symbol=BTCUSDT&interval=1m&limit=3`]);
    // A moment later that is still so.
    expect(await ask({ limit: 50 })).toBe(expected);
    expect(series.world.sent.length).toBe(1);
  });

  it.each([1, 2, 3])('so it does where what is fetched has all %d that are asked for', async (limit) => {
    await passBoundary();
    for (const params of [{ limit }, { limit, endTime: minute + MINUTE }])
      expect([params, await ask(params)]).toEqual([params, await tell(params)]);
  });

  it('no answer ends with the one that is over while the exchange does not list the next one, unless it never does', async () => {
    await passBoundary();
    const known = storedCandles(await series.world.told(PATH, { ...whose, limit: 100, endTime: minute }));
    series.candles = createCandles(
      { ...series.world.context(), callers: () => answering((rows) => rows.slice(0, -1)) },
      series.world.api.cache,
    );
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
    expect(series.world.sent.length).toBe(2);
    series.world.now = minute + MINUTE + 6_000;
    await series.world.store('klines', known, { interval: 1 });
    expect(await ask({ limit: 50 })).toBe(JSON.stringify((JSON.parse(await tell({ limit: 51 })) as []).slice(0, -1)));
  });

  it('it is not there by an answer of before, nor is that borne out by what has come since', async () => {
    await passBoundary();
    series.candles = createCandles(
      { ...series.world.context(), callers: () => answering((rows) => rows, 1_500) },
      series.world.api.cache,
    );
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
  });

  it('what comes while somebody waits is looked at as the first page is', async () => {
    await passBoundary();
    series.world.isOpen = false;
    const waiting = ask({ limit: 50 });
    await eventually(() => series.world.sent.length > 0);
    const beyond = storedCandles(
      await series.world.told(PATH, { ...whose, startTime: minute, endTime: minute, limit: 1 }),
      2,
    );
    series.world.now = minute + 2 * MINUTE + 300;
    const next = storedCandles(await tell({ limit: 1 }));
    await series.world.store('klines', [...beyond, ...next], { interval: 1 });
    // The candle between them is missing.
    expect(await waiting).toBeNull();
  });

  it('nobody waits for an older candle to be final, which no fetch of the newest ones brings', async () => {
    await passBoundary();
    const older = storedCandles(await series.world.told(PATH, { ...whose, endTime: minute - 7 * MINUTE, limit: 1 }), 1);
    await series.world.known(async () => {
      await series.world.api.store.redis.zremrangebyscore(
        'spot:{btcusdt}:klines:1',
        minute - 7 * MINUTE,
        minute - 7 * MINUTE,
      );
      const [{ score, member } = { score: 0, member: '' }] = older;
      await series.world.api.store.redis.zadd('spot:{btcusdt}:klines:1', score, member);
      await series.world.api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    });
    series.world.api.cache.clear();
    expect(await ask({ limit: 50 })).toBeNull();
    expect(series.world.sent).toEqual([]);
    expect(await ask({ limit: 5 })).toBe(await tell({ limit: 5 }));
  });

  it('it comes of the collectors where they are first, and nothing is fetched', async () => {
    await passBoundary();
    const asked = ask({ limit: 50 });
    await collect(3);
    expect(await asked).toBe(await tell({ limit: 50 }));
    expect(series.world.sent).toEqual([]);
  });

  it('it does not appear while the one before it is not final', async () => {
    await passBoundary();
    series.world.isOpen = false;
    const rows = storedCandles(await tell({ limit: 2 })).map(({ score, member }) => ({
      score,
      member: member.replace(/,2\]$/, ',1]'),
    }));
    await series.world.store('klines', rows, { interval: 1 });
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
  });

  it('nobody waits for long, whatever the exchange does', async () => {
    await passBoundary();
    series.world.gate = new Promise(() => undefined);
    const before = performance.now();
    await expect(ask({ limit: 50 })).rejects.toMatchObject({ status: 503, exchangeCode: -1001 });
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('what ends before it is answered at once', async () => {
    await passBoundary();
    series.world.isOpen = false;
    const params = { endTime: minute - MINUTE, limit: 10 };
    expect(await ask(params)).toBe(await tell(params));
  });

  it('a window that ends with it waits for its final figures', async () => {
    await passBoundary();
    const params = { endTime: minute, limit: 10 };
    expect(await ask(params)).toBe(await tell(params));
    expect(series.world.sent.length).toBe(1);
  });
});
