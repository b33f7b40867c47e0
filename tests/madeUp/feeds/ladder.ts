import { type LatestFeed, onlyPair } from '../../../model/feed.ts';
import { decimal, object, price } from './fields.ts';

const side = { type: 'array', items: object({ px: price, sz: decimal }) };

/** Offers of both sides. They have no number by which an older one is told. */
export const ladder = (): LatestFeed<RawLadder> => ({
  shape: 'latest',
  rowSchema: object({ bids: side, asks: side }),
  request: (query) => ({ path: '/v1/ladder', params: { of: onlyPair(query) }, weight: 1 }),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf: ({ bids, asks }) => ({ value: JSON.stringify({ bids: bids.map(level), asks: asks.map(level) }) }),
});

const level = ({ px, sz }: RawLadder['bids'][number]): readonly [string, string] => [px, sz];

/** `{"asks":[{"px":"64000.11","sz":"0.01"}],"bids":[…]}` */
interface RawLadder {
  readonly bids: readonly { readonly px: string; readonly sz: string }[];
  readonly asks: RawLadder['bids'];
}
