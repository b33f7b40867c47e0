import type { Config } from '../../config/config.ts';
import { apiKeysOf, exchangeUrlOf } from '../../config/marketConfig.ts';
import type { CallerGate } from '../../gateway/callers/callerGate.ts';
import type { CallerGateState } from '../../gateway/callers/createCallerGate.ts';
import {
  type OpenCallerGateOptions,
  type OpenedCallerGate,
  openCallerGate,
} from '../../gateway/callers/openCallerGate.ts';
import type { Market } from '../../markets/markets.js';
import type { Log } from '../../runtime/log.ts';
import { readListedSymbols } from '../../store/market/exchangeInfo.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import type { Board } from '../context/board.ts';
import { redisUnavailable } from '../http/readStore.ts';

/** The gates by which callers' requests reach the exchanges. Each is opened when it is first asked. */
export interface Callers {
  /** Null while `callers.share` is 0. */
  of(market: Market): CallerGate | null;
  /** Of those that are open. */
  states(): ReadonlyMap<Market, CallerGateState>;
  close(): void;
}

export interface CallersOptions extends Pick<OpenCallerGateOptions, 'open'> {
  readonly config: () => Config;
  readonly store: () => Store | null;
  readonly board: Board;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export function createCallers({ config, store, board, log, open }: CallersOptions): Callers {
  const gates = new Map<Market, CallerGate>();
  const opening = new Map<Market, Promise<OpenedCallerGate>>();
  const opened = new Map<Market, OpenedCallerGate>();
  let isClosed = false;

  /** @throws ApiError while Redis has never answered; StartError where the environment names a proxy that cannot be used */
  async function openGate(market: Market): Promise<OpenedCallerGate> {
    const ready = store();
    if (ready === null || isClosed) throw redisUnavailable('Redis does not answer');
    board.follow(market);
    // Of a market that nobody collects nothing was read so far: limits, a pause and the clock may be known all the same.
    if (board.book(market).clock === null) await board.refresh().catch(nullIfRedisError);
    const gate = openCallerGate({
      ...{ market, log, store: ready, clock: board.clock(market) },
      egress: config().budget.egress,
      state: () => board.book(market),
      share: () => config().budget.share,
      callers: () => config().callers,
      baseUrl: exchangeUrlOf(config(), market),
      apiKeys: () => apiKeysOf(config(), market),
      listed: () => readListedSymbols(ready, market, board.now(market)),
      ...(open !== undefined && { open }),
    });
    if (isClosed) gate.close();
    else opened.set(market, gate);
    return gate;
  }

  function gateOf(market: Market): Promise<OpenedCallerGate> {
    const known = opening.get(market);
    if (known !== undefined) return known;
    const gate = openGate(market);
    opening.set(market, gate);
    gate.catch(() => opening.delete(market));
    return gate;
  }

  const lazily = (market: Market): CallerGate => ({
    fetch: async (request, caller) => (await gateOf(market)).fetch(request, caller),
    symbols: async () => (await gateOf(market)).symbols(),
  });

  return {
    of(market) {
      if (config().callers.share === 0) return null;
      const made = gates.get(market) ?? lazily(market);
      gates.set(market, made);
      return made;
    },
    states: () => new Map([...opened].map(([market, gate]) => [market, gate.state()])),
    close() {
      isClosed = true;
      for (const gate of opened.values()) gate.close();
    },
  };
}
