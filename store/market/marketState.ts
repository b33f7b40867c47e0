import type { MarketTable } from '../../markets/market.js';
import { type Market, markets } from '../../markets/markets.js';
import type { Limits } from '../../model/limits.ts';
import { limitsOf } from '../../model/limits.ts';
import type { Account } from '../budget/account.ts';
import { readForeignWeight, roundForeign } from '../budget/budget.ts';
import { type Pause, parsePause } from '../budget/pause.ts';
import type { Store } from '../redis/connect.ts';
import { clockKey, limitsKey, listingKey, needsKey, pauseKey, transportKey } from '../redis/keys.ts';
import { readOr, readText } from '../redis/stored.ts';
import { type ClockMeasurement, parseClock } from './clock.ts';
import { type InfoMeta, readInfoMeta } from './exchangeInfo.ts';
import { parseLimits } from './limits.ts';
import { type Listing, parseListings } from './listing.ts';
import { parseNeeds, type SharedNeeds } from './needs.ts';
import { readSource } from './source.ts';
import { parseTransport, type SharedTransport } from './transport.ts';

/** What all processes share about one market: written by the worker of its listings, and by whoever meets a limit. */
export interface MarketState {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly clock: ClockMeasurement | null;
  readonly limits: Limits;
  /** Weight per minute that the plan sets aside for other programs on the same IP. */
  readonly foreign: number;
  readonly pause: Pause | null;
  /** Who the market's data comes from, or null before the first reply. */
  readonly source: string | null;
  /** What the plan depends on and the keeper decides for all; null: nothing is decided yet. */
  readonly transport: SharedTransport | null;
  /** Of the newest whole exchangeInfo; null: none is stored. */
  readonly info: InfoMeta | null;
  /** What the plan needs of each minute; null: nobody collects the market. */
  readonly needs: SharedNeeds | null;
}

/** What a market's table says of its exchange. */
export type ExchangeRow = Pick<MarketTable, 'exchange' | 'limit' | 'traded'>;

/** Before anything is known, a market allows what its table says. */
export const unknownMarket = (market: Market, { limit }: ExchangeRow = markets[market]): MarketState => ({
  listings: new Map(),
  clock: null,
  limits: limitsOf(limit),
  foreign: 0,
  pause: null,
  source: null,
  transport: null,
  info: null,
  needs: null,
});

/**
 * One pipeline. What is damaged counts as missing, but for limits: the last ones known, `known`, then hold until they are told again.
 *
 * @param now exchange-clock ms
 * @param table the market's own
 * @throws ioredis errors when Redis is away
 */
export async function readMarketState(
  store: Store,
  account: Account,
  now: number,
  known?: Pick<MarketState, 'limits'>,
  table: ExchangeRow = markets[account.market],
): Promise<MarketState> {
  const { redis } = store;
  const { market, egress } = account;
  const before = known?.limits ?? limitsOf(table.limit);
  const [keyOfClock, keyOfLimits, keyOfPause] = [clockKey(market), limitsKey(market), pauseKey(egress, market)];
  const [listings, clock, storedLimits, foreign, pause, source, transport, info, needs] = await Promise.all([
    readOr(store, listingKey(market), redis.hgetall(listingKey(market)), {}),
    readText(store, keyOfClock),
    readText(store, keyOfLimits),
    readForeignWeight(store, account, now, before),
    readText(store, keyOfPause),
    readSource(store, market, table),
    readText(store, transportKey(market)),
    readInfoMeta(store, market),
    readText(store, needsKey(market)),
  ]);
  const told = parseLimits(store, keyOfLimits, storedLimits, table.limit);
  const limits = told ?? (storedLimits === null ? limitsOf(table.limit) : before);
  return {
    listings: parseListings(store, market, listings, table),
    clock: parseClock(store, keyOfClock, clock),
    limits,
    foreign: roundForeign(foreign, limits),
    pause: parsePause(store, keyOfPause, pause),
    source,
    transport: parseTransport(store, transportKey(market), transport),
    info,
    needs: parseNeeds(store, needsKey(market), needs),
  };
}
