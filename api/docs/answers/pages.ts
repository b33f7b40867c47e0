import type { FeedRow } from '../../../markets/market.js';
import { DEFAULT_MARKET, intervalsOf, isCandles, isSampled, type Market, namedOf } from '../../../markets/markets.js';
import type { Markets } from '../../context/markets.ts';
import { ROWS_PER_PAGE } from '../../getData/page.ts';
import { exactly, integer, type JsonSchema, milliseconds, nullable, text } from '../openapiRows.ts';

/** A feed of a market, by the name that its schemas have. */
interface Feed {
  readonly name: string;
  readonly market: Market;
  readonly feed: string;
  readonly row: FeedRow;
}

/** The feeds of all markets. */
export const feedsIn = (markets: Markets): Feed[] =>
  markets.names.flatMap((market) =>
    Object.entries(markets.tableOf(market).feeds).map(([feed, row]) => ({
      name: market === DEFAULT_MARKET ? feed : `${market}-${feed}`,
      market,
      feed,
      row,
    })),
  );

/** A page of one feed's rows. */
export function page({ name, market, feed, row }: Feed): JsonSchema {
  const type = isCandles(row) ? { enum: intervalsOf(row) } : { const: feed };
  const named = namedOf(row);
  const isBook = row.shape === 'latest' && row.view === 'book';
  return exactly({
    ...(market === DEFAULT_MARKET ? {} : { market: { const: market } }),
    code: text('The pair, lower case'),
    type: { ...type, description: 'A number for candle intervals (minutes), else the name of the feed' },
    ...(named === undefined ? {} : { [named.parameter]: { const: named.value } }),
    ...(isSampled(row) && {
      sampled: { const: true, description: 'The exchange tells only some of the rows that there are' },
    }),
    page: { type: 'integer', minimum: 1, description: 'The page asked for; with `before` only a label' },
    perPage: { const: ROWS_PER_PAGE },
    total: { type: 'integer', minimum: 0, description: 'Rows stored in all' },
    pages: { type: 'integer', minimum: 0 },
    asOf: nullable(
      milliseconds('Exchange time at which the request that last confirmed the data was sent, ms; null: no data'),
    ),
    ...(isBook ? { lastUpdateId: nullable(integer("The exchange's sequence number of the book")) } : {}),
    next: nullable(text('Path and query of the page that follows; null at the end')),
    data: { type: 'array', maxItems: ROWS_PER_PAGE, items: { $ref: `#/components/schemas/${name}-row` } },
  });
}
