import { parseJson } from '../../model/parseJson.ts';

/** Best bid and ask of a stored book ticker; null: it has none. */
export function topOf(value: string): string | null {
  const { bidPrice, bidQty, askPrice, askQty } = Object(parseJson(value)) as Readonly<Record<string, unknown>>;
  const all = [bidPrice, bidQty, askPrice, askQty];
  return all.every((field) => typeof field === 'string') ? all.join(' ') : null;
}

/** The same of a stored order book. */
export function topOfBook(value: string): string | null {
  const { bids, asks } = Object(parseJson(value)) as Readonly<Record<string, unknown>>;
  const [bid, ask] = [bids, asks].map((side) => (Array.isArray(side) ? side[0] : undefined));
  return Array.isArray(bid) && Array.isArray(ask) ? [...bid.slice(0, 2), ...ask.slice(0, 2)].join(' ') : null;
}
