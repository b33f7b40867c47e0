import type { SecondRow } from '../../analysis/closes.ts';
import { secondsOfCandles, secondsOfTrades } from '../../analysis/closesOfTold.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import type { SecondsStream, SecondTrade, ToldSecond } from '../../model/seconds.ts';

/** What a stream has told, and the seconds made of it. */
export interface Told {
  /** Takes an event. One that cannot be right is counted and left out. */
  take(event: unknown): void;
  /** Events that were taken. */
  taken(): number;
  /** How many were left out, and why the first one was; null: none. */
  leftOut(): { readonly count: number; readonly why: string } | null;
  /** @param coveredTo all that had happened before has been told, ms */
  seconds(coveredTo: number): SecondRow[];
}

export function createTold(stream: SecondsStream, symbol: string): Told {
  const made = stream.by === 'candles' ? ofCandles(stream.read) : ofTrades(stream.read);
  let taken = 0;
  let bad: { readonly count: number; readonly why: string } | null = null;

  return {
    take(event) {
      try {
        made.take(event, symbol);
        taken += 1;
      } catch (error) {
        if (!(error instanceof InvalidPayload)) throw error;
        bad = { count: (bad?.count ?? 0) + 1, why: bad?.why ?? error.message };
      }
    },
    taken: () => taken,
    leftOut: () => bad,
    seconds: made.seconds,
  };
}

interface Made extends Pick<Told, 'seconds'> {
  take(event: unknown, symbol: string): void;
}

function ofCandles(read: (event: unknown, symbol: string) => ToldSecond): Made {
  /** Of each second the last word: as it closed, or as it formed where its close was not told. */
  const bySecond = new Map<number, ToldSecond>();
  return {
    take(event, symbol) {
      const second = read(event, symbol);
      const before = bySecond.get(second.openTime);
      if (second.isClosed || before?.isClosed !== true) bySecond.set(second.openTime, second);
    },
    seconds: (coveredTo) => secondsOfCandles([...bySecond.values()], coveredTo),
  };
}

function ofTrades(read: (event: unknown, symbol: string) => SecondTrade): Made {
  const trades: SecondTrade[] = [];
  return {
    take: (event, symbol) => void trades.push(read(event, symbol)),
    seconds: (coveredTo) => secondsOfTrades(trades, coveredTo),
  };
}
