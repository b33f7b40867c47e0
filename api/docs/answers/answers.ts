import type { Markets } from '../../context/markets.ts';
import { exactly, integer, type JsonSchema, milliseconds, rowSchemaOf } from '../openapiRows.ts';
import { closes } from './closes.ts';
import { gaps } from './gaps.ts';
import { health } from './health.ts';
import { feedsIn, page } from './pages.ts';
import { problem } from './problem.ts';

/** Name → schema of everything the API answers. */
export const answerSchemasOf = (markets: Markets): Record<string, JsonSchema> => ({
  ...Object.fromEntries(
    feedsIn(markets).flatMap((feed) => [
      [`${feed.name}-row`, rowSchemaOf(feed.row)],
      [`${feed.name}-page`, page(feed)],
    ]),
  ),
  gaps: gaps(markets),
  closes: closes(markets),
  health: health(markets),
  ready: exactly({
    status: { const: 'ready' },
    at: milliseconds('Exchange time, ms'),
    feeds: integer('Values looked at'),
  }),
  live: exactly({ status: { const: 'live' }, uptime: integer('Seconds this process runs') }),
  problem: problem(markets),
});
