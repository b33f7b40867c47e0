import { type Gap, writeGaps } from '../../../../store/values/gaps.ts';
import { AT, MINUTE, storedCandles } from './dialectWorld.ts';
import { minute, minuteCandles } from './minuteCandles.ts';

const series = minuteCandles();
const { ask, tell } = series;

describe('a hole between stored candles', () => {
  const gap = (state: Gap['state'], cause: Gap['cause'] = 'exchange-gap', to = minute - 8 * MINUTE): Gap => ({
    code: 'btcusdt',
    from: minute - 9 * MINUTE,
    to,
    cause,
    state,
    foundAt: AT,
    changedAt: AT,
    left: null,
    rows: 0,
  });

  async function collectWithHole(): Promise<string> {
    const rows = JSON.parse(await tell({ limit: 100 })) as [number][];
    const without = JSON.stringify(rows.filter(([open]) => open < minute - 9 * MINUTE || open > minute - 8 * MINUTE));
    await series.world.store('klines', storedCandles(without), { interval: 1 });
    return without;
  }

  it('is answered as it is where the exchange has no such candles', async () => {
    await writeGaps(series.world.api.store, 'klines-1', 1, [gap('unfillable')]);
    const without = await collectWithHole();
    expect(await ask({ limit: 98 })).toBe(without);
    const around = [{ startTime: minute - 9 * MINUTE }, { endTime: minute - 8 * MINUTE, limit: 5 }];
    const rows = JSON.parse(without) as unknown[];
    const shown = await Promise.all(around.map(async (params) => JSON.parse((await ask(params)) ?? 'null') as unknown));
    expect(shown).toEqual([rows.slice(-8), rows.slice(-13, -8)]);
  });

  it.each([
    ['is not on record', []],
    ['is still to be filled', [gap('open')]],
    ['has candles that cannot be right', [gap('unfillable', 'invalid-row')]],
    ['is on record in part', [gap('unfillable', 'exchange-gap', minute - 9 * MINUTE)]],
    ['is another pair’s', [{ ...gap('unfillable'), code: 'ethusdt' }]],
  ] as [string, Gap[]][])('is never answered where it %s', async (_, gaps) => {
    await writeGaps(series.world.api.store, 'klines-1', 1, gaps);
    await collectWithHole();
    expect(await ask({ limit: 20 })).toBeNull();
    expect(await ask({ startTime: minute - 20 * MINUTE })).toBeNull();
    expect(await ask({ startTime: minute - 8 * MINUTE })).toBeNull();
    expect(await ask({ endTime: minute - 8 * MINUTE, limit: 5 })).toBeNull();
    expect(await ask({ limit: 8 })).not.toBeNull();
  });
});
