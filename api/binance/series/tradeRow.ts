import type { Row } from './rows.ts';

export interface TradeRow extends Row {
  /** Of the trade, ms. */
  readonly time: number;
}

const WHOLE = String.raw`((?:0|[1-9]\d{0,15}))`;
const DECIMAL = String.raw`"\d+(?:\.\d+)?"`;

/** id, price, quantity, first and last raw trade, time, buyer is maker; of futures the quantity without orders for retail traders, or null. */
const TRADE = new RegExp(
  String.raw`^\[${WHOLE},(${DECIMAL}),(${DECIMAL}),${WHOLE},${WHOLE},${WHOLE},(true|false)(?:,(null|${DECIMAL}))?\]$`,
);

/** Which fields Binance's trades have at the end: on spot always `M`, which means nothing any more and is always true. */
export const spotTail = ',"M":true}';
export const futuresTail = '}';

/** Where a trade's time stands in what is stored, counted from 1. */
export const TIME_PLACE = 6;

/** An aggregate trade as it is answered; null where the member is none. What the exchange did not send of it is not there. */
export function tradeRow(member: string, tail: string): TradeRow | null {
  const [whole, id, price, quantity, first, last, time, isBuyerMaker, withoutRpi] = TRADE.exec(member) ?? [];
  if (whole === undefined) return null;
  const nq = withoutRpi === undefined || withoutRpi === 'null' ? '' : `"nq":${withoutRpi},`;
  return {
    score: Number(id),
    text: `{"a":${id},"p":${price},"q":${quantity},${nq}"f":${first},"l":${last},"T":${time},"m":${isBuyerMaker}${tail}`,
    isFinal: true,
    time: Number(time),
  };
}
