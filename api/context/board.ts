import type { Config } from '../../config/config.ts';
import type { Market } from '../../markets/markets.js';
import type { Log } from '../../runtime/log.ts';
import { createExchangeClock, type ExchangeClock } from '../../store/market/clock.ts';
import { readMarketState, unknownMarket } from '../../store/market/marketState.ts';
import type { Store } from '../../store/redis/connect.ts';
import { type BackfillReport, readBackfill } from '../../store/reports/backfill.ts';
import { createDefects, type Defects } from '../../store/reports/defects.ts';
import { type Bookkeeping, readReports, type WorkerReport } from '../../store/reports/health.ts';
import { type RelayReport, readRelayReports } from '../../store/reports/relayReports.ts';
import { readStreamReports, type StreamsReport } from '../../store/reports/streamReports.ts';
import type { Markets } from './markets.ts';

/** What the collectors last said of themselves. With it the API can judge the age of an answer without asking Redis. */
export interface Board {
  /** The last reports of the workers of all markets, by name. */
  reports(): ReadonlyMap<string, WorkerReport>;
  /** What each process that follows streams last said of them, of all markets; old ones included. */
  streams(): readonly StreamsReport[];
  /** What each relay of streams last said; old ones included. */
  relays(): readonly RelayReport[];
  /** The backfill that runs, as it last said; null: none does. */
  backfill(): BackfillReport | null;
  /** What the collectors keep of one market. The reports in it are those of the workers of all markets. */
  book(market: Market): Bookkeeping;
  /** The time of a market's exchange, ms. While that clock is not measured, the machine's clock stands in. */
  now(market: Market): number;
  /** The same, as far as it may be told as the exchange's own: NaN while it is not measured, or too long ago. */
  measuredNow(market: Market): number;
  /** That clock. It is another one once the market is no longer configured, unless somebody follows it. */
  clock(market: Market): ExchangeClock;
  /** From now on this market is read, too, whether it is collected or not. */
  follow(market: Market): void;
  /** Reads everything again. After a failure the last known state stays. @throws ioredis errors when Redis is away. */
  refresh(): Promise<void>;
  /** Refreshes each `everyMs` until closed. Logs once when an open connection stops answering, and once when it answers again. */
  start(everyMs: number): void;
  close(): void;
  /** Defects of this program that the API has met. */
  readonly defects: Defects;
}

export interface BoardOptions {
  readonly markets: Markets;
  readonly store: () => Store | null;
  readonly config: () => Config;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Wall-clock ms. */
  readonly wall?: () => number;
}

/** A clock that may be off by more is not told to callers, who sign their requests by it: the exchange allows a second at the least. */
const MOST_UNCERTAIN_MS = 500;

/** What is known of one market. */
interface Seen {
  readonly clock: ExchangeClock;
  book: Bookkeeping;
}

export function createBoard({ markets, store, config, log, wall = Date.now }: BoardOptions): Board {
  const defects = createDefects(log);
  const unseen = (market: Market): Seen => ({
    clock: createExchangeClock(undefined, wall),
    book: { ...unknownMarket(market, markets.tableOf(market)), reports: new Map() },
  });
  let reports: ReadonlyMap<string, WorkerReport> = new Map();
  let streams: readonly StreamsReport[] = [];
  let relays: readonly RelayReport[] = [];
  let backfill: BackfillReport | null = null;
  const seen = new Map(markets.names.map((market) => [market, unseen(market)]));
  const followed = new Set<Market>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isSilent = false;

  /** @throws RangeError for a market that no table has */
  function seenOf(market: Market): Seen {
    const found = seen.get(market);
    if (found === undefined) throw new RangeError(`no market ${market}`);
    return found;
  }

  async function refresh(): Promise<void> {
    const open = store();
    if (open === null) return;
    const { egress } = config().budget;
    const configured = [...new Set([...markets.configured(config()), ...followed])];
    const [told, toldOfStreams, toldOfRelays, toldOfBackfill, states] = await Promise.all([
      readReports(open),
      readStreamReports(open),
      readRelayReports(open),
      readBackfill(open),
      Promise.all(
        configured.map((market) => {
          const { clock, book } = seenOf(market);
          return readMarketState(open, { market, egress }, clock.nowOrWall(), book, markets.tableOf(market));
        }),
      ),
    ]);
    reports = told;
    streams = toldOfStreams;
    relays = toldOfRelays;
    backfill = toldOfBackfill;
    for (const market of markets.names) {
      const state = states[configured.indexOf(market)];
      // A market that is no longer collected is forgotten: old knowledge would be wrong when it is collected again.
      if (state === undefined) seen.set(market, unseen(market));
      else {
        const known = seenOf(market);
        if (state.clock !== null) known.clock.adopt(state.clock);
        known.book = { ...state, reports };
      }
    }
  }

  function start(everyMs: number): void {
    const again = () => {
      if (isClosed) return;
      timer = setTimeout(() => start(everyMs), everyMs);
      timer.unref();
    };
    refresh()
      .then(() => {
        if (isSilent) log.info('Redis answers again');
        isSilent = false;
      })
      .catch((error: unknown) => {
        if (!(error instanceof SyntaxError) && defects.note('what the collectors say of themselves', error)) return;
        // A lost connection is logged by the connection itself.
        if (isSilent || isClosed || store()?.isUp() !== true) return;
        isSilent = true;
        log.warn('Redis does not answer in time or not as it should', { error });
      })
      .then(again);
  }

  return {
    reports: () => reports,
    streams: () => streams,
    relays: () => relays,
    backfill: () => backfill,
    book: (market) => seenOf(market).book,
    defects,
    now: (market) => seenOf(market).clock.nowOrWall(),
    measuredNow(market) {
      const { clock } = seenOf(market);
      return clock.uncertainty() <= MOST_UNCERTAIN_MS ? clock.now() : Number.NaN;
    },
    clock: (market) => seenOf(market).clock,
    follow: (market) => void followed.add(market),
    refresh,
    start,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
