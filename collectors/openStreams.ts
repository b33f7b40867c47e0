import type { ExchangeError } from '../exchanges/errors.ts';
import type { StreamProtocol } from '../exchanges/streamProtocol.ts';
import { createAttempts } from '../gateway/streams/attempts.ts';
import { createHub } from '../gateway/streams/createHub.ts';
import type { Log } from '../runtime/log.ts';
import type { Account } from '../store/budget/account.ts';
import type { StreamsReport } from '../store/reports/streamReports.ts';
import type { SessionOptions } from './sessionOptions.ts';
import { createBacklog } from './sources/streamed/backlog.ts';
import type { MarketStreams } from './sources/streamed/marketStreams.ts';
import { createBoard } from './sources/streamed/silence/board.ts';

/** Streams that have brought nothing for so long are blocked: REST is planned in their place, ms. */
const BLOCKED_AFTER_MS = 20_000;

/** A report tells the longest wait of so many, itself the last: while Redis takes no writes reports are lost. */
const REPORTS_LOOKED_AT = 5;

export interface StreamsOptions extends Pick<SessionOptions, 'store' | 'clock' | 'holder' | 'defects'> {
  readonly protocol: StreamProtocol;
  readonly streamsAt: NonNullable<SessionOptions['streamsAt']>;
  readonly account: Account;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** The exchange's names of pairs that are traded now. */
  readonly tradedSymbols: () => readonly string[];
  /** Streams of one pair that this process follows over sockets of a route. */
  readonly groupSize: (route: string) => number;
  /** The exchange refuses sockets and wants nothing to be sent at all. */
  readonly onStopped: (error: ExchangeError) => void;
}

/** What the streams of a market say of themselves, whatever process they are in. */
export type StreamsSaid = Omit<StreamsReport, 'market' | 'name' | 'pid' | 'at'>;

/** The streams of a market, in one process. */
export interface OpenStreams extends MarketStreams {
  /** Of each kind of socket that is needed, by its route: whether none brings anything; null: none is needed. */
  routesBlocked(): Readonly<Record<string, boolean>> | null;
  /** What is to be said of them, since it was asked last; null: none is needed. */
  report(): StreamsSaid | null;
  /** Whether streams have come up since it last said so, even after a short break, and none is down now. */
  haveComeBack(): boolean;
}

/** The way to a market's streams. It opens nothing before somebody follows one. */
export function openStreams(options: StreamsOptions): OpenStreams {
  const { protocol, streamsAt, account, store, clock, holder, tradedSymbols } = options;
  const hub = createHub({
    ...options,
    ...streamsAt,
    attempts: createAttempts({ store, account, protocol, clock, who: holder }),
    heartbeatSymbols: tradedSymbols,
  });
  const backlog = createBacklog();
  /** What the last reports had to say of it. */
  let longest: readonly number[] = [];
  let timesUp = 0;

  function routesBlocked(): Readonly<Record<string, boolean>> | null {
    const routes = hub.deadSince();
    if (routes.size === 0) return null;
    const isBlocked = (since: number | null) => since !== null && clock.monotonic() - since > BLOCKED_AFTER_MS;
    return Object.fromEntries([...routes].map(([route, since]) => [route, isBlocked(since)]));
  }

  return {
    hub,
    board: createBoard(),
    backlog,
    routesBlocked,
    report() {
      const routes = routesBlocked();
      longest = [...longest, backlog.takeLongestMs()].slice(-REPORTS_LOOKED_AT);
      if (routes === null) return null;
      const blockedRoutes = Object.keys(routes).filter((route) => routes[route]);
      const backlogMs = Math.round(Math.max(...longest));
      return { blocked: blockedRoutes.length > 0, blockedRoutes, backlogMs, hub: hub.report() };
    },
    haveComeBack() {
      const haveComeBack = hub.timesUp() !== timesUp && !hub.isAnyDown();
      if (haveComeBack) timesUp = hub.timesUp();
      return haveComeBack;
    },
  };
}
