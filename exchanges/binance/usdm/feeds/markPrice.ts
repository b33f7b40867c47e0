import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { isFuture } from '../../fields.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { premiumIndex, type RawPremiumIndex } from '../endpoints/prices.ts';

/** Mark and index price, with the funding rate that is expected next and when it is paid. */
export const markPrice = (): LatestFeed<RawPremiumIndex> => ({
  shape: 'latest',
  rowSchema: premiumIndex.row,
  request: (query) => askForAll('premiumIndex', query),
  entries: entriesOfAsked,
  valueOf({ markPrice, time }, { text, symbol }, query) {
    // Zero is no price: the contract is not traded yet.
    if (!isPositive(markPrice)) return null;
    if (isFuture(time, query)) throw new InvalidPayload(`the mark price of ${symbol} is of the future: ${time}`);
    return { value: text, order: time };
  },
});
