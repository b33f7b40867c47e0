import { DEFAULT_MARKET } from '../markets/markets.js';
import type { Log } from '../runtime/log.ts';
import type { Defects } from '../store/reports/defects.ts';

/**
 * The sessions of several markets write into one log. A line that names its market neither by a worker nor by a key gets the market in front:
 * `usdm: …`. Lines of spot get none.
 */
const named = (market: string, text: string): string => (market === DEFAULT_MARKET ? text : `${market}: ${text}`);

/** The log of one market. */
export function marketLog(log: Log, market: string): Log {
  return {
    ...log,
    error: (message, fields) => log.error(named(market, message), fields),
    warn: (message, fields) => log.warn(named(market, message), fields),
    info: (message, fields) => log.info(named(market, message), fields),
    debug: (message, fields) => log.debug(named(market, message), fields),
  };
}

/** The process's defects, as one market notes them. */
export const marketDefects = (defects: Defects, market: string): Defects => ({
  ...defects,
  note: (where, error) => defects.note(named(market, where), error),
});
