/** What rows of several of Binance's markets have in common. */

/** The pair, as the exchange calls it. */
export const symbol = /** @type {const} */ ({ name: 'symbol', type: 'text', says: 'Pair' });

/** Of trades. */
export const tradeColumns = /** @type {const} */ ([
  { name: 'id', type: 'integer', says: 'Trade id (aggregate trade id unless raw trades are configured)' },
  { name: 'price', type: 'decimal', says: 'Price' },
  { name: 'qty', type: 'decimal', says: 'Quantity' },
  { name: 'firstTradeId', type: 'integer', says: 'First trade of the aggregate' },
  { name: 'lastTradeId', type: 'integer', says: 'Last trade of the aggregate' },
  { name: 'time', type: 'milliseconds', says: 'Time of the trade, ms' },
  { name: 'isBuyerMaker', type: 'boolean', says: 'True: the taker sold' },
]);

/** Of 24-hour figures. */
export const dayFields = /** @type {const} */ ([
  { name: 'priceChange', type: 'decimal', says: 'Change in 24 hours' },
  { name: 'priceChangePercent', type: 'decimal', says: 'The same in percent' },
  { name: 'openPrice', type: 'decimal', says: 'Price 24 hours ago' },
  { name: 'highPrice', type: 'decimal', says: 'Highest price of 24 hours' },
  { name: 'lowPrice', type: 'decimal', says: 'Lowest price of 24 hours' },
  { name: 'lastPrice', type: 'decimal', says: 'Latest price' },
  { name: 'volume', type: 'decimal', says: 'Volume in the base asset' },
  { name: 'quoteVolume', type: 'decimal', says: 'Volume in the quote asset' },
  { name: 'openTime', type: 'milliseconds', says: 'Start of the 24 hours, ms' },
  { name: 'closeTime', type: 'milliseconds', says: 'End of the 24 hours, ms' },
  { name: 'count', type: 'integer', says: 'Number of trades' },
]);

/** Of best bid and ask. */
export const bookTickerFields = /** @type {const} */ ([
  { name: 'bidPrice', type: 'decimal', says: 'Best bid' },
  { name: 'bidQty', type: 'decimal', says: 'Its quantity' },
  { name: 'askPrice', type: 'decimal', says: 'Best ask' },
  { name: 'askQty', type: 'decimal', says: 'Its quantity' },
]);

/** Of candles of what was traded. */
export const klineColumns = /** @type {const} */ ([
  { name: 'openTime', type: 'milliseconds', says: 'Start of the candle, ms' },
  { name: 'open', type: 'decimal', says: 'First price', sum: 'first' },
  { name: 'high', type: 'decimal', says: 'Highest price', sum: 'max' },
  { name: 'low', type: 'decimal', says: 'Lowest price', sum: 'min' },
  { name: 'close', type: 'decimal', says: 'Last price', sum: 'last' },
  { name: 'volume', type: 'decimal', says: 'Volume in the base asset', sum: 'total' },
  { name: 'closeTime', type: 'milliseconds', says: 'Last ms of the candle' },
  { name: 'quoteVolume', type: 'decimal', says: 'Volume in the quote asset', sum: 'total' },
  { name: 'tradeCount', type: 'integer', says: 'Number of trades', sum: 'total' },
  { name: 'takerBuyBase', type: 'decimal', says: 'Volume bought by takers, base asset', sum: 'total' },
  { name: 'takerBuyQuote', type: 'decimal', says: 'Volume bought by takers, quote asset', sum: 'total' },
  null,
  { name: 'final', type: 'boolean', says: 'True: the candle is closed and its values confirmed after its close' },
]);

/** How these candles change until they are final. */
export const klineChanges = /** @type {const} */ ({ state: 'final', end: 'closeTime', order: 'tradeCount' });
