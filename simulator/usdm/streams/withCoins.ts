/** Contracts of the market of coins, by ours that they are like: its events come on the same streams of all contracts. */
const COINS: Readonly<Record<string, string>> = { BTCUSDT: 'BTCUSD', ETHUSDT: 'ETHUSD' };
/** What says that an event is not ours. */
const THEIRS = 2;

type Fields = Readonly<Record<string, unknown>>;

/** An event of a contract of ours, and the like one of the market of coins, if that has one. */
export function withCoins(event: Fields): Fields[] {
  const order = event.o as Fields | string | undefined;
  const isOrder = typeof order === 'object';
  const pair = COINS[String(isOrder ? order.s : event.s)];
  if (pair === undefined) return [event];
  const names = (of: Fields): Fields => ({ ...of, s: `${pair}_PERP`, ...('ps' in of && { ps: pair }) });
  return [event, { ...(isOrder ? { ...event, o: names(order) } : names(event)), st: THEIRS }];
}
