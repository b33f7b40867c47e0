import type { ActiveFault, Fault } from './faults.ts';
import type { Stats } from './stats.ts';
import type { Pairs, SymbolStatus } from './trading/pairs.ts';
import type { SymbolSpec } from './trading/symbols.ts';

export interface SimulatorOptions {
  /** Port of the stand-in API; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address of the stand-in API, default 127.0.0.1; the control port is on 127.0.0.1 always. */
  readonly host?: string;
  /** Port that takes orders over HTTP; 0 (the default) takes a free one. */
  readonly controlPort?: number;
  /** Same seed, same trades. Default `binance-collector`. */
  readonly seed?: string;
  /** Files or folders of recorded 1-minute candles. */
  readonly replay?: readonly string[];
  /** Files of one capture of Binance's streams, in order; they are played from the start of the simulator on. */
  readonly frames?: readonly string[];
  /** The exchange's clock in ms; default Date.now. */
  readonly now?: () => number;
  /** The clock by which faults end, ms; default the machine's monotonic one. */
  readonly monotonic?: () => number;
  /** Where the exchange's clock begins against `now` (ms); default 0. */
  readonly clockOffset?: number;
  /** Request weight an address has a minute; default 6000. */
  readonly weightLimit?: number;
  /** Seconds after which a stream's socket is closed; default 24 hours. */
  readonly streamLifetimeSeconds?: number;
  /** How often sockets are pinged (default 20,000 ms), and how soon they must answer (default 60,000 ms). */
  readonly pingEveryMs?: number;
  readonly pongWithinMs?: number;
  /** The pairs; default: some thirty well-known ones. */
  readonly symbols?: readonly SymbolSpec[];
  readonly log?: (line: string) => void;
}

export interface Simulator {
  readonly url: string;
  /** Where streams are opened: `ws://` and the same port. */
  readonly streamUrl: string;
  readonly controlUrl: string;
  /** What the exchange trades, to ask without HTTP. */
  readonly pairs: Pairs;
  /** The exchange's time (ms), clock offset included. */
  now(): number;
  stats(): Stats;
  resetStats(): void;
  /** Forgets used weight, bans, and attempts to open sockets. */
  resetLimits(): void;
  /** Puts a fault in force and returns its id. */
  inject(fault: Fault): number;
  faults(): ActiveFault[];
  /** Ends one fault, or all. */
  clearFaults(id?: number): boolean;
  /** Any status but TRADING stops the pair's trades; back in TRADING they are all there, as if it had never stopped. */
  setSymbolStatus(symbol: string, status: SymbolStatus): void;
  /** Takes a pair off the exchange: every request that names it is answered -1121. */
  delist(symbol: string): void;
  relist(symbol: string): void;
  /** Moves the exchange's clock against `now` (ms). */
  setClockOffset(offsetMs: number): void;
  close(): Promise<void>;
}
