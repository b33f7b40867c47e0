import type { Connector, Exchange } from '../exchanges/connector.ts';
import { openHttp } from '../exchanges/http.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { type Market, markets } from '../markets/markets.js';
import type { Log } from '../runtime/log.ts';
import type { ExchangeClock } from '../store/market/clock.ts';
import { connectors } from './connectors.ts';

export interface OpenExchangeOptions {
  readonly market: Market;
  /** Base URL of its REST API. */
  readonly baseUrl: string;
  /** API keys of its exchange, sent in turn. */
  readonly apiKeys: () => readonly { readonly key: string }[];
  readonly clock: ExchangeClock;
  readonly log: Pick<Log, 'info'>;
}

/** The open way to a market's REST API, by itself or through the proxy that the environment names. */
export interface OpenedExchange {
  readonly table: (typeof markets)[Market];
  readonly connector: Connector;
  readonly exchange: Exchange;
}

/** @throws StartError where the environment names a proxy that cannot be used */
export function openExchange({ market, baseUrl, apiKeys, clock, log }: OpenExchangeOptions): OpenedExchange {
  const connector = connectors[market];
  const proxy = proxyFor(baseUrl);
  if (proxy !== null) log.info(`${baseUrl} is asked through the proxy ${proxy.host}`);
  const exchange = openHttp(connector, { baseUrl, proxy, apiKeys, now: clock.nowOrWall });
  return { table: markets[market], connector, exchange };
}
