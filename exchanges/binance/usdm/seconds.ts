import type { Seconds, TradesStream } from '../../../model/seconds.ts';
import { faultOfTime } from '../events/aggTrade.ts';
import { eventOf } from '../events/event.ts';
import { type TradeEvent, tradeFields, tradesOf } from '../events/trade.ts';
import { decimal } from '../fields.ts';
import { aggTradeRows, aggTradesStream, savedSeconds, secondTrade } from '../seconds.ts';
import { PAGE_ROWS } from '../tradeSeries.ts';
import { ask } from './ask.ts';
import { klines } from './endpoints/candles.ts';

/** Single trades, which no document names: `X` says of what kind one is, and one that is none has no price. */
interface FuturesTrade extends TradeEvent {
  readonly X?: string;
}

const readTrade = eventOf<FuturesTrade>('trade', { ...tradeFields, p: decimal, q: decimal }, faultOfTime);

/** Trades of the insurance fund and of deleveraging are in no candle and in no aggregate trade. */
const OF_THE_MARKET = 'MARKET';

/** `<symbol>@trade` */
const trades: TradesStream = {
  by: 'trades',
  nameOf: tradesOf,
  read(event, symbol) {
    const { t, T, p, q, X = OF_THE_MARKET } = readTrade(event, symbol);
    const trade = { id: t, time: T, price: p, quantity: q, ...(X !== OF_THE_MARKET && { isLeftOut: true as const }) };
    return secondTrade(trade, event);
  },
};

/** Futures have no candles of a second: both sides are made of trades. */
export const usdmSeconds: Seconds = {
  streams: [aggTradesStream, trades],
  asked: {
    by: 'trades',
    pageRows: PAGE_ROWS,
    from: (symbol, startTime) => ask('aggTrades', { symbol, startTime, limit: PAGE_ROWS }),
    fromId: (symbol, fromId, limit) => ask('aggTrades', { symbol, fromId, limit }),
    newest: (symbol, limit) => ask('aggTrades', { symbol, limit }),
    rowsIn: aggTradeRows,
  },
  saved: savedSeconds(klines.row),
};
