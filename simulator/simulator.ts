import type { ActiveFault, Fault } from './faults.ts';
import type { Stats } from './stats.ts';
import type { SocketOptions } from './streams/rules.ts';
import type { SymbolStatus } from './trading/pairs.ts';
import type { SymbolSpec } from './trading/symbols.ts';
import type { Contract } from './usdm/contracts/contract.ts';
import type { ContractStatus } from './usdm/contracts/contractSpec.ts';
import type { UsdmOptions } from './usdm/createUsdm.ts';
import type { Listings } from './venues/listings.ts';

export interface SimulatorOptions extends SocketOptions {
  /** Port of the stand-in API; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address of the stand-in API, default 127.0.0.1; the control port is on 127.0.0.1 always. */
  readonly host?: string;
  /** Port that takes orders over HTTP; 0 (the default) takes a free one. */
  readonly controlPort?: number;
  /** Same seed, same trades. Default `binance-collector`. */
  readonly seed?: string;
  /** Files or folders of recorded 1-minute candles of the spot market, and of the futures market. */
  readonly replay?: readonly string[];
  readonly replayUsdm?: readonly string[];
  /** Files of one capture of Binance's streams, in order; they are played from the start of the simulator on. The same of futures. */
  readonly frames?: readonly string[];
  readonly framesUsdm?: readonly string[];
  /** The exchange's clock in ms; default Date.now. */
  readonly now?: () => number;
  /** The clock by which faults end, ms; default the machine's monotonic one. */
  readonly monotonic?: () => number;
  /** Where the exchange's clock begins against `now` (ms); default 0. */
  readonly clockOffset?: number;
  /** Request weight an address has a minute on the spot market; default 6000. */
  readonly weightLimit?: number;
  /** What is other than usual on the futures market. */
  readonly usdm?: UsdmOptions;
  /** The pairs of the spot market; default: some thirty well-known ones. */
  readonly symbols?: readonly SymbolSpec[];
  /** Where `symbols` is left out: at least so many are traded; made-up ones are added. Default 0. */
  readonly spotPairs?: number;
  /** At least so many pairs are listed; those that are added are not traded any more. Default 0. */
  readonly listed?: number;
  readonly log?: (line: string) => void;
}

/** The spot market's pairs, and what can be done to them, stand here directly; those of the futures market under `usdm`. */
export interface Simulator extends Listings<SymbolStatus> {
  readonly usdm: Listings<ContractStatus, Contract>;
  readonly url: string;
  /** Where streams of the spot market are opened: `ws://` and the same port. */
  readonly streamUrl: string;
  /** Where those of the futures market are: `/public/…`, `/market/…` and `/private/…` below it. */
  readonly usdmStreamUrl: string;
  readonly controlUrl: string;
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
  /** Moves the exchange's clock against `now` (ms). */
  setClockOffset(offsetMs: number): void;
  close(): Promise<void>;
}
