import { DEFAULT_MARKET, namedOf } from '../../../markets/markets.js';
import type { Markets } from '../../context/markets.ts';
import { type JsonSchema, milliseconds, nullable, text } from '../openapiRows.ts';

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const open = (description: string): JsonSchema => ({ type: 'object', description });

/** What all of the markets have, each once. */
export const allOf = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** Values of a worker's or value's market; the member is left out for the default market. */
export const otherMarkets = ({ names }: Markets): Record<string, JsonSchema> => {
  const others = names.filter((market) => market !== DEFAULT_MARKET);
  return others.length === 0 ? {} : { market: { enum: others, description: `Left out for ${DEFAULT_MARKET}` } };
};

export const OTHER_CANDLES = ['price', 'contract'];

/** What tells candles of other prices or contracts from those of what is traded; left out for these. */
export const otherCandles = (markets: Markets): Record<string, JsonSchema> => {
  const named = allOf(markets.collectors.map(({ row }) => namedOf(row))).flatMap((one) => one ?? []);
  const valuesOf = (parameter: string) =>
    allOf(named.flatMap((one) => (one.parameter === parameter ? [one.value] : [])));
  return Object.fromEntries(
    OTHER_CANDLES.flatMap((parameter) => {
      const values = valuesOf(parameter);
      return values.length === 0
        ? []
        : [[parameter, { enum: values, description: 'Of candles of this only; else left out' }]];
    }),
  );
};

export const freshness = (markets: Markets) => ({
  ...otherMarkets(markets),
  type: { enum: allOf(markets.collectors.map(({ type }) => type)) },
  ...otherCandles(markets),
  code: text('The pair'),
  age: nullable(milliseconds('Age in ms; null: no data')),
  period: { type: 'number', description: 'Effective seconds between two polls' },
  status: text('What the exchange says of the pair, in its own words, UNLISTED, or UNVERIFIED while not known'),
});

/** An enumeration with what each of its values means. */
export const oneOf = (texts: Readonly<Record<string, string>>): JsonSchema => ({
  oneOf: Object.entries(texts).map(([value, description]) => ({ const: value, description })),
});

export const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
