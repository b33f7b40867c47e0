import type { Config } from '../config/config.ts';
import { apiKeysOf, exchangeUrlOf, marketConfigOf, streamUrlOf } from '../config/marketConfig.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { plannedNeeds } from '../gateway/callers/callersMay.ts';
import { connectors } from '../gateway/connectors.ts';
import { createGate } from '../gateway/gate.ts';
import { marketDefects, marketLog } from '../gateway/marketLog.ts';
import { openExchange } from '../gateway/openExchange.ts';
import { createSharedState } from '../gateway/sharedState.ts';
import { createAttempts } from '../gateway/streams/attempts.ts';
import { createHub } from '../gateway/streams/createHub.ts';
import { collectorsOf, type Market } from '../markets/markets.js';
import { CollectorError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Clocks } from '../runtime/machine.ts';
import type { Account } from '../store/budget/account.ts';
import { createExchangeClock } from '../store/market/clock.ts';
import { readListedSymbols } from '../store/market/exchangeInfo.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { Defects } from '../store/reports/defects.ts';
import type { HubReport } from '../store/reports/streamReports.ts';
import { createBookSource } from './bookSource.ts';
import { type Books, createBooks } from './books.ts';
import { createListed } from './listed.ts';
import type { Room } from './room.ts';
import { createStreams, type Streams } from './streams.ts';

/** What a relay does for one market. */
export interface RelayMarket extends Pick<Streams, 'follow' | 'size' | 'look'> {
  readonly askBook: Books['ask'];
  /** Reads what all processes share. Called each second. Rejects when Redis is away. */
  refresh(): Promise<void>;
  hubReport(): HubReport;
  bookReport(): ReturnType<Books['report']>;
  close(): Promise<void>;
}

export interface MarketOptions {
  readonly market: Market;
  /** The configuration now in force. */
  readonly config: () => Config;
  readonly store: Store;
  readonly log: Log;
  readonly clocks: Clocks;
  readonly holder: string;
  readonly defects: Defects;
  readonly room: Room;
}

/** Callers wait for what they follow: the exchange is told soon. It counts messages, so not at once. */
const TIMING = { gatherMs: 250, lookEveryMs: 50 };

/**
 * @returns null where the market's streams are not relayed
 * @throws StartError where the environment names a proxy that cannot be used
 */
export function openMarket(options: MarketOptions): RelayMarket | null {
  const { market, config, store, clocks, holder, room } = options;
  const connector = connectors[market];
  const { streams: protocol, relayed } = connector;
  if (protocol === undefined || relayed === undefined) return null;
  const log = marketLog(options.log, market);
  const defects = marketDefects(options.defects, market);
  const account: Account = { egress: config().budget.egress, market };
  const clock = createExchangeClock(clocks.monotonic, clocks.wall);
  const { table, exchange } = openExchange({
    ...{ market, clock, log },
    baseUrl: exchangeUrlOf(config(), market),
    apiKeys: () => apiKeysOf(config(), market),
  });
  const shared = createSharedState(store, account, clock, table);
  const gate = createGate({
    ...{ exchange, store, account, clock, shared, table },
    share: () => config().budget.share,
    callers: () => config().callers,
    plan: () => plannedNeeds(collectorsOf(market), shared.state(), clock.wall()),
    onReply: () => undefined,
    onPause: (error, lengthMs) => log.warn(`${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });

  const streamUrl = streamUrlOf(config(), market);
  const attempts = createAttempts({ store, account, protocol, clock, who: holder });
  const hub = createHub({
    // What is only passed on need not be parsed.
    protocol: { ...protocol, read: relayed.read },
    baseUrl: streamUrl,
    proxy: proxyFor(streamUrl),
    // Callers wait for it: it may have what is kept for sockets that take another one's place.
    attempts: { ...attempts, ask: (route) => attempts.ask(route, true) },
    ...{ clock, log, defects },
    heartbeatSymbols: () => (heartbeats.length > 0 ? heartbeats : streams.someSymbols()),
    // A Redis that is away hears of it with the next refusal.
    onStopped: (error) => void gate.noteRefusal(error).catch(nullIfRedisError),
    timing: TIMING,
  });
  const source = createBookSource(connector, gate, clock);
  const listed = createListed(() => readListedSymbols(store, market, clock.nowOrWall()), clock.monotonic);
  const streams: Streams = createStreams({
    ...{ hub, relayed, room, listed },
    monotonic: clock.monotonic,
    onChange: (stream, text) => books?.onChange(stream, text),
    onChanges: (symbol) => books?.onChanges(symbol),
  });
  const books =
    source &&
    createBooks({
      source,
      changesOf: streams.changesOf,
      bookTimesOf: relayed.bookTimesOf,
      monotonic: clock.monotonic,
      onFailure: bookFailed,
    });
  /** The hub asks all the time. */
  let heartbeats: readonly string[] = [];

  /** Those that are collected and traded; where none is, some whose streams are followed. */
  function findHeartbeats(): readonly string[] {
    const { listings } = shared.state();
    const pairs = marketConfigOf(config(), market)?.pairs ?? [];
    const traded = pairs.filter((code) => listings.get(code)?.isTraded === true);
    return traded.length > 0 ? traded.map(connector.symbolOf) : streams.someSymbols();
  }

  /** It is tried again. What is no mistake of ours is worth a line only to who looks for it: whoever waits is told. */
  function bookFailed(symbol: string, error: unknown): void {
    if (defects.note(`the book of ${symbol}`, error)) return;
    const why = error instanceof CollectorError ? error.message : String(error);
    log.debug(`no snapshot of the book of ${symbol}: ${why}`);
  }

  return {
    follow: streams.follow,
    size: streams.size,
    askBook: async (symbol, levels) => (await books?.ask(symbol, levels)) ?? null,

    look() {
      streams.look();
      heartbeats = findHeartbeats();
    },

    async refresh() {
      await Promise.all([shared.refresh(), listed.refresh()]);
      await gate.keepPause();
    },

    hubReport: hub.report,
    bookReport: () => books?.report() ?? { inStep: 0, outOfStep: 0 },

    async close() {
      hub.close();
      streams.close();
      await books?.close();
      exchange.close();
    },
  };
}
