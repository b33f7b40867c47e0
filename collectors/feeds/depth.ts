import { Big } from 'big.js';
import type { Config } from '../../config/config.ts';
import { spot } from '../../exchanges/binance/endpoints.ts';
import { type LatestFeed, onlyPair } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';
import { arrayOf, count, decimal, object, positiveDecimal, tuple } from './fields.ts';

const levels = arrayOf(tuple([positiveDecimal, decimal]));

/** The best levels of the order book, one call a pair. `lastUpdateId` tells an older book from a newer one. */
export const depth = (config: Config): LatestFeed<RawDepth> => ({
  shape: 'latest',
  schema: object({ lastUpdateId: count, bids: levels, asks: levels }),
  request: (poll) => spot.depth(onlyPair(poll), config.feeds.depth.levels),
  parse(raw, poll) {
    const symbol = onlyPair(poll);
    const [bid] = raw.bids[0] ?? [];
    const [ask] = raw.asks[0] ?? [];
    if (bid !== undefined && ask !== undefined && Big(bid).gte(ask)) {
      throw new InvalidPayload(`the book of ${symbol} is crossed: bid ${bid}, ask ${ask}`);
    }
    if (!isRising(raw.asks) || !isRising(raw.bids.toReversed())) {
      throw new InvalidPayload(
        `the book of ${symbol} is out of order: its best levels must come first, each price once`,
      );
    }
    return new Map([[symbol, { value: JSON.stringify(raw), order: raw.lastUpdateId }]]);
  },
});

type Levels = readonly (readonly [string, string])[];

/** Each price above the one before. Numbers tell nearly always, and cost less than decimals. */
function isRising(side: Levels): boolean {
  return side.every(([price], index) => {
    const [before] = side[index - 1] ?? [];
    if (before === undefined || Number(before) < Number(price)) return true;
    return Number(before) === Number(price) && Big(before).lt(price);
  });
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 * `{"lastUpdateId":77001,"bids":[["10.50","3.00"]],"asks":[["10.51","1.20"]]}`, bids falling, asks rising
 */
interface RawDepth {
  readonly lastUpdateId: number;
  readonly bids: Levels;
  readonly asks: Levels;
}
