import { keepMs } from '../../../../gateway/callers/keepMs.ts';
import { connectors } from '../../../../gateway/connectors.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const endpointOf = (path: string) => connectors.spot.endpoints?.find((one) => one.path === path);
const klines = endpointOf('/api/v3/klines');
const row = (closeTime: number) => `[${closeTime - 59_999},"1","1","1","1","1",${closeTime},"1",1,"1","1","0"]`;
const rows = (...closeTimes: readonly number[]) => ({ status: 200, body: `[${closeTimes.map(row).join(',')}]` });
/** 0.2 of 5400 a minute. */
const asked = { at: NOON, now: NOON, perSecond: 18 };

it.each([
  ['24hr of all symbols of spot for 18 s', 80, 17_778],
  ['prices of all for a second', 4, 889],
  ['a dear one no longer than two minutes', 1_000, 120_000],
])('keeps %s', (_name, weight, ms) => {
  const kept = keepMs({ weight, params: {} }, endpointOf('/api/v3/ticker/24hr'), { status: 200, body: '[]' }, asked);
  expect(Math.round(kept)).toBe(ms);
});

it('keeps longer what weighs much of little', () => {
  expect(keepMs({ weight: 2, params: {} }, klines, rows(), { ...asked, perSecond: 1 })).toBe(8_000);
  expect(keepMs({ weight: 2, params: {} }, klines, rows(), { ...asked, perSecond: 0 })).toBe(120_000);
});

const until = (endTime: number) => ({ endTime });
it.each<[string, Record<string, number>, ReturnType<typeof rows>, number]>([
  [
    'an hour where the last one closed a minute ago',
    until(NOON - 60_000),
    rows(NOON - 120_000, NOON - 60_000),
    3_600_000,
  ],
  ['a moment where it closed just now', until(NOON - 1), rows(NOON - 60_000, NOON - 1), 20_000],
  [
    'an hour where as many as asked for have closed',
    { startTime: 1, limit: 2 },
    rows(NOON - 120_000, NOON - 60_000),
    3_600_000,
  ],
  [
    'an hour where what is behind the last one is long over',
    { startTime: 1, ...until(NOON - 70_000) },
    rows(NOON - 180_000),
    3_600_000,
  ],
  ['as anything else where it still forms', {}, rows(NOON - 1, NOON + 60_000), 444],
  ['no longer than until it closes', {}, rows(NOON - 60_000, NOON + 99), 100],
  ['a millisecond where it closes at this moment', {}, rows(NOON), 1],
  ['as anything else where there are none', {}, rows(), 444],
  ['as anything else where a row is none', {}, { status: 200, body: '[["x"]]' }, 444],
  ['not at all where the next one is due', {}, rows(NOON - 1), 0],
  ['not at all where the next one is due before the time asked for', until(NOON + 1), rows(NOON - 1), 0],
  ['not at all where the next one is due before a time that is over', until(NOON - 5_000), rows(NOON - 10_000), 0],
  ['as anything else where the next one has not come for long: the pair is halted', {}, rows(NOON - 86_400_000), 444],
  [
    'as anything else from a time on, where there is room for more',
    { startTime: 1, limit: 2 },
    rows(NOON - 60_000),
    444,
  ],
])('keeps candles %s', (_name, params, answer, ms) => {
  expect(Math.round(keepMs({ weight: 2, params }, klines, answer, asked))).toBe(ms);
});

it("keeps a halted pair's candles for five seconds at most, whatever they weigh", () => {
  expect(keepMs({ weight: 2, params: {} }, klines, rows(NOON - 86_400_000), { ...asked, perSecond: 0 })).toBe(5_000);
});

it('takes candles for forming while the clock is not known', () => {
  const at = Number.NEGATIVE_INFINITY;
  expect(Math.round(keepMs({ weight: 2, params: {} }, klines, rows(NOON - 86_400_000), { ...asked, at }))).toBe(444);
});

it('keeps what is asked for one symbol since it is new, and refusals, for five seconds at most', () => {
  const little = { ...asked, perSecond: 1 };
  const answer = { status: 200, body: '[]' };
  const [trades, price] = [endpointOf('/api/v3/trades'), endpointOf('/api/v3/ticker/price')];
  expect(keepMs({ weight: 25, params: { symbol: 'BTCUSDT' } }, trades, answer, little)).toBe(5_000);
  expect(keepMs({ weight: 4, params: {} }, price, answer, little)).toBe(16_000);
  expect(keepMs({ weight: 25, params: {} }, price, { ...answer, status: 400 }, little)).toBe(5_000);
});

it('keeps no book and no time', () => {
  const answer = { status: 200, body: '{}' };
  for (const path of ['/api/v3/depth', '/api/v3/time'])
    expect(keepMs({ weight: 5, params: {} }, endpointOf(path), answer, asked)).toBe(0);
});
