import { nextOpenTime } from '../../../model/candleTime.ts';
import type { Window } from '../../../store/values/window.ts';
import type { Rows } from './rows.ts';

/**
 * Until when candles are what the exchange would answer, exchange-clock ms: then one of them ends. From there on they are so only once that
 * one is final, and the one after it is there. Clients leave the last candle out as one that forms: without the new one, they would miss the
 * one that is just over. 0: they are not so now, infinite: for good.
 *
 * @param newest open time of the newest candle of the whole series: if that lies behind the window, nothing is to come
 */
export function settledUntil(
  interval: number,
  { to = Number.POSITIVE_INFINITY, most, which }: Window,
  { scores, open }: Rows,
  newest: number | null,
): number {
  const last = scores.at(-1);
  if (last === undefined || (open[0] ?? last) !== last) return 0;
  const ends = nextOpenTime(interval, last);
  const isFull = which === 'oldest' && scores.length === most;
  const mayGrow = !isFull && ends <= to && (newest ?? 0) <= to;
  return mayGrow || open.length > 0 ? ends : Number.POSITIVE_INFINITY;
}
