import { findGaps } from '../../../../collectors/gaps/findGaps.ts';
import { klines } from '../../../../exchanges/binance/spot/feeds/klines.ts';
import { trades } from '../../../../exchanges/binance/spot/feeds/trades.ts';
import { openInterest } from '../../../../exchanges/binance/usdm/feeds/openInterest.ts';
import { configOf } from '../../../configOf.ts';

const config = configOf({ pairs: ['btcusdt'] });
const ids = trades(config.feeds.trades);
const candles = klines({}, 5);
const OPEN = Date.UTC(2026, 10, 16);
const STEP = 300_000;
const at = (index: number) => OPEN + index * STEP;

const rowsOf = (scores: readonly number[]) => scores.map((score) => ({ score, member: '' }));
const reply = (scores: readonly number[], spoilt: readonly number[] = []) => ({
  rows: rowsOf(scores),
  bad: spoilt.map((score) => ({ score, fault: '' })),
});
const before = { newest: 10, cursor: 10, retention: 100, cause: 'redis-down', isLate: false } as const;
const tradeGaps = (scores: number[], options: Partial<typeof before> | { newest: null } | { isLate: boolean } = {}) =>
  findGaps(ids, reply(scores), { ...before, ...options });
const candleGaps = (opens: number[], options: object = {}, spoilt: number[] = []) =>
  findGaps(candles, reply(opens.map(at), spoilt.map(at)), { ...before, newest: at(10), cursor: at(9), ...options });

it.each([
  ['rows that follow', [11, 12]],
  ['rows that overlap', [8, 9, 10, 11]],
  ['nothing new', [9, 10]],
  ['no rows', []],
])('%s leave no gap', (_name, scores) => {
  expect(tradeGaps(scores)).toEqual([]);
});

it('a reply that does not reach down to the stored rows leaves an open gap, blamed on what was down', () => {
  expect(tradeGaps([14, 15])).toEqual([{ from: 11, to: 13, cause: 'redis-down', state: 'open', rows: 0 }]);
  expect(candleGaps([12, 13])).toEqual([{ from: at(11), to: at(11), cause: 'redis-down', state: 'open', rows: 0 }]);
});

it('what retention would not keep has expired', () => {
  expect(tradeGaps([200, 201])).toEqual([
    { from: 11, to: 101, cause: 'redis-down', state: 'expired', rows: 0 },
    { from: 102, to: 199, cause: 'redis-down', state: 'open', rows: 0 },
  ]);
  expect(tradeGaps([500, 600]).slice(0, 1)).toEqual([
    { from: 11, to: 499, cause: 'redis-down', state: 'expired', rows: 0 },
  ]);
});

it('a hole within a reply is the own one of the exchange, until it is asked again', () => {
  const own = { cause: 'exchange-gap', state: 'open', rows: 0 };
  expect(candleGaps([9, 10, 13, 14])).toEqual([{ from: at(11), to: at(12), ...own }]);
  expect(candleGaps([11, 14])).toEqual([{ from: at(12), to: at(13), ...own }]);
  expect(candleGaps([1, 4, 5], { newest: null })).toEqual([{ from: at(2), to: at(3), ...own }]);
});

it('is found once: not again while the rows around it are asked for again', () => {
  expect(candleGaps([7, 10, 11])).toEqual([]);
});

it('what came late counts as missed and filled, but for the candle that forms', () => {
  const filled = { cause: 'redis-down', state: 'filled' };
  expect(candleGaps([10, 11, 12, 13], { isLate: true })).toEqual([{ from: at(11), to: at(12), ...filled, rows: 2 }]);
  expect(candleGaps([10, 11], { isLate: true })).toEqual([]);
  expect(tradeGaps([11, 12, 13], { isLate: true })).toEqual([{ from: 11, to: 13, ...filled, rows: 3 }]);
});

describe('rows that were left out', () => {
  const spoilt = { cause: 'invalid-row', state: 'unfillable', rows: 0 };
  it('are on record once another one follows, neighbours together', () => {
    const found = findGaps(ids, reply([10, 11, 14, 16], [12, 13, 15]), before);
    expect(found).toEqual([
      { from: 12, to: 13, ...spoilt },
      { from: 15, to: 15, ...spoilt },
    ]);
    expect(findGaps(ids, reply([10, 11], [12]), before)).toEqual([]);
  });
  it('stand beside what is missing', () => {
    expect(findGaps(ids, reply([10, 11, 15], [13]), before)).toEqual([
      { from: 12, to: 12, cause: 'exchange-gap', state: 'open', rows: 0 },
      { from: 14, to: 14, cause: 'exchange-gap', state: 'open', rows: 0 },
      { from: 13, to: 13, ...spoilt },
    ]);
  });
  it('count where the stored candle was not settled, too', () => {
    expect(candleGaps([9, 11], {}, [10])).toEqual([{ from: at(10), to: at(10), ...spoilt }]);
    expect(candleGaps([8, 10, 11], {}, [9])).toEqual([]);
  });
});

it('nothing is missing before the first row ever', () => {
  expect(tradeGaps([500, 501], { newest: null })).toEqual([]);
});

describe('of samples, which the exchange does not keep', () => {
  const samples = openInterest();
  const sampled = (scores: readonly number[], isLate: boolean) =>
    findGaps(samples, reply(scores), { ...before, newest: at(10), cursor: at(10), isLate });

  it('nothing follows from their times', () => {
    expect(sampled([at(10) + 9_000], false)).toEqual([]);
    expect(sampled([at(10)], true)).toEqual([]);
  });

  it('what was not looked at for a while is missing for good', () => {
    expect(sampled([at(20)], true)).toEqual([
      { from: at(10) + 1, to: at(20) - 1, cause: 'redis-down', state: 'unfillable', rows: 0 },
    ]);
  });
});

describe('where times tell scores and the exchange has no older rows', () => {
  const { scores } = ids;
  const missed = (rows: number[], options: object = {}) =>
    findGaps({ scores, isForming: false }, reply(rows), { ...before, outage: { from: 500, to: 900 }, ...options });

  it('an outage is missing for good, though no row has come since', () => {
    const gap = { from: 500, to: 900, cause: 'redis-down', state: 'unfillable', rows: 0 };
    expect(missed([], { isLate: true })).toEqual([gap]);
    expect(missed([1_000, 1_200], { isLate: true, newest: null, cursor: null })).toEqual([gap]);
  });

  it('it ends before the first row that came after it, not before one that is told late', () => {
    expect(missed([700, 1_000], { isLate: true })).toMatchObject([{ from: 500, to: 699 }]);
    expect(missed([500], { isLate: true })).toEqual([]);
    expect(missed([400], { isLate: true })).toMatchObject([{ from: 500, to: 900 }]);
    expect(missed([400, 700], { isLate: true })).toMatchObject([{ from: 500, to: 699 }]);
  });

  it('nothing is missing as long as the series was confirmed', () => {
    expect(missed([])).toEqual([]);
  });
});
