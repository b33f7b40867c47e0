import { createApiListener } from './apiServer.ts';
import { createControlListener } from './controlServer.ts';
import { type ActiveFault, createFaults, type Fault } from './faults.ts';
import { listen } from './listen.ts';
import { createMarket, type Market, type SymbolStatus } from './market/market.ts';
import { defaultSymbols, type SymbolSpec } from './market/symbols.ts';
import { createRateLimit } from './rateLimit.ts';
import { loadRecordings } from './replay/loadRecordings.ts';
import { SimulatorError } from './simulatorError.ts';
import { createStats, type Stats } from './stats.ts';

export interface SimulatorOptions {
  /** Port of the stand-in API; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address of the stand-in API, default 127.0.0.1; the control port is on 127.0.0.1 always. */
  readonly host?: string;
  /** Port that takes orders over HTTP; 0 (the default) takes a free one. */
  readonly controlPort?: number;
  /** Same seed, same market. Default `binance-collector`. */
  readonly seed?: string;
  /** Files or folders of recorded 1-minute candles. */
  readonly replay?: readonly string[];
  /** The exchange's clock in ms; default Date.now. */
  readonly now?: () => number;
  /** Request weight an address has a minute; default 6000. */
  readonly weightLimit?: number;
  /** The pairs; default: some thirty well-known ones. */
  readonly symbols?: readonly SymbolSpec[];
  readonly log?: (line: string) => void;
}

export interface Simulator {
  readonly url: string;
  readonly controlUrl: string;
  /** The market itself, to ask without HTTP. */
  readonly market: Market;
  /** The exchange's time (ms), clock offset included. */
  now(): number;
  stats(): Stats;
  resetStats(): void;
  /** Forgets used weight and bans. */
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

/**
 * Starts a stand-in Binance spot REST API on a seeded (or replayed) market, with a control port that injects faults.
 * @throws SimulatorError when a port cannot be had or a recording cannot be read
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', seed = 'binance-collector', weightLimit = 6000, log } = options;
  const clock = options.now ?? Date.now;
  let offsetMs = 0;
  const now = () => clock() + offsetMs;

  const recordings = await loadRecordings(options.replay ?? [], now(), log);
  const specs = recordings.extend(options.symbols ?? defaultSymbols);
  const market = new Map(createMarket(specs, seed, recordings.overlay));
  const delisted: typeof market = new Map();
  const rateLimit = createRateLimit(weightLimit);
  const faults = createFaults(() => performance.now());
  const stats = createStats();
  const find = (symbol: string, where: Market) => {
    const listing = where.get(symbol);
    if (listing === undefined) throw new SimulatorError(`no pair ${symbol}`);
    return listing;
  };

  const api = await listen(
    createApiListener({ market, now, weightLimit, rateLimit, faults, stats }),
    host,
    options.port ?? 0,
  );
  const controls = {
    market,
    now,
    stats: stats.read,
    resetStats: stats.reset,
    resetLimits: rateLimit.reset,
    inject: faults.inject,
    faults: faults.list,
    clearFaults: faults.clear,
    setSymbolStatus(symbol: string, status: SymbolStatus) {
      const listing = find(symbol, market);
      listing.stoppedAt = status === 'TRADING' ? undefined : (listing.stoppedAt ?? now());
      listing.status = status;
    },
    delist(symbol: string) {
      delisted.set(symbol, find(symbol, market));
      market.delete(symbol);
    },
    relist(symbol: string) {
      market.set(symbol, find(symbol, delisted));
      delisted.delete(symbol);
    },
    setClockOffset(offset: number) {
      offsetMs = offset;
    },
  };
  try {
    const control = await listen(createControlListener(controls), '127.0.0.1', options.controlPort ?? 0);
    const close = async () => {
      await control.close();
      await api.close();
    };
    return { ...controls, url: api.url, controlUrl: control.url, close };
  } catch (error) {
    await api.close();
    throw error;
  }
}
