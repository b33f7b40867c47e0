import { candles } from './usdm/candles.js';
import { contracts } from './usdm/contracts.js';
import { funding } from './usdm/funding.js';
import { statistics } from './usdm/statistics.js';
import { trading } from './usdm/trading.js';

/**
 * THE TABLE of the feeds of USD-M futures: pure data. What follows from a row, and does not compile without it, is listed in CONTRIBUTING.md.
 *
 * The types, with what each entry means: market.js. The endpoints: exchanges/binance/usdm/endpoints.ts.
 */

/** @satisfies {import('./market.js').MarketTable} */
export const usdm = /** @type {const} */ ({
  exchange: { name: 'binance', title: 'Binance' },
  // What Binance allowed in 2026; used only until exchangeInfo has told. COIN-M's futures spend from it, too.
  limit: { weight: 2400, windowMs: 60_000, window: 'fixed' },
  // Requests, not weight. Nobody tells how these windows lie.
  pools: {
    funding: { weight: 500, windowMs: 300_000, window: 'sliding' },
    statistics: { weight: 1000, windowMs: 300_000, window: 'sliding' },
  },
  // Pre-trading, settling, delivering and closed contracts are halted.
  traded: ['TRADING'],
  listings: 'pair-info',
  feeds: { ...trading, ...funding, ...statistics, ...contracts, ...candles },
});
