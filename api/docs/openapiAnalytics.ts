import { figureTable } from '../../analysis/figureTable.ts';
import { snapshotSchema } from '../../analysis/snapshotSchema.ts';
import { DEFAULT_MARKET } from '../../markets/markets.js';
import { DEFAULT_SNAPSHOTS, figureNames, MOST_SNAPSHOTS } from '../analytics/analyticsSnapshots.ts';
import { SNAPSHOT_NAME } from '../analytics/snapshots/snapshotName.ts';
import type { Markets } from '../context/markets.ts';
import type { ProblemCode } from '../http/problems/problems.ts';
import { json, ref, route } from './openapiRoute.ts';
import { exactly, integer, type JsonSchema, milliseconds, nullable, text } from './openapiRows.ts';

const figureUnits = [...new Set(figureTable.map(({ unit }) => unit))];

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const market = (markets: Markets): JsonSchema => ({ enum: markets.names });
const code = text('The pair, lower case');
const file = text('Name in the folder of snapshots');
const at = milliseconds('Exchange time, ms');
const figure = { type: ['string', 'number', 'null'], description: 'Decimals are text; null: it cannot be said' };

const { $schema: _, ...snapshot } = snapshotSchema;

const head = (markets: Markets): JsonSchema => exactly({ file, market: market(markets), code, at });

/** Schemas of the answers. */
export const analyticsSchemas = (markets: Markets): Record<string, JsonSchema> => ({
  snapshot,
  snapshots: exactly({
    market: market(markets),
    code,
    figures: {
      ...list(exactly({ name: { enum: figureNames }, unit: { enum: figureUnits }, says: text('Its formula') })),
      description: 'All figures that may be asked for',
    },
    total: { ...integer('Files of this pair'), minimum: 0 },
    snapshots: {
      ...list(exactly({ file, at, value: { ...figure, description: 'The figure asked for; null without one' } })),
      description: 'The newest `limit` of them, oldest first',
    },
    unreadable: {
      ...list(exactly({ file, why: text('What is wrong with it') })),
      description: 'Those among the newest `limit` files that cannot be read',
    },
  }),
  'snapshots-compared': exactly({
    a: head(markets),
    b: head(markets),
    seconds: { type: 'number', description: 'From a to b' },
    figures: list(
      exactly({
        name: { enum: figureNames },
        unit: { enum: figureUnits },
        a: figure,
        b: figure,
        change: nullable(text('b − a, exact; null where one is null, and of what is no size')),
        changePercent: nullable(text('The change in per cent of |a|')),
      }),
    ),
  }),
});

const inQuery = (name: string, required: boolean, schema: JsonSchema, description: string): JsonSchema => ({
  ...{ name, in: 'query', required, schema, description },
});

const pairParameters = (markets: Markets): JsonSchema[] => [
  inQuery('market', false, { enum: markets.names, default: DEFAULT_MARKET }, 'The market of the pair'),
  inQuery('code', true, { type: 'string', minLength: 2, maxLength: 40 }, 'A configured pair, in any case'),
];

const pairErrors: readonly ProblemCode[] = [
  ...(['missing-parameter', 'repeated-parameter', 'invalid-parameter'] as const),
  ...(['market-not-configured', 'pair-not-configured'] as const),
];

const header = (description: string, schema: JsonSchema): JsonSchema => ({ description, schema });

const snapshotHeaders: JsonSchema = {
  'X-Data-Age-Ms': header('Age of its oldest part, ms; left out where there is none', { type: 'integer', minimum: 0 }),
  'X-Data-Stale': header('true: a part is stale, or should be there and is not; `missing` says which', {
    enum: ['true', 'false'],
  }),
  'X-Data-Source': header('As in the answer', { type: 'string' }),
};

const withParameters = (path: JsonSchema, parameters: readonly JsonSchema[]): JsonSchema => ({
  get: { ...(path.get as JsonSchema), parameters },
});

/** The routes of figures of pairs. */
export const analyticsPaths = (markets: Markets) => ({
  '/analytics': withParameters(
    route(
      'Snapshot of a pair: what is stored of it at one moment, and figures made of that',
      { ...json('The snapshot', ref('snapshot')), headers: snapshotHeaders },
      [...pairErrors, 'redis-unavailable'],
    ),
    pairParameters(markets),
  ),
  '/analytics/snapshots': withParameters(
    route('Snapshots of a pair in the folder, with a figure of each', json('Snapshots', ref('snapshots')), [
      ...pairErrors,
      'unavailable',
    ]),
    [
      ...pairParameters(markets),
      inQuery('figure', false, { enum: figureNames }, 'A figure whose value is wanted of each'),
      inQuery(
        'limit',
        false,
        { type: 'integer', minimum: 1, maximum: MOST_SNAPSHOTS, default: DEFAULT_SNAPSHOTS },
        'The newest so many files',
      ),
    ],
  ),
  '/analytics/compare': withParameters(
    route('What has changed from one snapshot to another', json('The figures of both', ref('snapshots-compared')), [
      'missing-parameter',
      'repeated-parameter',
      'invalid-parameter',
      'unknown-snapshot',
      'unreadable-snapshot',
    ]),
    (['a', 'b'] as const).map((name) => inQuery(name, true, { type: 'string' }, `A file: ${SNAPSHOT_NAME}`)),
  ),
});
