import { spanText } from '../format.ts';

/** What /health says of a feed of a pair, as far as its freshness goes. */
export interface Judged {
  /** ms; null: nothing is stored. */
  readonly age: number | null;
  /** s */
  readonly period: number;
  readonly stale: boolean;
  readonly waiting: boolean;
  readonly outOfStep?: true;
  /** The pair at the exchange, in the exchange's words, `UNLISTED`, or `UNVERIFIED` while not known. */
  readonly status: string;
}

/** How fresh a value is, in a few steps. */
export type Step = 'stale' | 'nothing' | 'outOfStep' | 'near' | 'unlisted' | 'notTraded' | 'waiting' | 'fresh';

/** A step for people: its sign tells it from the others without colors. */
interface StepText {
  readonly sign: string;
  readonly word: string;
  readonly says: string;
}

/** From worst to best. */
export const steps: Readonly<Record<Step, StepText>> = {
  stale: { sign: '■', word: 'stale', says: 'older than its limit: three periods and two seconds' },
  nothing: { sign: '∅', word: 'nothing stored', says: 'nothing is stored, although the pair is traded' },
  outOfStep: {
    sign: '≠',
    word: 'out of step',
    says: 'known to differ from what the exchange has; it is being read anew',
  },
  near: { sign: '▲', word: 'near its limit', says: 'older than seven tenths of its limit' },
  unlisted: { sign: '✕', word: 'unlisted', says: 'the exchange does not know the pair' },
  notTraded: { sign: '–', word: 'not traded', says: 'the exchange does not trade the pair now' },
  waiting: { sign: '…', word: 'waiting', says: 'the exchange has nothing of the pair yet' },
  fresh: { sign: '·', word: 'fresh', says: 'younger than that' },
};

export const stepNames = Object.keys(steps) as readonly Step[];

/** The age up to which a value is fresh, ms: three periods and two seconds. NaN where the API does not tell the period. */
export const limitOf = ({ period }: Pick<Judged, 'period'>): number => 3 * period * 1_000 + 2_000;

/** From this part of its limit on a value is near it. One that is well is confirmed each period, a third of the limit and less. */
const NEAR = 0.7;

/** The step by the API's own judgment: what it calls stale is never shown as fresh, nor the other way round. */
export function stepOf(feed: Judged): Step {
  const { age, stale, waiting, outOfStep, status } = feed;
  if (stale && status === 'UNLISTED') return 'unlisted';
  if (stale && status !== 'TRADING' && status !== 'UNVERIFIED') return 'notTraded';
  if (outOfStep) return 'outOfStep';
  if (waiting) return 'waiting';
  if (age === null) return 'nothing';
  if (stale) return 'stale';
  return age > NEAR * limitOf(feed) ? 'near' : 'fresh';
}

/**
 * The step of a value that is `age` ms old by now. Since the API judged it, it may have outgrown its limit: it is not called stale before the API says
 * so, but it is not shown as young either.
 */
export const stepNow = (step: Step, feed: Judged, age: number | null): Step =>
  step === 'fresh' && age !== null && age > limitOf(feed) ? 'near' : step;

/** Whether /ready counts it as stale: what the exchange does not trade cannot be kept fresh. */
export const isMissed = (step: Step): boolean => step === 'stale' || step === 'nothing' || step === 'outOfStep';

/** How far a value is over its own limit, ms; below zero: it is not. Where nothing is stored it is endless. */
export const overBy = (feed: Judged): number =>
  feed.age === null ? Number.POSITIVE_INFINITY : feed.age - limitOf(feed);

/** An age as it stands in a cell; of what has none the word. */
export const ageText = (age: number | null, step: Step): string =>
  typeof age === 'number' && Number.isFinite(age) ? spanText(age) : step === 'waiting' ? 'none yet' : 'none';

/** A cell in words: `btcusdt trades: 12 s old, limit 32 s, fresh`. */
export function cellSentence(name: string, feed: Judged, step: Step): string {
  const limit = `limit ${spanText(limitOf(feed))}`;
  const age = feed.age === null ? null : `${spanText(feed.age)} old`;
  return `${name}: ${[age, limit, steps[step].word].filter((part) => part !== null).join(', ')}`;
}
