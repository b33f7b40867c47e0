import { staleAfterMs } from '../../../../store/values/meta.ts';
import {
  ageText,
  cellSentence,
  isMissed,
  limitOf,
  overBy,
  stepNow,
  stepOf,
} from '../../../../web/figures/freshness/step.ts';
import { judged, over } from './judged.ts';

it.each([1, 10, 3600])('the limit of a period of %d s is the one by which the API judges', (period) => {
  expect(limitOf({ period })).toBe(staleAfterMs(period));
});

it.each([
  ['fresh', judged()],
  ['fresh', judged({ age: 3_500 })],
  ['near', judged({ age: 3_501 })],
  ['stale', over(1)],
  ['nothing', judged({ age: null, stale: true })],
  ['nothing', judged({ age: null, stale: true, status: 'UNVERIFIED' })],
  ['waiting', judged({ age: null, waiting: true })],
  ['outOfStep', judged({ stale: true, outOfStep: true })],
  ['notTraded', over(1, { status: 'HALT' })],
  ['notTraded', judged({ stale: true, status: 'BREAK' })],
  ['unlisted', judged({ age: null, stale: true, status: 'UNLISTED' })],
] as const)('%s: %j', (step, feed) => {
  expect(stepOf(feed)).toBe(step);
});

it('what the API calls fresh is never shown as stale, however old it is by now', () => {
  expect(stepOf(judged({ age: 60_000 }))).toBe('near');
});

it('what has outgrown its limit since it was judged is near it', () => {
  expect([5_000, 5_001, null].map((age) => stepNow('fresh', judged(), age))).toEqual(['fresh', 'near', 'fresh']);
  expect(stepNow('unlisted', judged(), 60_000)).toBe('unlisted');
});

it('a value whose time lies ahead of the clock is stale, though it looks young', () => {
  expect(stepOf(judged({ age: 0, stale: true }))).toBe('stale');
});

it('only what /ready counts is missed', () => {
  const steps = ['stale', 'nothing', 'outOfStep', 'near', 'unlisted', 'notTraded', 'waiting', 'fresh'] as const;
  expect(steps.filter(isMissed)).toEqual(['stale', 'nothing', 'outOfStep']);
});

it('over by counts from the own limit; what is not stored is endlessly over it', () => {
  expect(overBy(over(1_200))).toBe(1_200);
  expect(overBy(judged({ age: 5_000, period: 10 }))).toBe(-27_000);
  expect(overBy(judged({ age: null }))).toBe(Number.POSITIVE_INFINITY);
});

it('a cell is a sentence', () => {
  const feed = judged({ age: 12_300, period: 10 });
  expect(cellSentence('btcusdt trades', feed, 'fresh')).toBe('btcusdt trades: 12 s old, limit 32 s, fresh');
  expect(cellSentence('x price', { ...feed, age: null }, 'nothing')).toBe('x price: limit 32 s, nothing stored');
});

it('an age that is none is said in words', () => {
  expect([ageText(null, 'nothing'), ageText(null, 'waiting'), ageText(Number.NaN, 'fresh')]).toEqual([
    'none',
    'none yet',
    'none',
  ]);
});
