/** What a socket may tell, by the last part of its address, with what may stand behind `?`. */
export const topics = {
  ohlc: {
    says: 'A candle of any length, some times a second while it is forming, and once more when it is closed',
    query: ['interval'],
  },
  liquidations: {
    says: 'Forced orders, as a sample: the exchange tells at most one of each symbol and second',
    query: [],
  },
  large_trades: {
    says: 'Trades whose price × quantity reaches the threshold, of pairs that are quoted in a dollar coin',
    query: ['threshold'],
  },
} as const;

export type Topic = keyof typeof topics;
