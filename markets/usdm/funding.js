import { symbol } from '../binanceRows.js';
import { ALL } from './all.js';

/** Mark price, funding and open interest. */

/** @satisfies {Readonly<Record<string, import('../market.js').FeedRow>>} */
export const funding = /** @type {const} */ ({
  'mark-price': {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    from: 10,
    everySeconds: 1,
    fields: [
      symbol,
      { name: 'markPrice', type: 'decimal', says: 'Mark price' },
      { name: 'indexPrice', type: 'decimal', says: 'Index price' },
      {
        name: 'estimatedSettlePrice',
        type: 'decimal',
        says: 'Estimated price of settlement; it counts in the last hour only',
      },
      {
        name: 'lastFundingRate',
        type: 'text',
        says: 'Funding rate that is expected next; zero or empty where there is none',
      },
      { name: 'nextFundingTime', type: 'integer', says: 'When funding is paid next, ms; 0: never' },
      { name: 'time', type: 'milliseconds', says: 'Time of these figures, ms' },
    ],
    stretch: { turn: 35 },
    streams: ['markPrice@1s'],
    original: '',
    summary: 'mark and index price, funding rate and when it is paid next',
  },
  'funding-rate': {
    shape: 'series',
    ask: 'pair',
    everySeconds: 60,
    retention: { rows: 1000, least: 10, says: 'Payments of funding.' },
    kinds: ['funding'],
    continuity: 'none',
    columns: [
      { name: 'fundingTime', type: 'milliseconds', says: 'When it was paid, ms; up to some ms after the hour' },
      { name: 'fundingRate', type: 'decimal', signed: true, says: 'The rate; above 0 those who are long pay' },
      { name: 'markPrice', type: 'decimal', nullable: true, says: 'Mark price then; null in rows from before 2023' },
      {
        name: 'intervalHours',
        type: 'integer',
        nullable: true,
        says: 'Hours since the payment before; null: there is none',
      },
      {
        name: 'rateCap',
        type: 'decimal',
        signed: true,
        nullable: true,
        says: 'Highest rate that was allowed; null: not known then',
      },
      {
        name: 'rateFloor',
        type: 'decimal',
        signed: true,
        nullable: true,
        says: 'Lowest rate that was allowed; null: not known then',
      },
    ],
    stretch: { turn: 100 },
    original: '',
    summary: 'funding rates as they were paid',
  },
  'funding-info': {
    shape: 'latest',
    ask: 'pairs',
    chunk: ALL,
    everySeconds: 3600,
    enabled: false,
    fields: [
      symbol,
      { name: 'adjustedFundingRateCap', type: 'decimal', says: 'Highest funding rate' },
      { name: 'adjustedFundingRateFloor', type: 'decimal', signed: true, says: 'Lowest funding rate' },
      { name: 'fundingIntervalHours', type: 'integer', says: 'Hours between two payments' },
    ],
    stretch: { turn: 101 },
    original: '',
    summary: 'cap, floor and interval of funding, of contracts that have their own',
  },
  'open-interest': {
    shape: 'series',
    ask: 'pair',
    everySeconds: 10,
    retention: { rows: 8640, least: 60, says: 'Samples of open interest.' },
    kinds: ['samples'],
    continuity: 'none',
    columns: [
      { name: 'time', type: 'milliseconds', says: 'Time of the sample, ms' },
      { name: 'openInterest', type: 'decimal', says: 'Open contracts, in the base asset' },
    ],
    stretch: { turn: 45 },
    original: '',
    summary: 'samples of open interest',
  },
});
