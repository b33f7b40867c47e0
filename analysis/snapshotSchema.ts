import { figureTable } from './figureTable.ts';
import { ANALYSED_TRADES, analysedCandles, analysedIntervals, SNAPSHOT_VERSION } from './snapshot.ts';

/**
 * THE JSON Schema of a snapshot. It names no other schema, and stands in the words that draft-07 and 2020-12 have in common. What a figure is, is said by
 * `figureTable`; `npm run generate` writes docs/snapshot.schema.json.
 */

type Schema = Readonly<Record<string, unknown>>;

/** As long as a sum of products of two texts that `decimalIn` takes. */
const decimalText = { type: 'string', pattern: '^-?[0-9]{1,170}(\\.[0-9]{1,170})?$' };
const integer = { type: 'integer', minimum: 0 };
const time = (description: string): Schema => ({
  ...integer,
  description: `${description}, ms of the exchange's clock`,
});
const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });
const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'] });

/** With exactly these members. */
const exactly = (properties: Readonly<Record<string, Schema>>, description?: string): Schema => ({
  ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  ...(description !== undefined && { description }),
});

/** With at least these members: exchanges send more, and may add others at any time. */
const atLeast = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const of = (names: readonly string[], schema: Schema): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, schema]));

const saysOf = new Map(figureTable.map(({ name, unit, says }) => [name, `${says} [${unit}]`]));

type Kind = 'decimal' | 'decimal or null' | 'integer' | 'integer or null' | 'time' | 'side' | 'trend';

const kinds: Readonly<Record<Kind, Schema>> = {
  decimal: decimalText,
  'decimal or null': orNull(decimalText),
  integer,
  'integer or null': orNull(integer),
  time: integer,
  side: { enum: ['buy', 'sell'] },
  trend: { enum: ['up', 'down', 'flat', null] },
};

/** Figures with these names behind `path`, each with what the table of figures says of it. */
const figures = (path: string, members: Readonly<Record<string, Kind>>): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(members).map(([name, kind]) => {
      const description = saysOf.get(`${path}.${name}`);
      return [name, { ...kinds[kind], ...(description !== undefined && { description }) }];
    }),
  );

const each = (names: readonly (string | number)[], make: (name: string) => Schema): Schema =>
  exactly(Object.fromEntries(names.map((name) => [name, make(String(name))])));

const move = (path: string): Schema =>
  orNull(
    exactly(
      figures(path, {
        ...{ openTime: 'time', close: 'decimal', changePercent: 'decimal or null', rangePercent: 'decimal or null' },
        volume: 'decimal',
      }),
    ),
  );

const candles = (path: string): Schema =>
  orNull(
    exactly({
      closed: move(`${path}.closed`),
      forming: move(`${path}.forming`),
      ...figures(path, { average10: 'decimal or null', average20: 'decimal or null', trend: 'trend' }),
    }),
  );

const figuresSchema = exactly(
  {
    price: exactly(
      figures('price', { last: 'decimal or null', average: 'decimal or null', averageMinutes: 'integer or null' }),
    ),
    day: orNull(
      exactly(
        figures('day', {
          ...{ open: 'decimal or null', high: 'decimal or null', low: 'decimal or null', change: 'decimal or null' },
          ...{ changePercent: 'decimal or null', volume: 'decimal or null', quoteVolume: 'decimal or null' },
          trades: 'integer or null',
        }),
      ),
    ),
    spread: orNull(
      exactly(
        figures('spread', {
          ...{ bid: 'decimal', ask: 'decimal', mid: 'decimal', absolute: 'decimal', basisPoints: 'decimal' },
        }),
      ),
    ),
    book: orNull(
      exactly({
        levels: each(['5', '10', '20', 'all'], (levels) =>
          exactly(
            figures(`book.levels.${levels}`, { bidVolume: 'decimal', askVolume: 'decimal', ratio: 'decimal or null' }),
          ),
        ),
        depth: each(['10', '50', '100'], (points) =>
          exactly(figures(`book.depth.${points}`, { bid: 'decimal or null', ask: 'decimal or null' })),
        ),
        reach: exactly(figures('book.reach', { bid: 'decimal or null', ask: 'decimal or null' })),
      }),
    ),
    trades: orNull(
      exactly({
        ...figures('trades', {
          ...{ count: 'integer', from: 'time', to: 'time', buyCount: 'integer', sellCount: 'integer' },
          ...{ buyVolume: 'decimal', sellVolume: 'decimal', ratio: 'decimal or null' },
        }),
        largest: exactly(
          figures('trades.largest', {
            ...{ id: 'integer', time: 'time', price: 'decimal', quantity: 'decimal', quote: 'decimal', side: 'side' },
          }),
        ),
      }),
    ),
    candles: each(analysedIntervals, (minutes) => candles(`candles.${minutes}`)),
  },
  'Made of the parts alone. Null: it is not there, or cannot be said.',
);

