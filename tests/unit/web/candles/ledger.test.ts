import {
  causeText,
  countText,
  ledgerOf,
  leftOf,
  mendedIn,
  openTimesText,
} from '../../../../web/figures/candles/ledger.ts';
import { candlesAt, MINUTE, NOON } from './candles.ts';

const row = (more: object = {}) => ({
  ...{ feed: 'klines', type: 1, code: 'btcusdt', from: NOON, to: NOON + MINUTE, missing: 2, cause: 'exchange-down' },
  ...{ state: 'open', foundAt: NOON, changedAt: NOON, rows: 0 },
  ...more,
});
const kind = { interval: 1, named: '' };
const answer = (...gaps: readonly unknown[]) => ({ total: gaps.length, open: 1, gaps });

test('of an answer the gaps of one kind are taken, the oldest first', () => {
  const mark = row({ price: 'mark', from: NOON + 5 * MINUTE, to: NOON + 6 * MINUTE });
  const contract = row({ contract: 'perpetual', from: NOON + 7 * MINUTE, to: NOON + 7 * MINUTE });
  const all = answer(row({ from: NOON + MINUTE }), row(), mark, contract, row({ type: 5 }));
  const fromOf = (named: string) =>
    ledgerOf(all, { interval: 1, named }).gaps.map(({ from }) => (from - NOON) / MINUTE);
  expect([fromOf(''), fromOf('price=mark'), fromOf('contract=perpetual'), fromOf('price=index')]).toEqual([
    [0, 1],
    [5],
    [7],
    [],
  ]);
});

test('a filled gap is none, but its rows may have come meanwhile', () => {
  const { gaps, mended } = ledgerOf(answer(row({ state: 'filled', rows: 2 }), row({ rows: 1, to: NOON })), kind);
  expect([gaps.map(({ state }) => state), mended.map(({ rows }) => rows)]).toEqual([['open'], [2, 1]]);
});

test('of a gap the rows that were fetched are missing no more', () => {
  const leftIn = (more: object) => ledgerOf(answer(row(more)), kind).gaps.map((gap) => leftOf(gap, 1));
  expect([leftIn({ rows: 1 }), leftIn({ missing: null }), leftIn({ rows: 5 })]).toEqual([[1], [2], [0]]);
});

test('only what is missing of mended gaps is to be read', () => {
  const span = (from: number, to: number) => ({ from: NOON + from * MINUTE, to: NOON + to * MINUTE });
  const rows = candlesAt(0, 1, 2, 6, 7, 20);
  const { mended } = ledgerOf(answer(row({ ...span(1, 4), rows: 1 }), row({ ...span(7, 9), rows: 3 })), kind);
  expect(mendedIn(rows, mended, 1)).toEqual([span(3, 4), span(8, 9)]);
  expect(mendedIn(candlesAt(0, 1, 2), mended, 1)).toEqual([]);
});

test.each([
  ['null', null],
  ['no list', { gaps: 'none' }],
  ['damaged entries', answer(null, 1, row({ from: 'x' }), row({ to: NOON - 1 }))],
])('an answer with %s has no gaps', (_, given) => {
  expect(ledgerOf(given, kind).gaps).toEqual([]);
});

test('one that the API has cut says so', () => {
  expect(ledgerOf({ total: 1_200, gaps: [row()] }, kind).isCut).toBe(true);
  expect(ledgerOf(answer(row()), kind).isCut).toBe(false);
});

test('gaps in words', () => {
  const [gap] = ledgerOf(answer(row()), kind).gaps;
  expect(gap && causeText(gap)).toBe('exchange down, open');
  expect([countText(1), countText(2)]).toEqual(['1 candle', '2 candles']);
  const hours = 3_600_000;
  expect([0, 5 * MINUTE, 13 * hours].map((length) => openTimesText({ from: NOON, to: NOON + length }, 'utc'))).toEqual([
    '2026-11-27 12:00',
    '2026-11-27 12:00 to 12:05',
    '2026-11-27 12:00 to 2026-11-28 01:00',
  ]);
});
