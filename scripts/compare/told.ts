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
  const closed: ToldSecond[] = [];
  /** The newest second in which something was traded, closed or not. */
  let tradedAt = Number.NEGATIVE_INFINITY;
  let closedAt = Number.NEGATIVE_INFINITY;
  return {
    take(event, symbol) {
      const second = read(event, symbol);
      if (second.firstId !== null) tradedAt = Math.max(tradedAt, second.openTime);
      if (!second.isClosed) return;
      closed.push(second);
      closedAt = Math.max(closedAt, second.openTime);
    },
    // A second that was told to form and not to close is no quiet one.
    seconds: (coveredTo) => secondsOfCandles(closed, tradedAt > closedAt ? Math.min(coveredTo, tradedAt) : coveredTo),
  };
}

function ofTrades(read: (event: unknown, symbol: string) => SecondTrade): Made {
  const trades: SecondTrade[] = [];
  return {
    take: (event, symbol) => void trades.push(read(event, symbol)),
    seconds: (coveredTo) => secondsOfTrades(trades, coveredTo),
  };
}
