import { createStreamNames, sharedPlaceholders } from '../streamNames.ts';

/**
 * THE TABLE of the streams of USD-M futures: https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams (2026-10).
 * Binance accepts any other name, too, and nothing ever comes of it.
 */
export const usdmStreamNames = createStreamNames(
  [
    { name: '<symbol>@aggTrade', says: 'Trades, those of one price and side within 100 ms as one' },
    // No document has it; clients ask for it, and it comes.
    { name: '<symbol>@trade', says: 'Each trade' },
    { name: '<symbol>@kline_<interval>', says: 'The candle that is forming, and once more when it is closed' },
    {
      name: '<pair>_<contract>@continuousKline_<interval>',
      says: 'The same of whichever contract of a pair is the current one of its kind',
    },
    { name: '<symbol>@markPrice', says: 'Mark price, index and funding rate, each three seconds' },
    { name: '<symbol>@markPrice@1s', says: 'The same each second' },
    { name: '!markPrice@arr', says: 'Mark price, index and funding rate of all, each three seconds' },
    { name: '!markPrice@arr@1s', says: 'The same each second' },
    { name: '<symbol>@ticker', says: 'Figures of 24 hours, each two seconds' },
    { name: '!ticker@arr', says: 'The same of all that have changed, each second' },
    { name: '<symbol>@miniTicker', says: 'Prices and volumes of 24 hours, each two seconds' },
    { name: '!miniTicker@arr', says: 'The same of all that have changed, each second' },
    { name: '<symbol>@bookTicker', says: 'Best bid and ask, on each change' },
    { name: '!bookTicker', says: 'The same of all, each five seconds' },
    { name: '<symbol>@forceOrder', says: 'Liquidations: of each second the last one' },
    { name: '!forceOrder@arr', says: 'The same of all: of each symbol and second the last one' },
    { name: '<symbol>@depth<levels>', says: 'The best levels of the book, four times a second' },
    { name: '<symbol>@depth<levels>@<speed>', says: 'The same as often as `speed` says' },
    { name: '<symbol>@depth', says: 'Changes of the book, four times a second' },
    { name: '<symbol>@depth@<speed>', says: 'The same as often as `speed` says' },
    { name: '<symbol>@rpiDepth@500ms', says: 'Changes of the book with the orders that only retail traders may take' },
    { name: '<symbol>@compositeIndex', says: 'What a composite index is made of, each second' },
    { name: '<asset>@assetIndex', says: 'Index of an asset that serves as margin, each second' },
    { name: '!assetIndex@arr', says: 'The same of all' },
    { name: '!contractInfo', says: 'New contracts, and changes of what is known of them' },
    { name: 'tradingSession', says: 'Sessions in which contracts of shares and goods are traded' },
  ],
  {
    ...sharedPlaceholders,
    pair: { ...sharedPlaceholders.symbol, says: 'What a contract is of, in small letters' },
    asset: { ...sharedPlaceholders.symbol, says: 'An asset, in small letters, e.g. adausd' },
    contract: {
      says: 'Kind of contract',
      values: ['perpetual', 'current_quarter', 'next_quarter', 'tradifi_perpetual'],
    },
    speed: { says: 'Time between two events', values: ['100ms', '500ms'] },
  },
);
