import { binanceSpot } from '../exchanges/binance/spot/connector.ts';
import { binanceUsdm } from '../exchanges/binance/usdm/connector.ts';
import type { Connector } from '../exchanges/connector.ts';
import type { Market } from '../markets/markets.js';

/** Who serves each market. */
export const connectors: Readonly<Record<Market, Connector>> = { spot: binanceSpot, usdm: binanceUsdm };
