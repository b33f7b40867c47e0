import { type FeedName, feeds } from '../../markets/markets.js';

/** The part of JSON Schema 2020-12 used here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Column = NonNullable<(typeof feeds)['klines' | 'trades']['columns'][number]>;

export const milliseconds = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
export const nullable = ({ type, ...rest }: JsonSchema): JsonSchema => ({ ...rest, type: [type, 'null'] });
export const text = (description: string): JsonSchema => ({ type: 'string', description });
export const integer = (description: string): JsonSchema => ({ type: 'integer', description });
export const yesOrNo = (description: string): JsonSchema => ({ type: 'boolean', description });

const decimal = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^-?[0-9]+(\\.[0-9]+)?$',
  description,
});

/** An object with exactly these members. */
export function exactly(properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** An object of the exchange, which may add members any day. */
function atLeast(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const columns: Record<Column, JsonSchema> = {
  id: integer('Trade id (aggregate trade id unless raw trades are configured)'),
  price: decimal('Price'),
  qty: decimal('Quantity'),
  firstTradeId: integer('First trade of the aggregate'),
  lastTradeId: integer('Last trade of the aggregate'),
  time: milliseconds('Time of the trade, ms'),
  isBuyerMaker: yesOrNo('True: the taker sold'),
  openTime: milliseconds('Start of the candle, ms'),
  open: decimal('First price'),
  high: decimal('Highest price'),
  low: decimal('Lowest price'),
  close: decimal('Last price'),
  volume: decimal('Volume in the base asset'),
  closeTime: milliseconds('Last ms of the candle'),
  quoteVolume: decimal('Volume in the quote asset'),
  tradeCount: integer('Number of trades'),
  takerBuyBase: decimal('Volume bought by takers, base asset'),
  takerBuyQuote: decimal('Volume bought by takers, quote asset'),
  final: yesOrNo('True: the candle is closed and its values confirmed after its close'),
};

function seriesRow(feed: 'klines' | 'trades'): JsonSchema {
  const names = (feeds[feed].columns as readonly (Column | null)[]).filter((name) => name !== null);
  return exactly(Object.fromEntries(names.map((name) => [name, columns[name]])));
}

/** What a row of each feed looks like. */
export const rowSchemas: Record<FeedName, JsonSchema> = {
  trades: seriesRow('trades'),
  klines: seriesRow('klines'),
  depth: exactly({
    level: integer('1 is the best'),
    bidPrice: nullable(decimal('Bid price; null where the side is shorter')),
    bidQty: nullable(decimal('Bid quantity')),
    askPrice: nullable(decimal('Ask price; null where the side is shorter')),
    askQty: nullable(decimal('Ask quantity')),
  }),
  price: atLeast({ symbol: text('Pair'), price: decimal('Latest price') }),
  'book-ticker': atLeast({
    symbol: text('Pair'),
    bidPrice: decimal('Best bid'),
    bidQty: decimal('Its quantity'),
    askPrice: decimal('Best ask'),
    askQty: decimal('Its quantity'),
  }),
  'high-low': atLeast({
    symbol: text('Pair'),
    priceChange: decimal('Change in 24 hours'),
    priceChangePercent: decimal('The same in percent'),
    openPrice: decimal('Price 24 hours ago'),
    highPrice: decimal('Highest price of 24 hours'),
    lowPrice: decimal('Lowest price of 24 hours'),
    lastPrice: decimal('Latest price'),
    volume: decimal('Volume in the base asset'),
    quoteVolume: decimal('Volume in the quote asset'),
    openTime: milliseconds('Start of the 24 hours, ms'),
    closeTime: milliseconds('End of the 24 hours, ms'),
    count: integer('Number of trades'),
  }),
  'pair-info': atLeast({
    symbol: text('Pair'),
    status: text('TRADING, HALT, BREAK …'),
    baseAsset: text('Base asset'),
    quoteAsset: text('Quote asset'),
    filters: { type: 'array', items: { type: 'object' }, description: 'Price, lot and other filters' },
  }),
};
