import { symbol } from '../binanceRows.js';
import { ALL } from './all.js';

/** What indices and prices are made of: off unless CONFIG.json says otherwise. */

/** @type {import('../market.js').Column} */
const time = { name: 'time', type: 'milliseconds', says: 'Time of these figures, ms' };

/** What these feeds have in common. */
const common = /** @type {const} */ ({ everySeconds: 3600, enabled: false, original: '' });

/** @satisfies {Readonly<Record<string, import('../market.js').FeedRow>>} */
export const contracts = /** @type {const} */ ({
  'index-info': {
    ...common,
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    fields: [
      symbol,
      time,
      { name: 'baseAssetList', type: 'objects', says: 'What the index consists of, with weights' },
    ],
    stretch: { turn: 51 },
    summary: 'what an index consists of, of contracts on an index',
  },
  'asset-index': {
    ...common,
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    fields: [
      { name: 'symbol', type: 'text', says: 'The base asset in dollars, such as BTCUSD' },
      time,
      { name: 'index', type: 'decimal', says: 'Its price' },
      { name: 'bidRate', type: 'decimal', says: 'What it counts for where it is sold' },
      { name: 'askRate', type: 'decimal', says: 'What it counts for where it is bought' },
    ],
    stretch: { turn: 52 },
    summary: 'what the base asset counts for as collateral, of those that do',
  },
  constituents: {
    ...common,
    shape: 'latest',
    ask: 'pair',
    fields: [
      symbol,
      time,
      { name: 'constituents', type: 'objects', says: 'Exchanges that make the index price, with price and weight' },
    ],
    stretch: { turn: 53 },
    summary: 'what the index price is made of',
  },
  'delivery-price': {
    ...common,
    shape: 'series',
    ask: 'pair',
    retention: { rows: 1000, least: 10, says: 'Settlements.' },
    kinds: ['settlements'],
    continuity: 'none',
    columns: [
      { name: 'deliveryTime', type: 'milliseconds', says: 'When the contract was settled, ms' },
      { name: 'deliveryPrice', type: 'decimal', says: 'At what price' },
    ],
    stretch: { turn: 117 },
    summary: 'prices at which the quarterly contracts of the pair were settled',
  },
});
