import { countIn, type Field, readRows } from './columns.ts';
import { aligned, type Decimal, decimalIn, quotient, sumOf, textOf } from './decimal.ts';
import type { LargestTrade, Parts, TradeFigures } from './snapshot.ts';

interface Trade {
  readonly id: number;
  readonly time: number;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** The taker bought. */
  readonly isBuy: boolean;
}

const columns = ['id', 'price', 'qty', 'time', 'isBuyerMaker'] as const;

/** Of the trades that a snapshot holds. Null: there are none. */
export function tradeFigures({ trades: part }: Parts): TradeFigures | null {
  const trades = part && readRows(part, columns, tradeIn);
  const [oldest, newest] = [trades?.[0], trades?.at(-1)];
  if (!trades || !oldest || !newest) return null;
  const [buys, sells] = [trades.filter(({ isBuy }) => isBuy), trades.filter(({ isBuy }) => !isBuy)];
  const [bought, sold] = [volumeOf(buys), volumeOf(sells)];
  const ratio = quotient(bought, sold);
  return {
    count: trades.length,
    from: oldest.time,
    to: newest.time,
    buyCount: buys.length,
    sellCount: sells.length,
    buyVolume: textOf(bought),
    sellVolume: textOf(sold),
    ratio: ratio && textOf(ratio),
    largest: largestOf(trades, newest),
  };
}

function tradeIn(field: Field<(typeof columns)[number]>): Trade | null {
  const [id, time] = [countIn(field('id')), countIn(field('time'))];
  const [price, quantity] = [decimalIn(field('price')), decimalIn(field('qty'))];
  if (id === null || time === null || price === null || quantity === null) return null;
  const isBuyerMaker = field('isBuyerMaker');
  return typeof isBuyerMaker === 'boolean' ? { id, time, price, quantity, isBuy: !isBuyerMaker } : null;
}

const volumeOf = (trades: readonly Trade[]): Decimal => sumOf(trades.map(({ quantity }) => quantity));

/** Of equal ones the newest. @param newest the last of them */
function largestOf(trades: readonly Trade[], newest: Trade): LargestTrade {
  const prices = aligned(trades.map(({ price }) => price));
  const quantities = aligned(trades.map(({ quantity }) => quantity));
  const quotes = prices.units.map((price, index) => price * (quantities.units[index] ?? 0n));
  const most = quotes.reduce((one, other) => (other > one ? other : one));
  const { id, time, price, quantity, isBuy } = trades[quotes.lastIndexOf(most)] ?? newest;
  return {
    id,
    time,
    price: textOf(price),
    quantity: textOf(quantity),
    quote: textOf({ units: most, places: prices.places + quantities.places }),
    side: isBuy ? 'buy' : 'sell',
  };
}
