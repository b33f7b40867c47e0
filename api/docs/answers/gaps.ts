import { gapCauseTexts, gapStateTexts } from '../../../store/values/gaps.ts';
import { type Markets, seriesOf } from '../../context/markets.ts';
import { exactly, integer, type JsonSchema, milliseconds, nullable, text } from '../openapiRows.ts';
import { allOf, count, list, OTHER_CANDLES, oneOf, otherCandles, otherMarkets } from './parts.ts';

const MISSING = 'Rows from `from` to `to`; null where their ids or times leave some out, so that nobody knows';

export const gaps = (markets: Markets): JsonSchema =>
  exactly({
    at: milliseconds('Exchange time, ms'),
    total: count('Gaps that match, also those beyond `limit`'),
    open: count('Those of them that are open'),
    gaps: list(
      exactly(
        {
          ...otherMarkets(markets),
          feed: { enum: allOf(seriesOf(markets.collectors).map(({ feed }) => feed)) },
          type: { enum: allOf(seriesOf(markets.collectors).map(({ type }) => type)), description: 'As in GetData' },
          ...otherCandles(markets),
          code: text('The pair, lower case'),
          from: integer('First missing row: open time (ms) of a candle, or id of a trade'),
          to: integer('Last missing row; the same as `from` where one is missing'),
          missing: nullable({ type: 'integer', minimum: 1, description: MISSING }),
          cause: oneOf(gapCauseTexts),
          state: oneOf(gapStateTexts),
          foundAt: milliseconds('Exchange time at which it was found, ms'),
          changedAt: milliseconds('Exchange time of the last change of its state, ms'),
          rows: count('Rows that were fetched for it so far'),
        },
        ['market', ...OTHER_CANDLES],
      ),
    ),
  });
