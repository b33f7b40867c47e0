import { klineChanges, klineColumns } from '../binanceRows.js';
import { intervalMinutes } from '../intervals.js';

/** Candles, of trades, of other prices, and of whatever contract of a pair is the current one. */

/** What all candles have in common. */
const common = /** @type {const} */ ({
  shape: 'series',
  intervals: intervalMinutes,
  ask: 'pair',
  retention: { rows: 1000, least: 50, says: 'Candles per interval.' },
  kinds: ['candles'],
  continuity: 'grid',
  original: '',
});

/** What was traded, in whatever contract. */
const traded = /** @type {const} */ ({ ...common, columns: klineColumns, changes: klineChanges });

/** @type {import('../market.js').Column} */
const openTime = { name: 'openTime', type: 'milliseconds', says: 'Start of the candle, ms' };
/** @type {import('../market.js').Column} */
const closeTime = { name: 'closeTime', type: 'milliseconds', says: 'Last ms of the candle' };
/** @type {import('../market.js').Column} */
const final = {
  name: 'final',
  type: 'boolean',
  says: 'True: the candle is closed and its values confirmed after its close',
};

/** @param {{ readonly signed: true } | {}} sign */
const priceColumns = (sign = {}) =>
  /** @type {const} */ ([
    openTime,
    { name: 'open', type: 'decimal', ...sign, says: 'First price' },
    { name: 'high', type: 'decimal', ...sign, says: 'Highest price' },
    { name: 'low', type: 'decimal', ...sign, says: 'Lowest price' },
    { name: 'close', type: 'decimal', ...sign, says: 'Last price' },
    closeTime,
    final,
  ]);

/** At these prices nothing is traded: nothing tells the newer of two states, so all intervals are polled. */
const priced = /** @type {const} */ ({
  ...common,
  everySeconds: 5,
  columns: priceColumns(),
  changes: { state: 'final', end: 'closeTime' },
});

/** @param {string} value */
const price = (value) => /** @type {const} */ ({ parameter: 'price', value, setting: 'prices' });
/** @param {string} value */
const contract = (value) => /** @type {const} */ ({ parameter: 'contract', value, setting: 'contracts' });

/** @satisfies {Readonly<Record<string, import('../market.js').FeedRow>>} */
export const candles = /** @type {const} */ ({
  klines: {
    ...traded,
    everySeconds: 1,
    // Of the candles the longest first.
    stretch: { turn: 10 },
    streams: ['kline_<interval>', 'aggTrade'],
    summary: 'candles, one series per interval',
  },
  'klines-mark': {
    ...priced,
    named: price('mark'),
    stretch: { turn: 11 },
    summary: 'candles of the mark price',
  },
  'klines-index': {
    ...priced,
    named: price('index'),
    stretch: { turn: 12 },
    summary: 'candles of the index price of the pair',
  },
  'klines-premium': {
    ...priced,
    columns: priceColumns({ signed: true }),
    named: price('premiumIndex'),
    stretch: { turn: 13 },
    summary: 'candles of the premium: how far the contract lies from its index, as a part of it',
  },
  'klines-perpetual': {
    ...traded,
    everySeconds: 5,
    named: contract('perpetual'),
    stretch: { turn: 14 },
    streams: ['continuousKline_<interval>'],
    summary: 'candles of the perpetual contract of the pair',
  },
  'klines-current-quarter': {
    ...traded,
    everySeconds: 5,
    named: contract('current_quarter'),
    stretch: { turn: 15 },
    streams: ['continuousKline_<interval>'],
    summary: 'candles of whatever contract of the pair ends with this quarter',
  },
  'klines-next-quarter': {
    ...traded,
    everySeconds: 5,
    named: contract('next_quarter'),
    stretch: { turn: 16 },
    streams: ['continuousKline_<interval>'],
    summary: 'candles of whatever contract of the pair ends with the next quarter',
  },
});
