import { MOST_ROWS } from '../../../../web/figures/candles/series.ts';
import { CandleSource } from '../../../../web/panels/candles/candleSource.ts';
import { answerWith, told } from '../api.ts';
import { candleAt, candlesAt, MINUTE, minutesOf, NOON, range } from './candles.ts';

// Nothing is drawn here.
jest.mock('preact/hooks', () => ({}));

const rows = (data: readonly unknown[], more: object = {}) => told('rows', { data, ...more });

/** A page of GetData of candles from `oldest` to a hundred minutes after noon. */
const pageOf = (oldest: number, before: number | null) => {
  const newest = Math.ceil(((before ?? NOON) - NOON) / MINUTE) - 1;
  const data = range(Math.max(oldest, newest - 9), newest).map((minute) => candleAt(minute));
  return { data: data.toReversed(), next: newest - 9 > oldest ? 'more' : null };
};

const ends: (() => void)[] = [];
const sourceOf = () => {
  const source = new CandleSource({ market: 'spot', pair: 'btcusdt', kind: { interval: 1, named: '' } });
  ends.push(source.start());
  return source;
};
const heldBy = (source: CandleSource) => minutesOf(source.series.get().rows);

beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance', 'queueMicrotask', 'setImmediate', 'nextTick'] }));
afterEach(() => {
  for (const end of ends.splice(0)) end();
  jest.useRealTimers();
  jest.restoreAllMocks();
});
const settle = async () => {
  for (let turn = 0; turn < 40; turn += 1) await new Promise(setImmediate);
};

test('what cannot be read is said, and read later', async () => {
  let isAway = true;
  answerWith((before) => {
    if (isAway && before === NOON - 50 * MINUTE) throw new Error('away');
    return pageOf(-1_000, before);
  });
  const source = sourceOf();
  source.onEvent(rows(candlesAt(...range(0, 9)), { first: true }));
  await settle();
  expect([heldBy(source).length, source.reading.get().fault]).toEqual([
    10,
    expect.stringContaining('cannot be reached'),
  ]);
  isAway = false;
  await jest.advanceTimersByTimeAsync(6_000);
  await settle();
  expect(heldBy(source).length).toBe(200);
  expect(heldBy(source).length).toBeLessThan(MOST_ROWS);
  expect(source.reading.get()).toEqual({ isBusy: false, fault: null });
});

test('a reset ends what was being read: it is not of the new series', async () => {
  const waiting: (() => void)[] = [];
  answerWith((before) => {
    if (waiting.length >= 5) return pageOf(-3, before);
    return new Promise((resolve) => waiting.push(() => resolve(pageOf(-1_000, before))));
  });
  const source = sourceOf();
  source.onEvent(rows(candlesAt(...range(0, 9)), { first: true }));
  await settle();
  source.onEvent(rows(candlesAt(...range(0, 4)), { reset: true }));
  for (const answer of waiting) answer();
  await settle();
  expect([heldBy(source), source.series.get().isEnd]).toEqual([range(-3, 4), true]);
});

test('what is told anew while history is read stays as it was told', async () => {
  const waiting: (() => void)[] = [];
  answerWith((before) => new Promise((resolve) => waiting.push(() => resolve(pageOf(-3, before)))));
  const source = sourceOf();
  source.onEvent(rows([candleAt(0), candleAt(1), candleAt(2, { final: false })], { first: true }));
  await settle();
  source.readSpan({ from: NOON + MINUTE, to: NOON + 2 * MINUTE });
  source.onEvent(rows([candleAt(1, { close: '9.9' }), candleAt(2, { close: '10.7' })], { first: true }));
  for (let turn = 0; turn < 10; turn += 1) {
    for (const answer of waiting.splice(0)) answer();
    await settle();
  }
  expect(heldBy(source)).toEqual(range(-3, 2));
});

test('a correction that was not told is taken from what is read, and marked', async () => {
  answerWith((before) => {
    const page = pageOf(-3, before);
    return { ...page, data: page.data.map((row) => (row.openTime === NOON ? { ...row, close: '9.9' } : row)) };
  });
  const source = sourceOf();
  source.onEvent(rows(candlesAt(0, 1, 2), { first: true }));
  await settle();
  source.readSpan({ from: NOON, to: NOON + MINUTE });
  await settle();
  const { rows: held, restated } = source.series.get();
  expect([held.find(({ openTime }) => openTime === NOON)?.close, [...restated]]).toEqual(['9.9', [NOON]]);
});
