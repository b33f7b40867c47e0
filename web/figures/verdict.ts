import { countdownText, spanText } from './format.ts';
import { limitOf } from './freshness/step.ts';
import { feedTitle } from './markets.ts';

/** What the strip says in a word, from best to worst: its mark can be told apart without colours. */
export type Verdict = 'ok' | 'degraded' | 'stale' | 'frozen' | 'opening';

export const verdictMarks: Readonly<Record<Verdict, string>> = {
  ok: '●',
  degraded: '▲',
  stale: '■',
  frozen: '❚❚',
  opening: '…',
};

export const verdictWords: Readonly<Record<Verdict, string>> = {
  ok: 'all fresh',
  degraded: 'degraded',
  stale: 'stale',
  frozen: 'frozen',
  opening: 'connecting',
};

/** A feed with its oldest value, as the state of the API has it. */
interface AgeOfFeed {
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly code: string;
  /** ms */
  readonly age: number | null;
  /** s */
  readonly period: number;
}

/** The feed that has used most of the time after which it is stale, in words: `28 s of 32 s, btcusdt trades`; null: nothing has an age. */
export function nearestLimit(ages: readonly AgeOfFeed[]): string | null {
  const known = ages.flatMap((feed) => (feed.age === null ? [] : { ...feed, age: feed.age, limit: limitOf(feed) }));
  const [first] = known.sort((a, b) => b.age / b.limit - a.age / a.limit);
  if (first === undefined) return null;
  const { age, limit, code, market } = first;
  return `${spanText(age)} of ${spanText(limit)}, ${market === undefined ? '' : `${market} `}${code} ${feedTitle(first)}`;
}

/** A pause of the exchange in words. @param left ms */
export const pauseText = (market: string, status: number, left: number): string =>
  `${market}: the exchange has ordered a pause (${status}), ${countdownText(left)} left`;

/** What stands in the title of the tab. */
export const titleOf = (verdict: Verdict, frozenFor: number | null): string => {
  const word = verdict === 'frozen' && frozenFor !== null ? `frozen for ${spanText(frozenFor)}` : verdictWords[verdict];
  return `${verdictMarks[verdict]} ${word} · binance-collector`;
};
