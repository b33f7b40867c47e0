import { intervals } from '../../../simulator/intervals.ts';
import { writeTimes } from '../../../simulator/streams/publication.ts';
import { avgPriceTelling } from '../../../simulator/streams/sources/avgPrice.ts';
import { spotKlines } from '../../../simulator/streams/sources/klines.ts';
import type { PairTelling } from '../../../simulator/streams/sources/pairSource.ts';
import { dayTicker, tickerTelling } from '../../../simulator/streams/sources/tickers.ts';
import type { PlayedPair } from './playedPair.ts';

/** A stream that speaks by the clock. */
export interface Told {
  readonly stream: string;
  due: number;
  /** @returns the JSON of its events, and when it is due again */
  run(now: number): string[];
}

/** Not all pairs are told at the same moment: so many ms later than the clock says. */
const SPREAD_MS = 1_000;
const SPREAD_OF_CLOSES_MS = 300;

/** What tells such a stream; undefined: it is none of these. @param suffix after the symbol, such as `avgPrice` @param number of the pair */
export function toldStream(pair: PlayedPair, number: number, suffix: string, now: number): Told | undefined {
  const telling = tellingOf(suffix);
  if (telling === undefined) return undefined;
  const after = (number * 37) % (suffix.startsWith('kline_') ? SPREAD_OF_CLOSES_MS : SPREAD_MS);
  const told: Told = {
    stream: `${pair.symbol.toLowerCase()}@${suffix}`,
    due: telling.start(pair.listing, now, now) + after,
    run(at) {
      const events: string[] = [];
      told.due =
        telling.tell(pair.listing, at, at, (dataOf) => events.push(JSON.stringify(dataOf(writeTimes.ms)))) + after;
      return events;
    },
  };
  return told;
}

function tellingOf(suffix: string): PairTelling | undefined {
  if (suffix === 'avgPrice') return avgPriceTelling();
  if (suffix === 'ticker') return tickerTelling(dayTicker);
  const name = suffix.replace(/^kline_/, '');
  const interval = suffix === name ? undefined : intervals.get(name);
  return interval === undefined ? undefined : spotKlines(name, interval);
}
