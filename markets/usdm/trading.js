import { bookTickerFields, dayFields, symbol, tradeColumns } from '../binanceRows.js';

/** What is traded, and at what price. No list of symbols can be asked for: one, or all. */

/** Enough for all contracts that there are. */
const ALL = 10_000;

/** @satisfies {Readonly<Record<string, import('../market.js').FeedRow>>} */
export const trading = /** @type {const} */ ({
  trades: {
    shape: 'series',
    ask: 'pair',
    // A request weighs 20 here: what comes in ten seconds mostly fits one answer.
    everySeconds: 10,
    retention: { rows: 20_000, above: { pairs: 20, rows: 2000 }, least: 1000, says: 'Trades.' },
    kinds: ['aggTrades'],
    continuity: 'ids',
    columns: [
      ...tradeColumns,
      { name: 'qtyWithoutRpi', type: 'decimal', nullable: true, says: 'Quantity without orders for retail traders' },
    ],
    // Nothing is lost: the next poll fetches what has come.
    stretch: { turn: 60, early: { turn: 1, seconds: 30 } },
    original: '',
    summary: 'trades, continued from the last stored id',
  },
  'pair-info': {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    everySeconds: 3600,
    fields: [
      symbol,
      { name: 'pair', type: 'text', says: 'What the contract is of: BTCUSDT of BTCUSDT_260925' },
      { name: 'contractType', type: 'text', says: 'PERPETUAL, CURRENT_QUARTER, NEXT_QUARTER, TRADIFI_PERPETUAL …' },
      { name: 'deliveryDate', type: 'milliseconds', says: 'When it ends, ms; of what has no end: in the year 2100' },
      { name: 'status', type: 'text', says: 'TRADING, PENDING_TRADING, SETTLING, DELIVERED …' },
      { name: 'baseAsset', type: 'text', says: 'Base asset' },
      { name: 'quoteAsset', type: 'text', says: 'Quote asset' },
      { name: 'filters', type: 'objects', says: 'Price, lot and other filters' },
    ],
    stretch: { turn: 50 },
    original: '',
    summary: 'contract, status, end, assets and filters',
  },
  'high-low': {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    from: 40,
    everySeconds: 1,
    fields: [symbol, ...dayFields],
    stretch: { turn: 20 },
    original: '',
    summary: '24-hour high, low, change and volume',
  },
  'book-ticker': {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    from: 3,
    everySeconds: 1,
    fields: [symbol, ...bookTickerFields, { name: 'time', type: 'milliseconds', says: 'Time of the last change, ms' }],
    stretch: { turn: 30 },
    original: '',
    summary: 'best bid and ask',
  },
  depth: {
    shape: 'latest',
    view: 'book',
    ask: 'pair',
    everySeconds: 1,
    // The book loses detail: after trades, before what loses freshness.
    stretch: { turn: 70, early: { turn: 2, seconds: 10 } },
    options: { levels: { minimum: 1, maximum: 1000, default: 100, says: 'Order book levels of each side.' } },
    original: '',
    summary: 'order book, best levels of both sides',
  },
  price: {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    from: 2,
    everySeconds: 1,
    fields: [
      symbol,
      { name: 'price', type: 'decimal', says: 'Latest price' },
      { name: 'time', type: 'milliseconds', says: 'Time of the last trade, ms' },
    ],
    stretch: { turn: 40 },
    original: '',
    summary: 'latest price',
  },
  liquidations: {
    shape: 'series',
    ask: 'none',
    everySeconds: 1,
    retention: { rows: 10_000, least: 10, says: 'Liquidations.' },
    kinds: ['liquidations'],
    continuity: 'none',
    columns: [
      { name: 'id', type: 'integer', says: 'Its time × 1000, and three digits that follow from the rest' },
      { name: 'time', type: 'milliseconds', says: 'Time of the trade, ms' },
      { name: 'side', type: 'text', says: 'SELL: a long position was closed; BUY: a short one' },
      { name: 'price', type: 'decimal', says: 'Price of the order' },
      { name: 'averagePrice', type: 'decimal', says: 'Average price that it was filled at' },
      { name: 'qty', type: 'decimal', says: 'Quantity of the order' },
      { name: 'filledQty', type: 'decimal', says: 'Quantity that was filled' },
      { name: 'quoteValue', type: 'decimal', says: 'Average price × filled quantity, in the quote asset' },
      { name: 'status', type: 'text', says: 'State of the order' },
    ],
    stretch: { turn: 80 },
    original: '',
    summary: 'forced orders, a sample: at most one a second of each pair is told',
  },
});