const asOf = time('When the request was sent that last confirmed it');
const valuePart = (value: Schema): Schema => orNull(exactly({ asOf, value }));

const rowsPart = (description: string, most: number): Schema => ({
  ...orNull(
    exactly({
      asOf,
      columns: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description: 'What stands in each row, in this order',
      },
      rows: {
        ...{ type: 'array', maxItems: most, description: 'Oldest first' },
        items: { type: 'array', items: { type: ['string', 'number', 'boolean', 'null'] } },
      },
    }),
  ),
  description,
});

const side = {
  ...{ type: 'array', description: 'Price (quote asset) and quantity (base asset) of each level, the best first' },
  items: { type: 'array', minItems: 2 },
};

const partsSchema = exactly(
  {
    price: valuePart(atLeast({ price: decimalText })),
    'book-ticker': valuePart(atLeast(of(['bidPrice', 'bidQty', 'askPrice', 'askQty'], decimalText))),
    depth: valuePart(atLeast({ bids: side, asks: side })),
    trades: rowsPart('The newest trades that are stored', ANALYSED_TRADES),
    'high-low': valuePart(
      atLeast({
        ...of(['openPrice', 'highPrice', 'lowPrice', 'lastPrice'], decimalText),
        ...of(['priceChange', 'priceChangePercent', 'volume', 'quoteVolume'], decimalText),
        count: integer,
      }),
    ),
    'avg-price': valuePart(atLeast({ mins: integer, price: decimalText })),
    klines: exactly({
      60: rowsPart('The newest candles of an hour', analysedCandles[60]),
      1440: rowsPart('The newest candles of a day', analysedCandles[1440]),
    }),
  },
  'What was stored, as the exchange has sent it. The figures can be worked out from it anew.',
);

const missing: Schema = {
  ...exactly({
    part: text('Such as avg-price, or klines.60'),
    why: text('A sentence'),
    stale: {
      const: true,
      description:
        'The part is there, but older than it should be: stale, out of step with the exchange, or of a pair that is not traded now. Absent: it is not',
    },
  }),
  required: ['part', 'why'],
};

export const snapshotSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Snapshot of a pair',
  ...exactly(
    {
      version: {
        const: SNAPSHOT_VERSION,
        description: 'Of this schema. It rises when a reader of older snapshots would misread newer ones',
      },
      market: text('spot or usdm'),
      code: text('The pair, in lower case'),
      at: time('When it was taken'),
      source: text('Who the rows are from: the exchange by its name, or simulator'),
      skewMs: {
        ...orNull(integer),
        description:
          'From the oldest to the newest asOf of the parts that are fetched each second, ms; null: fewer than two are there',
      },
      figures: figuresSchema,
      parts: partsSchema,
      missing: {
        ...{ type: 'array', description: 'What is not there, or not of use, and why' },
        items: missing,
      },
    },
    'The rows of a pair that were stored at one moment, and figures made of them alone. Prices, quantities and figures are decimals as text. Times are ms since 1970, UTC.',
  ),
};
