import type { Seconds, TradesStream } from '../../../model/seconds.ts';
import { readTrade, tradesOf } from '../events/trade.ts';
import { aggTradesStream, candleRowsOf, SECONDS, savedSeconds, secondCandles, secondTrade } from '../seconds.ts';
import { ask } from './ask.ts';
import { klines, PAGE_ROWS } from './endpoints/candles.ts';

/** `<symbol>@trade` */
const trades: TradesStream = {
  by: 'trades',
  nameOf: tradesOf,
  read(event, symbol) {
    const { t, T, p, q } = readTrade(event, symbol);
    return secondTrade({ id: t, time: T, price: p, quantity: q }, event);
  },
};

/** Spot has candles of a second, by streams as by REST. */
export const spotSeconds: Seconds = {
  streams: [secondCandles, aggTradesStream, trades],
  asked: {
    by: 'candles',
    pageRows: PAGE_ROWS,
    from: (symbol, startTime, limit) => ask('klines', { symbol, interval: SECONDS, startTime, limit }),
    rowsIn: candleRowsOf(klines.row),
  },
  saved: savedSeconds(klines.row),
};
