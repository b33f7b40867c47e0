import { apiKeysOf } from '../../config/marketConfig.ts';
import { NoRoom, type Passed } from '../../gateway/callers/callerGate.ts';
import type { Market } from '../../markets/markets.js';
import { requestOf } from '../../model/endpoint.ts';
import type { ApiContext } from '../context/context.ts';
import type { Asked } from './asked.ts';
import { type DialectError, refused, tooManyRequests, unavailable } from './dialectError.ts';
import type { Stored } from './memory/stored.ts';
import type { Route } from './routes.ts';

/** Asks the exchange for what is not stored. */
export interface Pass {
  /** @throws DialectError; ExchangeError, ioredis errors */
  (asked: Asked): Promise<Passed>;
  /** @throws DialectError for what the exchange would refuse us, whoever asks */
  checkKey(route: Route): void;
  /** Whether the exchange lists a symbol; null: nobody may ask it. @throws DialectError where nobody knows; ioredis errors */
  listed(market: Market): Promise<((symbol: string) => boolean) | null>;
}

/** Most pairs that an answer names. */
const MOST_NAMED = 10;

/** @param isKept whether answers to a request can be made of what is stored, as long as that is fresh */
export function createPass(context: ApiContext, stored: Stored, isKept: (asked: Asked) => boolean): Pass {
  const { board, config } = context;

  /** Nobody may ask the exchange. */
  function off(asked: Asked): DialectError {
    const why = 'callers.share is 0, so that nothing is asked of the exchange for callers';
    if (isKept(asked)) return unavailable(`What is stored of this is not fresh or not whole, and ${why}.`);
    const symbols = stored.symbolsOf(asked.market);
    const named = symbols.slice(0, MOST_NAMED).join(', ') || 'none';
    const more = symbols.length > MOST_NAMED ? ` and ${symbols.length - MOST_NAMED} more` : '';
    return refused.unsupported(`This is not stored, and ${why}. Collected are ${named}${more}.`, 403);
  }

  async function pass(asked: Asked): Promise<Passed> {
    const { market, endpoint, params, caller } = asked;
    const callers = context.callers(market);
    if (callers === null) throw off(asked);
    try {
      return await callers.fetch(requestOf(endpoint, params), caller);
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      const { weightPerMinute } = board.book(market).limits;
      const limit = `current limit is ${weightPerMinute} request weight per 1 MINUTE, and of it callers of binance-collector have a part`;
      throw tooManyRequests(`${limit}: ${error.message}.`, Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
    }
  }

  return Object.assign(pass, {
    checkKey({ market, endpoint: { needsKey } }: Route) {
      if (!needsKey || apiKeysOf(config(), market).length > 0) return;
      throw refused.missingKey(
        'API-key missing: the exchange answers this only with an API key, and apiKeys of CONFIG.json has none.',
      );
    },
    async listed(market: Market) {
      const known = await context.callers(market)?.symbols();
      if (known === undefined) return null;
      if (known === null) throw unavailable('The symbols of the exchange are not known yet.');
      return (symbol: string) => known.has(symbol);
    },
  });
}
