import type { Market } from '../markets/markets.js';
import { binanceSpot } from './binance/spot/connector.ts';
import type { Connector } from './connector.ts';

/** Who serves each market. */
export const connectors: Readonly<Record<Market, Connector>> = { spot: binanceSpot };
