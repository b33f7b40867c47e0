import type { Column, MarketTable } from '../../markets/market.js';
import type { Market } from '../../markets/markets.js';

/** What the tables call the made-up exchange's market. */
export const MADE_UP = 'made-up' as string as Market;

const decimal = (name: string, says: string, sum?: Column['sum']): Column => ({
  ...{ name, type: 'decimal', says },
  ...(sum && { sum }),
});
const time = (name: string, says: string): Column => ({ name, type: 'milliseconds', says });
const isSo = (name: string, says: string): Column => ({ name, type: 'boolean', says });

/** THE TABLE of the made-up exchange. */
export const table: MarketTable = {
  exchange: { name: 'made-up', title: 'The made-up exchange' },
  limit: { weight: 200, windowMs: 10_000, window: 'sliding' },
  traded: ['open'],
  listings: 'instruments',
  feeds: {
    instruments: {
      ...{ shape: 'latest', ask: 'pairs', chunk: 50, everySeconds: 3600 },
      fields: [{ name: 'state', type: 'text', says: 'open, paused or retired' }, decimal('tick', 'Step of the price')],
      ...{ stretch: { turn: 5 }, original: '', summary: 'states of instruments' },
    },
    quotes: {
      ...{ shape: 'latest', ask: 'pairs', chunk: 20, everySeconds: 1 },
      fields: [decimal('last', 'Last price'), decimal('bid', 'Best bid'), decimal('ask', 'Best ask')],
      ...{ stretch: { turn: 3 }, original: '', summary: 'last price and best offers' },
    },
    ladder: {
      ...{ shape: 'latest', view: 'book', ask: 'pair', everySeconds: 2 },
      ...{ stretch: { turn: 4 }, original: '', summary: 'offers, best first' },
    },
    fills: {
      ...{ shape: 'series', ask: 'pair', everySeconds: 1, kinds: ['fills'], continuity: 'none' },
      retention: { rows: 300, least: 10, says: 'Fills.' },
      columns: [
        { name: 'no', type: 'integer', says: 'Its number; some are left out' },
        ...[decimal('price', 'Price'), decimal('size', 'Size'), time('at', 'When'), isSo('isSale', 'The taker sold')],
      ],
      ...{ stretch: { turn: 2 }, original: '', summary: 'fills, continued from the last one' },
    },
    bars: {
      ...{ shape: 'series', ask: 'pair', everySeconds: 1, kinds: ['bars'], continuity: 'grid' },
      intervals: [1, 2, 60, 240],
      retention: { rows: 100, least: 10, says: 'Bars of each length.' },
      columns: [
        time('start', 'When it begins'),
        ...[decimal('first', 'First price', 'first'), decimal('top', 'Highest price', 'max')],
        ...[decimal('bottom', 'Lowest price', 'min'), decimal('last', 'Last price', 'last')],
        isSo('done', 'It is over, and was asked for after its end'),
        ...[decimal('units', 'What was traded', 'total'), decimal('worth', 'What was paid for it', 'total')],
        time('end', 'Its last ms'),
      ],
      changes: { state: 'done', end: 'end', order: 'units' },
      ...{ stretch: { turn: 1 }, original: '', summary: 'bars of several lengths' },
    },
  },
};
