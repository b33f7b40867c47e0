import type { Market } from '../markets/markets.js';
import type { Fault } from '../simulator/faults.ts';
import type { Stats } from '../simulator/stats.ts';
import type { SymbolStatus } from '../simulator/trading/pairs.ts';
import type { ContractStatus } from '../simulator/usdm/contracts/contractSpec.ts';

/** The control port of the simulated exchange. Every call rejects while it is down. */
export interface ExchangeControl {
  stats(): Promise<Stats>;
  /** It counts from anew. */
  resetStats(): Promise<void>;
  /** Puts a fault in force. */
  inject(fault: Fault): Promise<void>;
  /** How many faults are still in force. */
  faults(): Promise<number>;
  clear(): Promise<void>;
  setStatus(market: Market, code: string, status: SymbolStatus | ContractStatus): Promise<void>;
  delist(market: Market, code: string): Promise<void>;
  /** Moves the exchange's clock against this machine's, ms. */
  setClock(offsetMs: number): Promise<void>;
}

export function createExchangeControl(url: string): ExchangeControl {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  return {
    stats: async () => (await call('GET', '/stats')) as Stats,
    resetStats: () => tell('DELETE', '/stats'),
    inject: (fault) => tell('POST', '/faults', fault),
    faults: async () => ((await call('GET', '/faults')) as unknown[]).length,
    clear: () => tell('DELETE', '/faults'),
    setStatus: (market, code, status) => tell('POST', pathOf(market, code), { status }),
    delist: (market, code) => tell('DELETE', pathOf(market, code)),
    setClock: (offsetMs) => tell('POST', '/clock', { offsetMs }),
  };
}

const pathOf = (market: Market, code: string): string => `/symbols/${code.toUpperCase()}?market=${market}`;
