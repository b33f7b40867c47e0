import type { ExchangeError } from '../../exchanges/errors.ts';
import type { StreamLimits } from '../../exchanges/streamLimits.ts';
import type { StreamProtocol } from '../../exchanges/streamProtocol.ts';
import type { Log } from '../../runtime/log.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import type { Defects } from '../../store/reports/defects.ts';
import type { HubReport } from '../../store/reports/streamReports.ts';
import type { Attempts } from './attempts.ts';
import type { Hub } from './hub.ts';

import type { HubTiming } from './hubTiming.ts';

export interface HubOptions {
  readonly protocol: StreamProtocol;
  /** ws:// or wss://, without a slash at its end */
  readonly baseUrl: string;
  /** The proxy that sockets go through (`proxyFor`). */
  readonly proxy: URL | null;
  readonly clock: Pick<ExchangeClock, 'monotonic' | 'nowOrWall' | 'uncertainty'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly attempts: Attempts;
  /** The exchange's names of pairs that are traded now: streams of theirs may show that a socket lives. Asked anew all the time. */
  readonly heartbeatSymbols: () => readonly string[];
  /** Streams of one pair that will be followed over sockets of a route, as far as is known; default 1. */
  readonly groupSize?: (route: string) => number;
  readonly defects: Defects;
  /** The exchange has refused a socket in a way that stops all requests of this address, e.g. by a ban. */
  readonly onStopped?: (error: ExchangeError) => void;
  readonly limits?: Partial<StreamLimits>;
  readonly timing?: Partial<HubTiming>;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** A hub that says what it does. */
export interface ReportingHub extends Hub {
  /** All of it: made anew with each call. */
  report(): HubReport;
  isAnyDown(): boolean;
  /** How often a stream that was down has come up. */
  timesUp(): number;
  /** The routes of streams that somebody follows, each with the monotonic ms since which no socket of it brings anything; null: one does. */
  deadSince(): ReadonlyMap<string, number | null>;
}
