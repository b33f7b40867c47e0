import type { Markets } from '../../context/markets.ts';
import { problems } from '../../http/problems/problems.ts';
import { exactly, integer, type JsonSchema, text } from '../openapiRows.ts';
import { freshness, list, OTHER_CANDLES } from './parts.ts';

export const problem = (markets: Markets): JsonSchema => ({
  type: 'object',
  description: 'An error, RFC 9457',
  properties: {
    type: text('Where the error is documented, relative to the project'),
    title: text('The error in words'),
    status: integer('HTTP status'),
    detail: text('What was wrong with this request'),
    error: { enum: Object.keys(problems), description: 'Stable code' },
    parameter: text('The parameter at fault'),
    accepted: {
      description: 'What the parameter may be',
      oneOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }],
    },
    topic: { type: 'string', maxLength: 200, description: '/events: the topic at fault, as it was written' },
    stale: {
      ...list(exactly(freshness(markets), ['market', ...OTHER_CANDLES])),
      description: 'not-ready: the first twenty that are stale',
    },
    staleCount: integer('not-ready: how many there are'),
  },
  required: ['type', 'title', 'status', 'detail', 'error'],
  additionalProperties: false,
});
