import type { Config } from '../../config/config.ts';
import type { ConfigStatus } from '../../config/watch.ts';
import type { CallerGate } from '../../gateway/callers/callerGate.ts';
import type { CallerGateState } from '../../gateway/callers/createCallerGate.ts';
import type { Market } from '../../markets/markets.js';
import type { RelayLink } from '../../model/relayLink.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { Board } from './board.ts';
import type { Markets } from './markets.ts';

/** What the routes work with. Some members are functions, because the configuration changes and the store opens while the API runs. */
export interface ApiContext {
  /** The markets that callers can ask for. */
  readonly markets: Markets;
  config(): Config;
  configStatus(): ConfigStatus;
  /** Null until Redis has answered for the first time. */
  store(): Store | null;
  readonly board: Board;
  /** The way for callers' requests to a market's exchange; null: `callers.share` is 0. */
  callers(market: Market): CallerGate | null;
  /** The way to the relay of the exchange's streams; null: there is none. */
  readonly relay: RelayLink | null;
  /** Of those that are open. */
  callerStates(): ReadonlyMap<Market, CallerGateState>;
  readonly log: Log;
}
