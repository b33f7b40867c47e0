import { findGaps } from '../../../../collectors/gaps/findGaps.ts';
import { trades } from '../../../../exchanges/binance/spot/feeds/trades.ts';
import type { SeriesFeed } from '../../../../model/feed.ts';
import { risingScores } from '../../../../model/scores.ts';
import { judgedRows } from '../../../judged.ts';

/** Trades of an exchange whose ids rise, but leave some out. */
const feed: SeriesFeed = { ...trades({ source: 'aggTrades' }), scores: risingScores };
const poll = { pairs: ['X'], asOf: 1_790_000_101_000, uncertainty: 1 };
const row = (id: number, changes: object = {}) => ({
  ...{ a: id, p: '1.0', q: '1', f: id, l: id, T: 1_790_000_100_000, m: true },
  ...changes,
});
const before = { newest: 10, cursor: 10, retention: 100, cause: 'redis-down', isLate: false } as const;
const gaps = (scores: readonly number[], options: object = {}) =>
  findGaps(feed, { rows: scores.map((score) => ({ score, member: '' })), bad: [] }, { ...before, ...options });

it('ids that jump are right, and no rows are missing between them', () => {
  const { rows, bad } = judgedRows(feed, [row(10), row(900_000), row(900_001)], poll);
  expect([rows.map(({ score }) => score), bad]).toEqual([[10, 900_000, 900_001], []]);
  expect(gaps([10, 900_000, 900_001])).toEqual([]);
});

it('a bad row is left out, and its place is not guessed', () => {
  const { bad } = judgedRows(feed, [row(10), row(500, { p: 'x' }), row(900), { p: 'x' }], poll);
  expect(bad.map(({ score }) => score)).toEqual([500, null]);
});

it('a reply that begins above what is stored leaves a gap to look into', () => {
  expect(gaps([500, 700])).toEqual([{ from: 11, to: 499, cause: 'redis-down', state: 'open', rows: 0 }]);
});

it('what came late is on record', () => {
  expect(gaps([10, 500, 700], { isLate: true })).toEqual([
    { from: 500, to: 700, cause: 'redis-down', state: 'filled', rows: 2 },
  ]);
});
