/** Figures that the exchange works out each five minutes, and keeps for 30 days. */

/** @type {import('../market.js').Column} */
const timestamp = { name: 'timestamp', type: 'milliseconds', says: 'What the figures are as of, ms' };

/** What these feeds have in common. */
const common = /** @type {const} */ ({
  shape: 'series',
  ask: 'pair',
  everySeconds: 300,
  retention: { rows: 500, least: 10, says: 'Rows of five minutes.' },
  continuity: 'grid',
  original: '',
});

/** @param {string} whose */
const ratioColumns = (whose) =>
  /** @type {const} */ ([
    timestamp,
    { name: 'longShortRatio', type: 'decimal', says: `Long ÷ short of ${whose}` },
    { name: 'longAccount', type: 'decimal', says: 'Share that is long' },
    { name: 'shortAccount', type: 'decimal', says: 'Share that is short' },
  ]);

/** @satisfies {Readonly<Record<string, import('../market.js').FeedRow>>} */
export const statistics = /** @type {const} */ ({
  'open-interest-hist': {
    ...common,
    kinds: ['figures'],
    columns: [
      timestamp,
      { name: 'sumOpenInterest', type: 'decimal', says: 'Open contracts, in the base asset' },
      { name: 'sumOpenInterestValue', type: 'decimal', says: 'Their value, in the quote asset' },
    ],
    stretch: { turn: 111 },
    summary: 'open interest, each five minutes',
  },
  'top-long-short-positions': {
    ...common,
    kinds: ['figures'],
    columns: ratioColumns('the positions of the largest accounts'),
    stretch: { turn: 112 },
    summary: 'long and short positions of the largest accounts, each five minutes',
  },
  'top-long-short-accounts': {
    ...common,
    kinds: ['figures'],
    columns: ratioColumns('the largest accounts'),
    stretch: { turn: 113 },
    summary: 'largest accounts that are long and short, each five minutes',
  },
  'long-short-accounts': {
    ...common,
    kinds: ['figures'],
    columns: ratioColumns('all accounts'),
    stretch: { turn: 114 },
    summary: 'accounts that are long and short, each five minutes',
  },
  'taker-volume': {
    ...common,
    kinds: ['figures'],
    columns: [
      timestamp,
      { name: 'buySellRatio', type: 'decimal', says: 'Bought ÷ sold by takers' },
      { name: 'buyVol', type: 'decimal', says: 'Bought by takers, base asset' },
      { name: 'sellVol', type: 'decimal', says: 'Sold by takers, base asset' },
    ],
    stretch: { turn: 115 },
    summary: 'volume that takers bought and sold, each five minutes',
  },
  basis: {
    ...common,
    kinds: ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER'],
    columns: [
      timestamp,
      { name: 'indexPrice', type: 'decimal', says: 'Index price' },
      { name: 'futuresPrice', type: 'decimal', says: 'Price of the contract' },
      { name: 'basis', type: 'decimal', signed: true, says: 'Price of the contract − index price' },
      { name: 'basisRate', type: 'decimal', signed: true, says: 'The same as a part of the index price' },
      {
        name: 'annualizedBasisRate',
        type: 'decimal',
        signed: true,
        nullable: true,
        says: 'The same for a year; null: the contract has no end',
      },
    ],
    options: {
      contract: {
        accepted: ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER'],
        default: 'PERPETUAL',
        says: 'Which contract of the pair. A change clears the series.',
      },
    },
    stretch: { turn: 116 },
    summary: 'basis of a contract of the pair, each five minutes',
  },
});
