import { MOST_CLOSES } from '../../../store/reports/comparedCloses.ts';
import type { Markets } from '../../context/markets.ts';
import { exactly, type JsonSchema, milliseconds, nullable, text } from '../openapiRows.ts';
import { count, list } from './parts.ts';

export const closes = ({ names }: Markets): JsonSchema =>
  exactly({
    market: { enum: names },
    code: text('The pair, lower case'),
    interval: { const: 1, description: 'Of the candles, minutes' },
    asOf: nullable(milliseconds('Exchange time at which REST was asked last, ms; null: nothing was compared lately')),
    closes: {
      ...list(
        exactly({
          time: milliseconds('Open time of the candle, ms'),
          stream: nullable(text('Its close as streams had told it when it was first compared; null: it was missing')),
          rest: text('Its close as REST has told it last'),
        }),
      ),
      maxItems: MOST_CLOSES,
      description: 'The oldest first',
    },
    statistics: exactly({
      rows: count('Closes that at least one of both has'),
      matched: count('Those that both have'),
      equal: count('Those of them that are the same number'),
      unequal: count('Those of them that are not'),
      largestDifference: nullable(exactly({ absolute: text('In the quote asset'), at: milliseconds('Open time, ms') })),
      highest: extremes,
      lowest: extremes,
      mean: exactly({
        stream: nullable(text('Of the closes of the stream')),
        rest: nullable(text('Of those of REST')),
        both: nullable(text('Of all of them')),
      }),
    }),
  });

const closeAt = nullable(exactly({ close: text('In the quote asset'), at: milliseconds('Open time, ms') }));
const extremes = exactly({
  stream: closeAt,
  rest: closeAt,
  higher: { enum: ['stream', 'rest', 'equal', null], description: 'Whose is higher; null: one has none' },
});
