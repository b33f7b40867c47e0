import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { asAnswered, eventOf, streamOf } from '../../events/event.ts';
import { isFuture, object } from '../../fields.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { premiumIndexFields, type RawPremiumIndex } from '../endpoints/prices.ts';

/** Mark and index price, with the funding rate that is expected next and when it is paid. */
export const markPrice = (): LatestFeed<RawPremiumIndex> => ({
  shape: 'latest',
  rowSchema,
  request: (query) => askForAll('premiumIndex', query),
  entries: entriesOfAsked,
  valueOf({ markPrice, time }, { text, symbol }, query) {
    // Zero is no price: the contract is not traded yet.
    if (!isPositive(markPrice)) return null;
    if (isFuture(time, query)) throw new InvalidPayload(`the mark price of ${symbol} is of the future: ${time}`);
    return { value: text, order: time };
  },
  streamed: {
    by: 'entry',
    streamsOf: (symbol) => [streamOf(symbol, '@markPrice@1s')],
    entryOf(event, symbol) {
      const { E: time, p: markPrice, i: indexPrice, P: estimatedSettlePrice, r, T } = readEvent(event, symbol);
      const funding = { lastFundingRate: r, nextFundingTime: T };
      return asAnswered({ symbol, markPrice, indexPrice, estimatedSettlePrice, ...funding, time }, time);
    },
  },
});

const { interestRate: _, ...told } = premiumIndexFields;

/** Answers have an interest rate, too, which the stream does not tell. */
const rowSchema = object(told);

const readEvent = eventOf<MarkPriceEvent>('markPriceUpdate', {
  ...{ p: told.markPrice, i: told.indexPrice, P: told.estimatedSettlePrice },
  ...{ r: told.lastFundingRate, T: told.nextFundingTime },
});

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Mark-Price-Stream
 * `{"e":"markPriceUpdate","E":1790000000000,"s":"BTCUSDT","p":"10.50","ap":"10.50","i":"10.49","P":"10.48","r":"0.00010000","T":1790006400000,"st":1}`
 */
interface MarkPriceEvent extends Readonly<Record<'s' | 'p' | 'i' | 'P' | 'r', string>> {
  readonly E: number;
  readonly T: number;
}
