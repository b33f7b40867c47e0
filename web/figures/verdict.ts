import { countdownText, spanText } from './format.ts';

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

/** The oldest of some ages, ms; null: there is none. */
export function worstAge(ages: readonly { readonly age: number | null }[]): number | null {
  const known = ages.flatMap(({ age }) => age ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** A pause of the exchange in words. @param left ms */
export const pauseText = (market: string, status: number, left: number): string =>
  `${market}: the exchange has ordered a pause (${status}), ${countdownText(left)} left`;

/** What stands in the title of the tab. */
export const titleOf = (verdict: Verdict, frozenFor: number | null): string => {
  const word = verdict === 'frozen' && frozenFor !== null ? `frozen for ${spanText(frozenFor)}` : verdictWords[verdict];
  return `${verdictMarks[verdict]} ${word} · binance-collector`;
};
