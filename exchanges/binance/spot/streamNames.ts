import { createStreamNames, sharedPlaceholders } from '../streamNames.ts';

/**
 * THE TABLE of the spot market's streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-07). What it does not name,
 * such as !ticker@arr, is accepted by Binance, and nothing ever comes of it.
 */
export const spotStreamNames = createStreamNames(
  [
    { name: '<symbol>@aggTrade', says: 'Trades, those of one taker order at one price as one' },
    { name: '<symbol>@trade', says: 'Each trade' },
    { name: '<symbol>@kline_<interval>', says: 'The candle that is forming, and once more when it is closed' },
    { name: '<symbol>@kline_<interval>@+08:00', says: 'The same with days that begin at midnight of UTC+8' },
    { name: '<symbol>@miniTicker', says: 'Prices and volumes of 24 hours, each second' },
    { name: '!miniTicker@arr', says: 'The same of all pairs that have changed, each second' },
    { name: '<symbol>@ticker', says: 'Figures of 24 hours, each second' },
    { name: '<symbol>@ticker_<window>', says: 'Figures of a rolling window, each second' },
    { name: '!ticker_<window>@arr', says: 'The same of all pairs that have changed, each second' },
    { name: '<symbol>@bookTicker', says: 'Best bid and ask, on each change' },
    { name: '<symbol>@avgPrice', says: 'Average price of five minutes, each second' },
    { name: '<symbol>@depth<levels>', says: 'The best levels of the book, each second' },
    { name: '<symbol>@depth<levels>@<speed>', says: 'The same as often as `speed` says' },
    { name: '<symbol>@depth', says: 'Changes of the book, each second' },
    { name: '<symbol>@depth@<speed>', says: 'The same as often as `speed` says' },
    { name: '<symbol>@referencePrice', says: 'Reference price, each second' },
    { name: '<symbol>@blockTrade', says: 'Block trades' },
  ],
  {
    ...sharedPlaceholders,
    interval: { ...sharedPlaceholders.interval, values: ['1s', ...sharedPlaceholders.interval.values] },
    window: { says: 'Length of the window', values: ['1h', '4h', '1d'] },
    speed: { says: 'Time between two events', values: ['100ms', '1000ms'] },
  },
);
