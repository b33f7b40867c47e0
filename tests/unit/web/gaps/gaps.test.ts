import { gapCauseTexts, gapStateTexts } from '../../../../store/values/gaps.ts';
import {
  causes,
  causeText,
  type Gap,
  gapKey,
  newestFirst,
  progressOf,
  rowText,
  states,
  stateText,
} from '../../../../web/figures/gaps/gap.ts';
import { historyLines } from '../../../../web/figures/gaps/history.ts';
import { laneText, marksOf, placeOf, SHOWN_MS, timelineOf } from '../../../../web/figures/gaps/timeline.ts';

const HOUR = 3_600_000;
const NOW = 1_790_000_000_000;
const candles = (fields: Partial<Gap> = {}): Gap => ({
  feed: 'klines',
  type: 1,
  code: 'btcusdt',
  from: NOW - 2 * HOUR,
  to: NOW - HOUR - 60_000,
  missing: 60,
  cause: 'collector-down',
  state: 'open',
  foundAt: NOW - HOUR,
  changedAt: NOW - HOUR,
  rows: 15,
  ...fields,
});
const trades = (fields: Partial<Gap> = {}): Gap =>
  candles({ feed: 'trades', type: 'trades', from: 1_000, to: 1_899, missing: 900, ...fields });

it('means by each state and each cause what the collectors mean', () => {
  const says = (texts: Readonly<Record<string, { readonly says: string }>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.says]));
  expect(says(states)).toEqual(gapStateTexts);
  expect(says(causes)).toEqual(gapCauseTexts);
});

it('tells the states apart without colors', () => {
  const signs = Object.values(states).map(({ sign }) => sign);
  expect(new Set(signs).size).toBe(signs.length);
});

it('shows a state or a cause that it does not know as it was told', () => {
  expect([stateText('lost').word, causeText('moon').word]).toEqual(['lost', 'moon']);
});

it('names rows of candles by their times, those of trades and liquidations by their ids', () => {
  expect(rowText(candles(), 1_789_999_980_000, 'utc')).toBe('2026-09-21 14:13:00');
  expect(rowText(trades(), 1_000, 'utc')).toBe('id 1000');
  const liquidations = candles({ feed: 'liquidations', type: 'liquidations', from: 1_795e12, to: 1_795e12 });
  expect(rowText(liquidations, 1_795e12, 'utc')).toBe(`id ${1_795e12}`);
  // Ids of a busy pair look like times one day.
  expect(rowText(trades({ from: 2e12, to: 2e12 }), 2e12, 'utc')).toBe('id 2000000000000');
});

it('lists the gaps of all markets, the one that was found last first, each by a key of its own', () => {
  const ledger = (gaps: Gap[]) => ({ at: NOW, total: gaps.length, open: 0, gaps });
  const spot = [candles({ foundAt: 5 }), candles({ foundAt: 1, from: 7 })];
  const usdm = [candles({ foundAt: 3, market: 'usdm' })];
  const all = newestFirst([ledger(spot), ledger(usdm)]);
  expect(all.map(({ foundAt }) => foundAt)).toEqual([5, 3, 1]);
  expect(new Set([...all, trades(), candles({ price: 'mark', feed: 'mark-price-klines' })].map(gapKey)).size).toBe(5);
});

it('says how much of a gap was fetched', () => {
  expect(progressOf(candles())).toEqual({ of: 60, text: '15 of 60 (25 %)' });
  expect(progressOf(candles({ rows: 59 }))?.text).toBe('59 of 60 (98 %)');
  expect(progressOf(candles({ rows: 70 }))?.text).toBe('70 of 60 (100 %)');
  expect(progressOf(candles({ missing: null }))).toBeNull();
  expect(progressOf(candles({ missing: 0 }))).toBeNull();
});

describe('the timeline', () => {
  it('has a lane for each feed of each market', () => {
    const gaps = [candles(), trades(), candles({ market: 'usdm' }), candles({ type: 60 })];
    expect(timelineOf(gaps, NOW).map(({ title }) => title)).toEqual([
      '1m (spot)',
      'trades (spot)',
      '1m (usdm)',
      '1h (spot)',
    ]);
  });

  it('shows a gap of candles up to the end of its last one', () => {
    const [lane] = timelineOf([candles()], NOW);
    expect(lane?.spans).toEqual([{ state: 'open', from: NOW - 2 * HOUR, to: NOW - HOUR, gaps: 1, isMoment: false }]);
  });

  it('shows a gap of trades where it was found, since ids tell no time', () => {
    const [lane] = timelineOf([trades()], NOW);
    expect(lane?.spans).toMatchObject([{ from: NOW - HOUR, to: NOW - HOUR, isMoment: true }]);
  });

  it('joins gaps of a state that overlap: an outage makes one of each pair', () => {
    const pairs = ['a', 'b', 'c'].map((code) => candles({ code }));
    const later = candles({ from: NOW - 2 * HOUR + 60_000, to: NOW - 30 * 60_000 });
    const apart = candles({ from: NOW - 5 * HOUR, to: NOW - 4 * HOUR });
    const [lane] = timelineOf([...pairs, later, apart, candles({ state: 'filled' })], NOW);
    expect(lane?.spans.map(({ state, gaps }) => [state, gaps])).toEqual([
      ['filled', 1],
      ['open', 1],
      ['open', 4],
    ]);
    expect(lane && laneText(lane)).toBe('1m (spot): 5 open, 1 filled');
  });

  it('cuts what began earlier, and leaves out what ended earlier', () => {
    const earlier = candles({ from: NOW - 30 * HOUR, to: NOW - 20 * HOUR - 60_000 });
    const before = candles({ from: NOW - 30 * HOUR, to: NOW - 25 * HOUR });
    const [lane, ...others] = timelineOf([earlier, before], NOW);
    expect(lane?.spans).toMatchObject([{ from: NOW - SHOWN_MS, to: NOW - 20 * HOUR }]);
    expect(others).toEqual([]);
    expect(timelineOf([before], NOW)).toEqual([]);
  });

  it('has marks each six hours, all of them within it', () => {
    const marks = marksOf(NOW);
    expect(marks.map((at) => at % (6 * HOUR))).toEqual([0, 0, 0, 0]);
    for (const at of marks) {
      expect(placeOf(at, NOW)).toBeGreaterThanOrEqual(0);
      expect(placeOf(at, NOW)).toBeLessThanOrEqual(100);
    }
  });
});

it('says of which collectors history is still to be fetched', () => {
  const workers = [
    { name: 'klines-1', history: { pairs: 3, rows: 12_000 } },
    { name: 'trades', history: { pairs: 1, rows: 1 } },
    { name: 'usdm-funding-rate', history: { pairs: 1, rows: null } },
    { name: 'klines-5', history: { pairs: 0, rows: 0 } },
    { name: 'price' },
  ];
  expect(historyLines(workers)).toEqual([
    'klines-1: 3 pairs, at most 12,000 rows',
    'trades: 1 pair, at most 1 row',
    'usdm-funding-rate: 1 pair',
  ]);
});
