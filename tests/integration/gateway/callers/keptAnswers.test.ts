import { eventually } from '../../../eventually.ts';
import { asked, NOON } from './callersWorld.ts';
import { day, gatesOfFile, klines } from './spotCallers.ts';

const gates = gatesOfFile();
const { sent } = gates;

it('an answer is kept for four times its weight by what callers have a second', async () => {
  const { callers } = gates.world.open();
  await callers.fetch(day(), 'one');
  gates.world.now += 17_700;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: true, ageMs: 17_700 });
  gates.world.now += 100;
  expect(await callers.fetch(day(), 'other')).toMatchObject({ isKept: false, ageMs: 0 });
  expect(sent()).toBe(2);
});

it('a book is never kept, and whoever asks while one is under way is told of a later moment', async () => {
  const { callers } = gates.world.open();
  const depth = () => asked('/api/v3/depth', { symbol: 'BTCUSDT', limit: 5 });
  const together = await Promise.all([1, 2, 3].map((who) => callers.fetch(depth(), `${who}`)));
  expect([sent(), together.map(({ isKept }) => isKept)]).toEqual([1, [false, true, true]]);

  gates.world.simulator.inject({ kind: 'delay', delayMs: 300 });
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
    const { callers } = gates.world.open();
    const { body } = await callers.fetch(closed(), 'one');
    gates.world.now += 3_599_000;
    expect(await callers.fetch(closed(), 'two')).toMatchObject({ isKept: true, body });
    gates.world.now += 2_000;
    expect(await callers.fetch(closed(), 'two')).toMatchObject({ isKept: false });
  });

  it('of which the last one has closed just now are asked for once more, when every replica has its last trades', async () => {
    const { callers } = gates.world.open();
    const justClosed = () => klines({ interval: '1m', limit: 3, endTime: NOON - 1 });
    await callers.fetch(justClosed(), 'one');
    gates.world.now += 19_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: true });
    gates.world.now += 45_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: false });
    gates.world.now += 3_500_000;
    expect(await callers.fetch(justClosed(), 'one')).toMatchObject({ isKept: true });
  });

  it('of which the last one forms are kept no longer than anything else', async () => {
    const { callers } = gates.world.open();
    await callers.fetch(klines(), 'one');
    gates.world.now += 440;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ isKept: true });
    gates.world.now += 10;
    expect(await callers.fetch(klines(), 'one')).toMatchObject({ isKept: false });
  });

  it('take no more memory than they may: what was not asked for longest goes', async () => {
    const { callers } = gates.world.open({ mostBytes: 20_000 });
    for (let ago = 2; ago < 40; ago++) await callers.fetch(closed({ endTime: NOON - ago * 60_000 }), 'one');
    const { entries, bytes } = callers.state();
    expect(entries).toBeGreaterThan(3);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(await callers.fetch(closed({ endTime: NOON - 39 * 60_000 }), 'one')).toMatchObject({ isKept: true });
    expect(await callers.fetch(closed({ endTime: NOON - 2 * 60_000 }), 'one')).toMatchObject({ isKept: false });
  });
});
