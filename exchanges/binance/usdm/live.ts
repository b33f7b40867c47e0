import { minutesOf, otherIntervals } from '../../../markets/intervals.js';
import type { LiveStreams } from '../../../model/liveStreams.ts';
import { aggTradesOf, readAggTrade } from '../events/aggTrade.ts';
import { klinesNamed, readKlineNamed } from '../events/kline.ts';
import { intervalNames } from '../intervals.ts';
import { forceOrdersOf, readForceOrder } from './feeds/liquidations.ts';

/** Those in which USD-M contracts are or were quoted (exchangeInfo, 2026-07); the last ones are of contracts that have ended. */
const dollarCoins = ['USDT', 'USDC', 'USD1', 'U', 'FDUSD', 'BUSD', 'TUSD'];

const minutesIn = (interval: string): number => minutesOf(interval) ?? 0;

/** What of Binance's streams of USD-M futures is told in a form of ours. */
export const usdmLive: LiveStreams = {
  intervals: [...Object.values(intervalNames), ...otherIntervals].sort((a, b) => minutesIn(a) - minutesIn(b)),
  dollarCoins,
  // A symbol ends with the coin that it is quoted in; behind that may stand when the contract ends, as in BTCUSDT_260925.
  isInDollars(symbol) {
    const [pair = ''] = symbol.split('_', 1);
    return dollarCoins.some((coin) => pair.endsWith(coin) && pair !== coin);
  },
  candles: {
    nameOf: klinesNamed,
    read(event, symbol, interval) {
      const { E, row, isClosed } = readKlineNamed(event, symbol, interval);
      return { toldAt: E, row, isFinal: isClosed };
    },
  },
  trades: {
    nameOf: aggTradesOf,
    read(event, symbol) {
      const { a, T, m, p, q, f, l } = readAggTrade(event, symbol);
      return { id: a, time: T, side: m ? 'SELL' : 'BUY', price: p, quantity: q, firstId: f, lastId: l };
    },
  },
  liquidations: {
    nameOf: forceOrdersOf,
    read(event, symbol) {
      const { T, S, p, ap, q, z, X } = readForceOrder(event, symbol);
      return { time: T, side: S, price: p, averagePrice: ap, quantity: q, filled: z, status: X };
    },
  },
};
